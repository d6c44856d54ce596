// SPDX-License-Identifier: GPL-2.0-only
/*
 * The classic grammar, "paxctl-ng -m FILE", which package scripts and eclasses of Gentoo call.
 * This file parses the command line; classic_file.c works on a file.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "commands/classic.h"
#include "terminal/cli.h"

#define SHORT_OPTIONS ":PpEeMmRrSsZzCcdFfLlvh"

enum {
	OPTION_FORCE = 256,
	OPTION_SECURITY,
	OPTION_VERSION,
};

static const struct option long_options[] = {
	{ "force", no_argument, NULL, OPTION_FORCE },
	{ "help", no_argument, NULL, 'h' },
	{ "security", no_argument, NULL, OPTION_SECURITY },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ 0 },
};

static const struct paxflags_letters letters_all = {
	.on = PAX_PAGEEXEC | PAX_MPROTECT | PAX_RANDMMAP | PAX_SEGMEXEC,
	.off = PAX_EMUTRAMP,
};

/* Every letter in both cases. A letter that is named in both cases becomes unset. */
static const struct paxflags_letters letters_unset = {
	.on = PAX_FLAGS_ALL,
	.off = PAX_FLAGS_ALL,
};

/* Counts the options of each group on the command line. */
struct seen {
	unsigned int letters;
	unsigned int all;
	unsigned int limit;
	unsigned int alone;
};

void classic_usage(FILE *to)
{
	fputs("usage: paxctl-ng LETTERS [-L|-l] [-v] FILE...\n"
	      "       paxctl-ng -Z|-z [-L|-l] [-v] FILE...\n"
	      "       paxctl-ng -C|-c|-d|-F|-f [-v] FILE...\n"
	      "       paxctl-ng -v FILE...\n"
	      "       paxctl-ng -L|-l\n"
	      "       paxctl-ng -h|--help|--version\n",
	      to);
}

static void help(void)
{
	classic_usage(stdout);
	fputs("\n"
	      "Reads and changes the PaX marks of executables: the attribute user.pax.flags\n"
	      "and, where an ELF file has one, the legacy PT_PAX_FLAGS header.\n"
	      "\n"
	      "Letters, upper case for on and lower case for off; both for unset:\n"
	      "  P p   PAGEEXEC: nothing is executable that did not ask for it\n"
	      "  E e   EMUTRAMP: known trampolines are emulated\n"
	      "  M m   MPROTECT: no memory is writable and executable, at once or in turn\n"
	      "  R r   RANDMMAP: stronger address space randomisation\n"
	      "  S s   SEGMEXEC: accepted, without effect\n"
	      "  Z     all of PeMRS;  z  all unset\n"
	      "\n"
	      "Whole marks:\n"
	      "  C     create the attribute with PeMRS; fails if it exists\n"
	      "  c     create it empty; fails if it exists\n"
	      "  d     remove it\n"
	      "  F     copy PT_PAX_FLAGS to the attribute;  f  the other way\n"
	      "\n"
	      "Others:\n"
	      "  L     change only PT_PAX_FLAGS;  l  change only the attribute\n"
	      "        (alone: succeeds if that is supported)\n"
	      "  v     show the marks, after any change\n"
	      "  --security   use security.pax.flags in place of user.pax.flags\n"
	      "  --force      mark files that are neither ELF nor scripts\n"
	      "\n"
	      "Status: 0 done, 1 failed, 2 a file is missing, 3 both, 64 usage error.\n",
	      stdout);
}

static int usage_error(const char *why)
{
	fprintf(stderr, "paxctl-ng: %s\n", why);
	classic_usage(stderr);
	return EX_USAGE;
}

static int unknown_option(char **argv)
{
	if (optopt && optopt < OPTION_FORCE && !strchr(SHORT_OPTIONS, optopt))
		fprintf(stderr, "paxctl-ng: unknown option -%c\n", optopt);
	else
		fprintf(stderr, "paxctl-ng: unknown option or needless argument: %s\n",
			argv[optind - 1]);
	classic_usage(stderr);
	return EX_USAGE;
}

