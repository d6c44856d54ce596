// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loads the whole policy: finds its files, sorts them, and decides which of two lines for one path
 * counts. If any file has an error, the tool rejects the whole policy.
 */
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/fleet_policy.h"
#include "policy/lists.h"
#include "policy/rules.h"
#include "files/root.h"
#include "terminal/message.h"
#include "terminal/memory.h"

/* The policy directories. A file in a later one replaces a file of the same name. */
static const char *const places[] = { "/usr/lib/pax", "/etc/pax" };

#define NUM_PLACES (sizeof(places) / sizeof(places[0]))

/* The drop-in that chooses the profile. */
#define CHOICE "00-profile.conf"

/* A drop-in file: its path, and its name without the directory. */
struct drop_in {
	char *path;
	const char *name;
};

struct loader {
	const struct policy_request *request;
	struct policy *policy;
	struct drop_in *drop_ins;
	size_t num_drop_ins;
	int status;
};

/* The profile that is being read, and the profile that inherits it. */
struct chain {
	const struct chain *next;
	const char *name;
};

static int fail(struct loader *loader, const char *name, const char *why)
{
	say(name, "cannot read the policy: %s", why);
	loader->status = -EINVAL;
	return loader->status;
}

static void read_profile(struct loader *loader, const char *name, const char *from,
			 const struct chain *chain);

/* Adds a file to the policy, with the inherited profiles first. */
static void add_file(struct loader *loader, const struct policy_file *file,
		     const struct chain *chain)
{
	struct policy *policy = loader->policy;
	char from[PATH_MAX + 16];
	size_t i;

	for (i = 0; i < file->num_inherits; i++) {
		snprintf(from, sizeof(from), "%s:%u", file->name, file->inherits[i].line);
		read_profile(loader, file->inherits[i].name, from, chain);
	}
	for (i = 0; i < file->num; i++) {
		policy->rules = grow_array(policy->rules, policy->num, sizeof(*policy->rules));
		policy->rules[policy->num++] = file->rules[i];
	}
	policy->files = grow_array(policy->files, policy->num_files, sizeof(*policy->files));
	policy->files[policy->num_files++] = *file;
}

/* Reads the policy file @found in the root. Closes its descriptor. */
static int read_found(struct loader *loader, const struct found *found, const struct chain *chain)
{
	struct policy_file file;
	FILE *stream;
	int fd, err;

	if (!S_ISREG(found->st.st_mode) && !S_ISCHR(found->st.st_mode)) {
		close(found->fd);
		return fail(loader, found->path, "it is not a regular file; remove it");
	}
	/* A user who can write the policy decides about every program. */
	if ((found->st.st_uid != 0 && found->st.st_uid != geteuid()) ||
	    (S_ISREG(found->st.st_mode) && (found->st.st_mode & 0002))) {
		close(found->fd);
		return fail(loader, found->path, "others may write it; chown root, chmod o-w");
	}
	fd = paxflags_reopen(found->fd, O_RDONLY);
	close(found->fd);
	stream = fd < 0 ? NULL : fdopen(fd, "r");
	if (!stream)
		return fail(loader, found->path, error_text(fd < 0 ? fd : -errno));
	err = policy_parse(stream, found->path, loader->request->force, NULL, &file);
	fclose(stream);
	if (err)
		loader->status = err;
	add_file(loader, &file, chain);
	return 0;
}

static int read_path(struct loader *loader, const char *path, const struct chain *chain)
{
	struct found found;
	int err = root_find(loader->request->root, path, &found);

	if (err == -ENOENT)
		return err;
	return err ? fail(loader, path, root_error(err)) : read_found(loader, &found, chain);
}

/* Whether the profile was already read. Then its lines already have the right position. */
static bool is_read(const struct policy *policy, const char *path)
{
	size_t i;

	for (i = 0; i < policy->num_files; i++) {
		if (!strcmp(policy->files[i].name, path))
			return true;
	}
	return false;
}

