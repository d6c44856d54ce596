// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs the command of "paxctl-ng try" with certain marks, and judges how it ended.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "commands/try.h"
#include "evidence/trial_denials.h"
#include "terminal/memory.h"
#include "terminal/message.h"
#include "terminal/quote.h"

/* The part of the last line that is shown of a run that fails. */
#define SHOWN 160

void attempt_note(struct attempt *attempt, char *text)
{
	char *safe = quote(text, isatty(STDOUT_FILENO));

	if (!attempt->silent) {
		printf("# %s\n", safe);
		fflush(stdout);
	}
	free(safe);
	if (attempt->num_lines < TRY_LINES)
		attempt->lines[attempt->num_lines++] = text;
	else
		free(text);
}

void attempt_take(struct attempt *attempt, char *path)
{
	struct trial *trial = &attempt->trial;
	struct stat st;
	size_t i;

	for (i = 0; i < trial->num && strcmp(trial->files[i].path, path); i++)
		;
	if (i < trial->num || i == TRIAL_FILES) {
		free(path);
		return;
	}
	trial->files[trial->num++] = (struct trial_file){ .path = path };
	if (!stat(path, &st) && st.st_nlink > 1)
		say(path,
		    "it has other names (hard links); what runs by one of those gets no mark");
}

/* The last line that is not empty, shortened. The caller frees it. */
static char *last_line(const char *text)
{
	size_t len = strlen(text), start;

	while (len && strchr("\n\r\t ", text[len - 1]))
		len--;
	for (start = len; start && text[start - 1] != '\n'; start--)
		;
	return format_text("%.*s", (int)(len - start > SHOWN ? SHOWN : len - start), text + start);
}

/* How a run ended, in words, which the caller frees. */
static char *how_it_ended(const struct attempt *attempt, const struct trial_outcome *outcome)
{
	const char *name;

	if (outcome->timed_out)
		return format_text("longer than %u s", attempt->trial.seconds);
	if (!WIFSIGNALED(outcome->status))
		return format_text("status %d", WEXITSTATUS(outcome->status));
	name = strsignal(WTERMSIG(outcome->status));
	return format_text("signal %d, %s", WTERMSIG(outcome->status), name);
}

/* Returns why a run fails; NULL if it passes, "" if how it ended says it. */
static const char *why_it_fails(const struct attempt *attempt, const struct trial_outcome *outcome,
				const struct trial_denials *denials, bool extend)
{
	if (outcome->timed_out || !WIFEXITED(outcome->status) ||
	    (unsigned long)WEXITSTATUS(outcome->status) != attempt->status)
		return "";
	if (attempt->has_output && regexec(&attempt->output, outcome->text, 0, NULL, 0))
		return ", but its output does not match";
	/* Other programs count until they take the marks, too. */
	if (attempt->no_denials && (trial_denials_any(denials) || (extend && denials->num_others)))
		return ", but not without denials";
	return NULL;
}

/* Lets the programs that something was denied to take the marks, too. */
static void take_others(struct attempt *attempt, const struct trial_denials *denials)
{
	char *path;
	size_t i;

	for (i = 0; i < denials->num_others; i++) {
		path = realpath(denials->others[i], NULL);
		if (!path)
			continue;
		attempt_note(attempt, format_text("denials of %s: it takes the marks, too", path));
		attempt_take(attempt, path);
	}
}

/* Runs the command once. Returns 0 or a negative errno; *@line is how it ended, in words. */
static int run_once(struct attempt *attempt, bool extend, bool *passes, char **line)
{
	struct trial_outcome outcome;
	struct trial_denials denials;
	int fd = trial_denials_open(), err;
	char *how, *denied, *said;
	const char *why;

	if (fd < 0 && attempt->no_denials) {
		say("try", "--no-denials needs the kernel's events: %s; be root", strerror(-fd));
		return fd;
	}
	err = trial_run(&attempt->trial, &outcome);
	if (err) {
		if (fd >= 0)
			close(fd);
		return err;
	}
	trial_denials_read(fd, &attempt->trial, &outcome, &denials);
	why = why_it_fails(attempt, &outcome, &denials, extend);
	*passes = !why;
	how = how_it_ended(attempt, &outcome);
	denied = trial_denials_text(&denials);
	said = why ? last_line(outcome.text) : NULL;
	*line = format_text("%s (%s%s, %.1f s%s%s)%s%s", why ? "fails" : "passes", how,
			    why ? why : "", outcome.seconds, *denied ? "; " : "", denied,
			    said && *said ? ": " : "", said ? said : "");
	free(said);
	free(denied);
	free(how);
	free(outcome.text);
	if (why && extend)
		take_others(attempt, &denials);
	trial_denials_free(&denials);
	return 0;
}

int attempt_run(struct attempt *attempt, const char *what, bool extend, bool *passes)
{
	char *line = NULL;
	unsigned long n;
	int err = 0;

	*passes = true;
	for (n = 0; n < attempt->runs && *passes && !err; n++) {
		free(line);
		line = NULL;
		err = run_once(attempt, extend, passes, &line);
	}
	if (!err && attempt->runs == 1)
		attempt_note(attempt, format_text("%s: %s", what, line));
	else if (!err && *passes)
		attempt_note(attempt, format_text("%s: %lu times, %s", what, n, line));
	else if (!err)
		attempt_note(attempt, format_text("%s: run %lu %s", what, n, line));
	free(line);
	return err;
}
