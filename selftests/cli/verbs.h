/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verbs of a helper program: each is a function that takes the arguments behind its name.
 */
#ifndef CLI_VERBS_H
#define CLI_VERBS_H

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/**
 * struct verb - one verb
 * @name: its name
 * @least: how many arguments it needs
 * @run: runs it with these arguments, and returns the exit status
 */
struct verb {
	const char *name;
	int least;
	int (*run)(char **argv);
};

/* Runs the verb that argv[1] names; status 2 if there is none, or if arguments are missing. */
static inline int run_verb(const char *program, const struct verb *verbs, size_t num, int argc,
			   char **argv)
{
	size_t i;

	for (i = 0; i < num; i++)
		if (argc > 1 && !strcmp(argv[1], verbs[i].name) && argc >= 2 + verbs[i].least)
			return verbs[i].run(argv + 2);
	fprintf(stderr, "%s: unknown verb, or an argument is missing\n", program);
	return 2;
}

#endif /* CLI_VERBS_H */
