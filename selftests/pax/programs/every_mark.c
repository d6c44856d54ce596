// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files with every mark, to compare the tool with the kernel; see tool_matches_kernel.sh.
 *
 *   every_mark make DIR     makes copies of flags_nolibc in DIR that bear every mark, some with
 *their letters in other orders, and some values that are not a mark every_mark run FILE...  runs
 *each file and prints its name, a tab and the flags that it got, or "refused"
 */
#include <spawn.h>
#include <sys/stat.h>

#include "pax_test.h"

extern char **environ;

static void make_one(const char *dir, const char *value, size_t len, unsigned int n)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%03u", dir, n);
	if (copy_file("./flags_nolibc", path, 0755) ||
	    setxattr(path, "user.pax.flags", value, len, 0)) {
		perror(path);
		exit(1);
	}
}

static int make(const char *dir)
{
	static const char letters[2][6] = { "pemrs", "PEMRS" };
	static const char *const others[] = { "sm", "rM", "SRMEP", "smrep", "MP",    "eP",
					      "Pp", "mm", "x",	   "em ",   "-em--", "PEMRSp" };
	unsigned int n, i;

	mkdir(dir, 0755);
	for (n = 0; n < 243; n++) {
		unsigned int rest = n;
		size_t len = 0;
		char value[6];

		/* A digit to the base of three a letter: not there, lower case, upper case. */
		for (i = 0; i < 5; i++, rest /= 3) {
			if (rest % 3)
				value[len++] = letters[rest % 3 - 1][i];
		}
		make_one(dir, value, len, n);
	}
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		make_one(dir, others[i], strlen(others[i]), n++);
	/* One without a mark. */
	make_one(dir, "", 0, n);
	return chdir(dir) || removexattr("255", "user.pax.flags");
}

static void run_one(char *path)
{
	char *argv[] = { path, NULL };
	int err, status;
	pid_t pid;

	printf("%s\t", path);
	fflush(stdout);
	err = posix_spawn(&pid, path, NULL, NULL, argv, environ);
	if (err == EINVAL)
		puts("refused");
	else if (err)
		printf("error %d\n", err);
	else if (waitpid(pid, &status, 0) != pid || status)
		printf("status %x\n", status);
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "make"))
		return make(argv[2]);
	if (argc > 2 && !strcmp(argv[1], "run")) {
		for (argv += 2; *argv; argv++)
			run_one(*argv);
		return 0;
	}
	return 64;
}
