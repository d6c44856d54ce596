// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng: the first argument says which grammar applies.
 */
#include <sysexits.h>

#include "tool.h"

int main(int argc, char **argv)
{
	int status;

	if (argc < 2) {
		classic_usage(stderr);
		return EX_USAGE;
	}
	if (argv[1][0] == '-') {
		status = classic_main(argc, argv);
	} else {
		say(argv[1],
		    "no such subcommand; to mark a file put the letters first, as in \"paxctl-ng -m FILE\"; \"paxctl-ng --help\" lists the options");
		status = EX_USAGE;
	}
	if (flush_stdout() && status != EX_USAGE)
		status |= STATUS_FAILED;
	return status;
}
