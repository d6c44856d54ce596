// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the command line of paxctl-ng in both grammars. The tool runs in a directory of its own.
 * The rest of the file system is read-only for it.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <sysexits.h>
#include <unistd.h>

#include "commands/commands.h"
#include "fuzz.h"
#include "paxflags.h"

int paxctl_main(int argc, char **argv);

#define MAX_ARGS 12
#define MAX_ARG 64

/* A byte below NUM_WORDS selects a word. Options come from the tool's own tables. */
static const char *const words[] = {
	"prog",		"script", "text", "missing", "link",	   "sub",	 "sub/prog",
	"policy.conf",	"events", "-",	  "--",	     "--root=.",   "--root=sub", "--kernel=.",
	"--kernel=sub", "PeMRs",  "em",	  "pemrs",   "m",	   "-m",	 "-Pe",
	"-v",		"-zv",	  "-C",	  "--json",  "--security", "--force",	 "-PpEeMmRrSs",
};

#define NUM_WORDS (sizeof(words) / sizeof(words[0]))

static const char *options[512];
static size_t num_options;
static int home = -1;

/* Creates the absolute path @path below @root. */
static void make_path(const char *root, const char *path)
{
	char made[512], *slash;

	MUST((size_t)snprintf(made, sizeof(made), "%s%s/", root, path) < sizeof(made));
	for (slash = strchr(made + strlen(root) + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(made, 0755);
		*slash = '/';
	}
}

static void bind(const char *root, const char *path)
{
	char to[512];

	make_path(root, path);
	snprintf(to, sizeof(to), "%s%s", root, path);
	MUST(!mount(path, to, NULL, MS_BIND | MS_REC, NULL));
}

/*
 * Enters a root directory that contains only /proc, the directory for findings, and a working
 * directory. So the tool cannot change other files, and a scan of the whole root is short.
 */
static void isolate(void)
{
	const char *keep = getenv("PAX_FUZZ_KEEP");
	char root[256];

	if (!keep || *keep != '/') {
		fprintf(stderr, "args_fuzz: PAX_FUZZ_KEEP is to name a directory to work in\n");
		exit(1);
	}
	if (unshare(CLONE_NEWNS) && unshare(CLONE_NEWUSER | CLONE_NEWNS)) {
		fprintf(stderr,
			"args_fuzz: a mount namespace is needed: run as root, or allow user namespaces\n");
		exit(1);
	}
	snprintf(root, sizeof(root), "%s/scratch", keep);
	mkdir(root, 0755);
	MUST(!mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
	bind(root, "/proc");
	bind(root, keep);
	make_path(root, "/work");
	make_path(root, "/dev");
	MUST(!chroot(root));
	home = open("/work", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	MUST(home >= 0 && !fchdir(home));
}

static void put(const char *name, const char *text, size_t size, mode_t mode)
{
	int fd = openat(home, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);

	MUST(fd >= 0 && write(fd, text, size) == (ssize_t)size);
	close(fd);
}

/* Creates the files for the operands, anew for each input. */
static void populate(void)
{
	static const char policy[] = "em /prog\nrequired m /sub/prog\n- /sub/*\n";
	static const char event[] =
		"seq=1 event=mprotect_denied flags=PeMRs exe=\"/prog\" had=rw- prot=r-x area=heap\n";
	static const char script[] = "#!/prog\n";
	static char elf[64 + 56] = "\177ELF\2\1\1";

	elf[16] = 2;  /* ET_EXEC */
	elf[18] = 62; /* EM_X86_64 */
	elf[20] = 1;
	elf[32] = 64;				 /* e_phoff */
	elf[54] = 56;				 /* e_phentsize */
	elf[56] = 1;				 /* e_phnum */
	memcpy(elf + 64, "\x80\x15\x04\x65", 4); /* PT_PAX_FLAGS */
	mkdirat(home, "sub", 0755);
	put("prog", elf, sizeof(elf), 0755);
	put("sub/prog", elf, sizeof(elf), 0755);
	put("script", script, sizeof(script) - 1, 0755);
	put("text", "x", 1, 0644);
	put("policy.conf", policy, sizeof(policy) - 1, 0644);
	put("events", event, sizeof(event) - 1, 0644);
	if (symlinkat("prog", home, "link"))
		MUST(errno == EEXIST);
}

static void add_option(const char *text)
{
	if (num_options < sizeof(options) / sizeof(options[0]))
		options[num_options++] = text;
}

/* Collects the names of the subcommands and of all their options. */
static void take_tables(void)
{
	const struct command *const *command;
	const struct cli_option *option;
	char *text;

	for (command = commands; *command; command++) {
		add_option((*command)->name);
		for (option = (*command)->options; option && option->key; option++) {
			MUST(asprintf(&text, "--%s", option->name) > 0);
			add_option(text);
			if (option->key >= CLI_KEY)
				continue;
			MUST(asprintf(&text, "-%c", option->key) > 0);
			add_option(text);
		}
	}
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	/* Standard input is empty, so that the tool does not wait for input. */
	MUST(freopen("/dev/null", "r", stdin));
	isolate();
	take_tables();
	return 0;
}

/* Decodes one argument from the rest of the input. Returns the number of bytes used. */
static size_t take(const uint8_t *data, size_t size, char arg[MAX_ARG])
{
	size_t at = 0, len = 0;

	while (at < size && data[at] != 0xff && len + 1 < MAX_ARG) {
		uint8_t byte = data[at++];
		const char *word = NULL;

		if (byte >= 0x80)
			word = options[(byte - 0x80) % num_options];
		else if (byte < NUM_WORDS)
			word = words[byte];
		if (word)
			len += snprintf(arg + len, MAX_ARG - len, "%s", word);
		else
			arg[len++] = byte;
		if (len >= MAX_ARG)
			len = MAX_ARG - 1;
	}
	arg[len] = '\0';
	/* A scan of the root or of parent directories takes too long, so exclude their paths. */
	for (len = 0; arg[len]; len++)
		if ((arg[len] == '/' && (!len || !strchr("bp", arg[len - 1]))) ||
		    (arg[len] == '.' && arg[len + 1] == '.'))
			arg[len] = '_';
	return at < size ? at + 1 : at;
}

/* The kernel must accept every mark that the tool writes. */
static void check_mark(const char *name, int status)
{
	struct paxflags_letters letters;
	char value[64];
	ssize_t len = getxattr(name, PAX_XATTR_USER, value, sizeof(value));

	if (len < 0)
		return;
	MUST(!paxflags_parse(value, len, &letters));
	/* A usage error must not change the file. */
	MUST(status != EX_USAGE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char args[MAX_ARGS][MAX_ARG];
	char *argv[MAX_ARGS + 2] = { (char *)"paxctl-ng" };
	int argc = 1, status;

	if (size > 256)
		return -1;
	while (size && argc <= MAX_ARGS) {
		size_t used = take(data, size, args[argc - 1]);

		argv[argc] = args[argc - 1];
		argc++;
		data += used;
		size -= used;
	}
	populate();
	/* Restart getopt_long(). */
	optind = 0;
	status = paxctl_main(argc, argv);
	MUST((status >= 0 && status <= 3) || status == EX_USAGE || status == EX_DATAERR);
	check_mark("prog", status);
	check_mark("sub/prog", status);
	check_mark("script", status);
	unlinkat(home, "sub/prog", 0);
	unlinkat(home, "prog", 0);
	unlinkat(home, "script", 0);
	unlinkat(home, "text", 0);
	return 0;
}
