// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes a proposal into a file, or adds it to one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "evidence/proposal_file.h"
#include "terminal/message.h"
#include "terminal/output_file.h"

/* Whether the line of a policy is replaced: a proposed line for the same path follows. */
static bool is_replaced(const struct denials *denials, const struct proposal *proposal,
			const char *path)
{
	size_t i;

	for (i = 0; i < denials->num; i++) {
		char *literal = policy_path_literal(denials->programs[i].exe);
		bool same = !strcmp(literal, path);

		free(literal);
		if (same && proposal_adds(&denials->programs[i], proposal))
			return true;
	}
	return false;
}

/* Copies the file that is added to, but for the lines that are replaced. */
static int copy_old(const char *name, const struct denials *denials,
		    const struct proposal *proposal)
{
	const struct policy_file *own = &proposal->policy->own;
	FILE *stream = fopen(name, "re");
	unsigned int number = 0;
	char *line = NULL;
	size_t i, size = 0;
	ssize_t len;

	while (stream && (len = getline(&line, &size, stream)) > 0) {
		number++;
		for (i = 0; i < own->num && own->rules[i].line != number; i++)
			;
		if (i < own->num && is_replaced(denials, proposal, own->rules[i].path))
			printf("# until now: ");
		fputs(line, stdout);
		if (line[len - 1] != '\n')
			putchar('\n');
	}
	free(line);
	if (stream)
		fclose(stream);
	return ferror(stdout) ? STATUS_FAILED : STATUS_OK;
}

bool proposal_file_is_free(const char *name, const struct proposal *proposal)
{
	if (proposal->merge || access(name, F_OK))
		return true;
	/* What the file says already would be lost. */
	say(name, "it exists; --merge adds to it, or name another file");
	return false;
}

int proposal_file_write(const struct cli *cli, const char *name, const struct denials *denials,
			const struct proposal *proposal)
{
	size_t i, num = 0;
	int status = STATUS_OK;

	for (i = 0; i < denials->num; i++)
		num += proposal_adds(&denials->programs[i], proposal);
	if (proposal->merge && !num) {
		if (!cli->quiet)
			say(name, "nothing to add; it stays as it was");
		return STATUS_OK;
	}
	if (output_file_open(name))
		return STATUS_FAILED;
	if (proposal->merge)
		status = copy_old(name, denials, proposal);
	proposal_print(cli, denials, proposal);
	if (output_file_close(!status))
		status = STATUS_FAILED;
	else if (!cli->quiet)
		say(name, "%zu line%s to read before you apply them", num, num == 1 ? "" : "s");
	return status;
}