static void read_profile(struct loader *loader, const char *name, const char *from,
			 const struct chain *chain)
{
	const struct chain here = { chain, name }, *link;
	char path[PATH_MAX];
	size_t i;

	for (link = chain; link; link = link->next) {
		if (!strcmp(link->name, name)) {
			say(from, "profile %s inherits itself by way of %s; remove one \"inherit\"",
			    name, chain->name);
			loader->status = -EINVAL;
			return;
		}
	}
	for (i = NUM_PLACES; i-- > 0;) {
		snprintf(path, sizeof(path), "%s/profiles/%s.conf", places[i], name);
		if (is_read(loader->policy, path) || read_path(loader, path, &here) != -ENOENT)
			return;
	}
	say(from, "there is no profile %s: neither %s/profiles/%s.conf nor %s/profiles/%s.conf",
	    name, places[1], name, places[0], name);
	loader->status = -EINVAL;
}

static int take_drop_in(const struct found *found, void *context)
{
	struct loader *loader = context;
	const char *name = strrchr(found->path, '/') + 1;
	char *path = strdup(found->path);
	size_t i;

	if (!path)
		out_of_memory();
	for (i = 0; i < loader->num_drop_ins && strcmp(loader->drop_ins[i].name, name); i++)
		;
	if (i < loader->num_drop_ins) {
		free(loader->drop_ins[i].path);
	} else {
		loader->drop_ins = grow_array(loader->drop_ins, loader->num_drop_ins,
					      sizeof(*loader->drop_ins));
		loader->num_drop_ins++;
	}
	loader->drop_ins[i].path = path;
	loader->drop_ins[i].name = strrchr(path, '/') + 1;
	return 0;
}

static void drop_in_failed(const char *path, int err, void *context)
{
	fail(context, path, root_error(err));
}

static int by_name(const void *a, const void *b)
{
	const struct drop_in *left = a, *right = b;

	return strcmp(left->name, right->name);
}

static void read_drop_ins(struct loader *loader)
{
	const char *profile = loader->request->profile;
	char pattern[PATH_MAX];
	size_t i;

	for (i = 0; i < NUM_PLACES; i++) {
		snprintf(pattern, sizeof(pattern), "%s/policy.d/*.conf", places[i]);
		root_glob(loader->request->root, pattern, take_drop_in, drop_in_failed, loader);
	}
	if (profile)
		read_profile(loader, profile, "--profile", NULL);
	else if (!loader->num_drop_ins && !loader->request->fleet &&
		 !policy_exists(loader->request->root))
		fail(loader, "/etc/pax/policy.d",
		     "neither there nor in /usr/lib/pax/policy.d is a file *.conf; name a policy file, or a profile with --profile");
	if (loader->num_drop_ins)
		qsort(loader->drop_ins, loader->num_drop_ins, sizeof(*loader->drop_ins), by_name);
	for (i = 0; i < loader->num_drop_ins; i++) {
		const struct drop_in *drop_in = &loader->drop_ins[i];

		if ((!profile || strcmp(drop_in->name, CHOICE)) &&
		    read_path(loader, drop_in->path, NULL) == -ENOENT)
			fail(loader, drop_in->path, "it has just been removed; try again");
		free(drop_in->path);
	}
	free(loader->drop_ins);
}

static void read_named(struct loader *loader)
{
	const struct policy_request *request = loader->request;
	struct policy_file file;
	char *const *name;
	int err;

	if (request->profile)
		read_profile(loader, request->profile, "--profile", NULL);
	for (name = request->names; *name; name++) {
		err = list_load(*name, request->force, request->home, &file);
		if (err)
			loader->status = err;
		add_file(loader, &file, NULL);
	}
}

/* The lines of the fleet come last, so they count. Operands stand for all that is installed. */
static void read_fleet(struct loader *loader)
{
	struct fleet_policy fleet;
	size_t i;
	int err;

	if (loader->request->names && !loader->request->fleet)
		return;
	err = fleet_policy_read(loader->request, &fleet);
	if (err)
		loader->status = err;
	for (i = 0; i < fleet.num; i++)
		add_file(loader, &fleet.files[i], NULL);
	free(fleet.files);
	loader->policy->fleet = fleet.summary;
}

static int compare(const void *a, const void *b)
{
	const struct rule *left = a, *right = b;

	return strcmp(left->path, right->path);
}

static void keep(void *rule)
{
	(void)rule;
}

