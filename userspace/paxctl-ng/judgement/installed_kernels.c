// SPDX-License-Identifier: GPL-2.0-only
/*
 * Looks at what depmod, DKMS and the packages of kernels and headers left on the disk. Nothing is
 * asked of the running kernel, so this works in an image, too.
 */
#include <fnmatch.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "judgement/installed_kernels.h"
#include "files/root.h"
#include "terminal/memory.h"

/* The name of the module's file, compressed or not. */
#define MODULE_PATTERN "pax.ko*"
#define UPDATES_DKMS "lib/modules/%s/updates/dkms/"

struct list {
	struct root *root;
	struct installed_kernel *kernels;
	size_t num;
};

/* What DKMS says about one kernel. */
struct dkms {
	struct root *root;
	const char *release;
	const char *version; /* of the newest source that DKMS has */
	bool excludes;
	char *log;
	char *refused; /* the log of a build that showed that the module does not fit */
};

/* Opens a file below @root for reading. Returns NULL if there is none. Frees @path. */
static FILE *open_file(struct root *root, char *path)
{
	int fd = root_read(root, path);
	FILE *file = NULL;

	free(path);
	if (fd >= 0)
		file = fdopen(fd, "r");
	if (fd >= 0 && !file)
		close(fd);
	return file;
}

/* Whether there is a file or directory. Frees @path. */
static bool exists(struct root *root, char *path)
{
	struct found found;
	bool there = !root_find(root, path, &found);

	if (there)
		close(found.fd);
	free(path);
	return there;
}

/*
 * Finds the first line of @file for which @wanted returns true, without its newline. Closes @file,
 * which may be NULL. The caller frees the line.
 */