/* Parses a letter option. Returns false if @option is not a letter. */
static bool take_letter(int option, struct request *request)
{
	static const char on[] = PAX_LETTERS, off[] = PAX_LETTERS_OFF;
	unsigned int n;

	for (n = 0; n < PAX_FLAGS_NUM; n++) {
		if (option == on[n])
			request->letters.on |= 1u << n;
		else if (option == off[n])
			request->letters.off |= 1u << n;
		else
			continue;
		return true;
	}
	return false;
}

static void take_whole(int option, struct request *request)
{
	switch (option) {
	case 'C':
		request->action = ACTION_CREATE;
		request->letters = letters_all;
		break;
	case 'c':
		request->action = ACTION_CREATE;
		break;
	case 'd':
		request->action = ACTION_REMOVE;
		break;
	case 'F':
		request->action = ACTION_ELF_TO_ATTR;
		break;
	case 'f':
		request->action = ACTION_ATTR_TO_ELF;
		break;
	}
}

static void take_option(int option, struct request *request, struct seen *seen)
{
	switch (option) {
	case 'Z':
	case 'z':
		seen->all++;
		request->action = ACTION_SET;
		request->letters = option == 'Z' ? letters_all : letters_unset;
		break;
	case 'L':
	case 'l':
		seen->limit++;
		request->elf = option == 'L';
		request->xattr = option == 'l';
		break;
	case 'v':
		request->verbose = true;
		break;
	case OPTION_FORCE:
		request->force = true;
		break;
	case OPTION_SECURITY:
		request->attr = PAXFLAGS_SECURITY;
		break;
	default:
		if (take_letter(option, request)) {
			seen->letters++;
			request->action = ACTION_SET;
		} else {
			seen->alone++;
			take_whole(option, request);
		}
	}
}

/* Returns the error in a command line, or NULL if it is valid. */
static const char *find_fault(const struct request *request, const struct seen *seen, bool files)
{
	if (seen->alone > 1)
		return "only one of -C -c -d -F -f can be given, once";
	if (seen->alone && (seen->letters || seen->all || seen->limit))
		return "-C -c -d -F -f go with -v only, not with letters, -Z, -z, -L or -l";
	if (seen->all > 1)
		return "only one of -Z and -z can be given, once";
	if (seen->all && seen->letters)
		return "-Z and -z name all letters; no others can be given";
	if (seen->limit > 1)
		return "only one of -L and -l can be given, once; for both leave both out";
	if (!seen->letters && !seen->all && seen->limit)
		return "-L and -l need letters, -Z or -z, or stand quite alone";
	if (!seen->letters && !seen->all && !seen->alone && !request->verbose)
		return "nothing to do; give letters to set, or -v to look";
	if (!files)
		return "no file is named";
	return NULL;
}

int classic_main(int argc, char **argv)
{
	struct request request = { .elf = true, .xattr = true };
	struct seen seen = { 0 };
	int option, status = STATUS_OK;
	const char *fault;

	while ((option = getopt_long(argc, argv, SHORT_OPTIONS, long_options, NULL)) != -1) {
		switch (option) {
		case 'h':
			help();
			return STATUS_OK;
		case OPTION_VERSION:
			puts("paxctl-ng " PAXFLAGS_VERSION);
			return STATUS_OK;
		case ':':
		case '?':
			return unknown_option(argv);
		default:
			take_option(option, &request, &seen);
		}
	}

	/* -L or -l alone asks whether the tool supports that kind of mark. It supports both. */
	if (seen.limit == 1 && !seen.letters && !seen.all && !seen.alone && !request.verbose &&
	    optind == argc)
		return STATUS_OK;
	fault = find_fault(&request, &seen, optind < argc);
	if (fault)
		return usage_error(fault);
	for (; optind < argc; optind++)
		status |= classic_file(&request, argv[optind]);
	return status;
}