/* If several lines have the same path, the last one counts. */
static void merge(struct policy *policy)
{
	void *paths = NULL;
	size_t i;

	for (i = 0; i < policy->num; i++) {
		struct rule *rule = &policy->rules[i], **node;

		node = tsearch(rule, &paths, compare);
		if (!node)
			out_of_memory();
		if (*node != rule) {
			(*node)->replaced = true;
			*node = rule;
		}
	}
	tdestroy(paths, keep);
}

/* The lines before a removal: a search tree by path, and an array of the patterns. */
struct before {
	void *paths;
	const struct rule **globs;
	size_t num_globs;
};

static void pass(struct before *before, const struct rule *rule)
{
	if (!tsearch(rule, &before->paths, compare))
		out_of_memory();
	if (!rule->glob)
		return;
	before->globs = grow_array(before->globs, before->num_globs, sizeof(*before->globs));
	before->globs[before->num_globs++] = rule;
}

static bool matches(const struct rule *pattern, const struct rule *rule)
{
	return !fnmatch(pattern->path, rule->path, FNM_PATHNAME | FNM_PERIOD);
}

/* Whether @removal removes a path of the lines before it. */
static bool removes(const struct policy *policy, const struct before *before,
		    const struct rule *removal)
{
	const struct rule *rule;
	size_t i;

	if (tfind(removal, &before->paths, compare))
		return true;
	for (i = 0; i < before->num_globs; i++) {
		if (matches(before->globs[i], removal))
			return true;
	}
	for (rule = policy->rules; removal->glob && rule < removal; rule++) {
		if (!rule->remove && matches(removal, rule))
			return true;
	}
	return false;
}

/* Warns about removals of paths that no earlier line has. */
static void check_removals(const struct policy *policy)
{
	struct before before = { 0 };
	char where[PATH_MAX + 16];
	size_t i;

	for (i = 0; i < policy->num; i++) {
		const struct rule *rule = &policy->rules[i];

		if (!rule->remove) {
			pass(&before, rule);
		} else if (!removes(policy, &before, rule)) {
			snprintf(where, sizeof(where), "%s:%u", rule->from, rule->line);
			say(where,
			    "warning: \"- %s\" removes nothing; no line before it names that path",
			    rule->path);
		}
	}
	tdestroy(before.paths, keep);
	free(before.globs);
}

/**
 * policy_load - read a policy
 * @request: the policy to read
 * @policy: the result; the caller frees it, also after an error
 *
 * Return: 0, or a negative errno. The function prints every error on stderr.
 */
int policy_load(const struct policy_request *request, struct policy *policy)
{
	struct loader loader = { .request = request, .policy = policy };

	*policy = (struct policy){ 0 };
	if (request->names)
		read_named(&loader);
	else
		read_drop_ins(&loader);
	read_fleet(&loader);
	if (loader.status)
		return loader.status;
	merge(policy);
	check_removals(policy);
	return 0;
}

static int note_file(const struct found *found, void *exists)
{
	(void)found;
	*(bool *)exists = true;
	return 1;
}

/* A directory that cannot be read may have a policy. */
static void note_failure(const char *path, int err, void *exists)
{
	(void)path;
	(void)err;
	*(bool *)exists = true;
}

/**
 * policy_exists - whether the policy directories have a policy
 * @root: the root of the directories
 *
 * Return: true if one of them has a file *.conf, or cannot be read, or if there is a policy of the
 * fleet.
 */
bool policy_exists(struct root *root)
{
	char pattern[PATH_MAX];
	bool exists = false;
	size_t i;

	for (i = 0; i < NUM_PLACES; i++) {
		snprintf(pattern, sizeof(pattern), "%s/policy.d/*.conf", places[i]);
		root_glob(root, pattern, note_file, note_failure, &exists);
	}
	root_glob(root, FLEET_FILE, note_file, note_failure, &exists);
	return exists;
}

/**
 * policy_free - free the result of policy_load()
 * @policy: the policy
 */
void policy_free(struct policy *policy)
{
	size_t i;

	for (i = 0; i < policy->num_files; i++)
		policy_file_free(&policy->files[i]);
	free(policy->files);
	free(policy->rules);
	free(policy->fleet);
	*policy = (struct policy){ 0 };
}