static char *find_line(FILE *file, bool (*wanted)(char *line, const void *context),
		       const void *context)
{
	char *line = NULL;
	size_t size = 0;
	bool found = false;

	if (!file)
		return NULL;
	while (!found && getline(&line, &size, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
		found = wanted(line, context);
	}
	fclose(file);
	if (found)
		return line;
	free(line);
	return NULL;
}

static bool is_line(char *line, const void *wanted)
{
	return !strcmp(line, wanted);
}

/* Whether the configuration of a kernel has a line. It comes with the image or with the headers. */
static bool configured(struct root *root, const char *release, const char *line)
{
	FILE *file = open_file(root, format_text("boot/config-%s", release));
	char *found;
	bool has;

	if (!file)
		file = open_file(root, format_text("lib/modules/%s/build/.config", release));
	found = find_line(file, is_line, line);
	has = found;
	free(found);
	return has;
}

/* A line of modules.dep: "PATH: PATH...". Cuts it down to the first path. */
static bool is_module(char *line, const void *unused)
{
	const char *name;

	(void)unused;
	line[strcspn(line, ":")] = '\0';
	name = strrchr(line, '/');
	return name && !fnmatch(MODULE_PATTERN, name + 1, 0);
}

static int note_found(const struct found *found, void *context)
{
	char **path = context;

	*path = need_memory(strdup(found->path));
	return 1;
}

static void ignore(const char *path, int err, void *context)
{
	(void)path;
	(void)err;
	(void)context;
}

/* The first file that matches. Frees @pattern. The caller frees the result. */
static char *first_match(struct root *root, char *pattern)
{
	char *path = NULL;

	root_glob(root, pattern, note_found, ignore, &path);
	free(pattern);
	return path;
}

/* BUILD_EXCLUSIVE_KERNEL="REGEX" */
static bool is_exclusive(char *line, const void *unused)
{
	(void)unused;
	return !strncmp(line, "BUILD_EXCLUSIVE_KERNEL=", strlen("BUILD_EXCLUSIVE_KERNEL="));
}

static bool dkms_excludes(FILE *conf, const char *release)
{
	char *line = find_line(conf, is_exclusive, NULL);
	bool excludes = false;
	regex_t regex;
	char *value;

	if (!line)
		return false;
	value = strchr(line, '=') + 1;
	value += strspn(value, "\"'");
	value[strcspn(value, "\"'")] = '\0';
	if (!regcomp(&regex, value, REG_EXTENDED | REG_NOSUB)) {
		excludes = regexec(&regex, release, 0, NULL, 0) == REG_NOMATCH;
		regfree(&regex);
	}
	free(line);
	return excludes;
}

/* Called for each usr/src/pax-VERSION/dkms.conf. */
static int take_source(const struct found *found, void *context)
{
	struct dkms *dkms = context;
	char *version = need_memory(strdup(strstr(found->path, "/pax-") + strlen("/pax-")));

	version[strcspn(version, "/")] = '\0';
	if (dkms->version && strverscmp(dkms->version, version) > 0) {
		free(version);
		return 0;
	}
	free((char *)dkms->version);
	dkms->version = version;
	dkms->excludes = dkms_excludes(open_file(dkms->root, need_memory(strdup(found->path))),
				       dkms->release);
	return 0;
}

/* "DKMS make.log for pax-0.3.0 for kernel 6.1.0-38-amd64 (x86_64)": the first line of a log. */
static bool is_log_of(char *line, const void *release)
{
	const char *name = strstr(line, " for kernel ");
	size_t len = strlen(release);

	if (!name)
		return false;
	name += strlen(" for kernel ");
	return !strncmp(name, release, len) && (name[len] == ' ' || name[len] == '\0');
}

/* Called for each log of a build. DKMS keeps that of the last one, if it failed. */
static int take_log(const struct found *found, void *context)
{
	struct dkms *dkms = context;
	char *line;

	line = find_line(open_file(dkms->root, need_memory(strdup(found->path))), is_log_of,
			 dkms->release);
	if (!line)
		return 0;
	free(line);
	free(dkms->log);
	dkms->log = need_memory(strdup(found->path));
	return 0;
}

/* Called for each log that dkms.conf has kept of a module that does not fit. */
static int take_refusal(const struct found *found, void *context)
{
	struct dkms *dkms = context;

	free(dkms->refused);
	dkms->refused = need_memory(strdup(found->path));
	return 0;
}

static bool is_any(char *line, const void *unused)
{
	(void)unused;
	return strcmp(line, "");
}

/* The first line of the log says why. */
static char *why_refused(const struct dkms *dkms)
{
	char *line =
		find_line(open_file(dkms->root, need_memory(strdup(dkms->refused))), is_any, NULL);
	char *why = format_text("none (the module does not fit this kernel: %s; see %s)",
				line ? line : "unknown", dkms->refused);

	free(line);
	return why;
}

/* Why a kernel has no module. */
static char *why_none(struct root *root, const char *release)
{
	struct dkms dkms = { .root = root, .release = release };
	char *path, *why;

	if (configured(root, release, "CONFIG_PREEMPT_RT=y"))
		return format_text("none (excluded: PREEMPT_RT is not supported)");
	path = first_match(root, format_text("lib/modules/%s/updates/" MODULE_PATTERN, release));
	if (!path)
		path = first_match(root, format_text(UPDATES_DKMS MODULE_PATTERN, release));
	if (path) {
		why = format_text("none (depmod has not seen %s: run depmod %s)", path, release);
		free(path);
		return why;
	}
	root_glob(root, "usr/src/pax-*/dkms.conf", take_source, ignore, &dkms);
	root_glob(root, "var/lib/dkms/pax/*/build/make.log", take_log, ignore, &dkms);
	path = format_text("var/lib/dkms/pax/*/refused-%s.log", release);
	root_glob(root, path, take_refusal, ignore, &dkms);
	free(path);
	if (dkms.version && dkms.excludes)
		why = format_text("none (excluded: pax-dkms %s does not support this release)",
				  dkms.version);
	else if (dkms.refused)
		why = why_refused(&dkms);
	else if (dkms.log)
		why = format_text("none (the build failed: see %s)", dkms.log);
	else if (!exists(root, format_text("lib/modules/%s/build/Makefile", release)))
		why = format_text("none (no headers: apt-get install linux-headers-%s)", release);
	else if (dkms.version)
		why = format_text("none (not built: run dkms autoinstall -k %s)", release);
	else
		why = format_text("none (not built: install pax-dkms, or make install KDIR=%s%s%s)",
				  "/lib/modules/", release, "/build");
	free((char *)dkms.version);
	free(dkms.log);
	free(dkms.refused);
	return why;
}

/* Called for each lib/modules/RELEASE. */
static int take_kernel(const struct found *found, void *context)
{
	struct list *list = context;
	struct installed_kernel *kernel;
	const char *release = strrchr(found->path, '/') + 1;
	char *module;

	if (!exists(list->root, format_text("lib/modules/%s/modules.dep", release)) &&
	    !exists(list->root, format_text("lib/modules/%s/kernel", release)))
		return 0;
	list->kernels = grow_array(list->kernels, list->num, sizeof(*list->kernels));
	kernel = &list->kernels[list->num++];
	kernel->release = need_memory(strdup(release));
	kernel->protects = true;
	module =
		find_line(open_file(list->root, format_text("lib/modules/%s/modules.dep", release)),
			  is_module, NULL);
	if (module && exists(list->root, format_text("lib/modules/%s/%s", release, module))) {
		kernel->state = format_text("module %s", module);
	} else if (configured(list->root, release, "CONFIG_SECURITY_PAX=y")) {
		kernel->state = format_text("built-in");
	} else {
		kernel->protects = false;
		kernel->state = why_none(list->root, release);
	}
	free(module);
	return 0;
}

static int by_release(const void *a, const void *b)
{
	const struct installed_kernel *left = a, *right = b;

	return strverscmp(left->release, right->release);
}

struct installed_kernel *installed_kernels(const char *root, size_t *num)
{
	struct list list = { 0 };

	*num = 0;
	if (root_open(root, &list.root))
		return NULL;
	root_glob(list.root, "lib/modules/*", take_kernel, ignore, &list);
	root_close(list.root);
	if (list.num)
		qsort(list.kernels, list.num, sizeof(*list.kernels), by_release);
	*num = list.num;
	return list.kernels;
}

void installed_kernels_free(struct installed_kernel *kernels, size_t num)
{
	size_t i;

	for (i = 0; i < num; i++) {
		free(kernels[i].release);
		free(kernels[i].state);
	}
	free(kernels);
}
