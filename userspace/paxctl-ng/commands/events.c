// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng events: prints the events of the kernel module as they happen.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "commands/commands.h"
#include "commands/events.h"
#include "evidence/record.h"
#include "evidence/stream_position.h"
#include "terminal/cli.h"
#include "terminal/message.h"
#include "terminal/out.h"
#include "terminal/memory.h"
#include "terminal/interrupt.h"
#include "terminal/journal.h"

enum {
	OPTION_NEW = CLI_KEY,
	OPTION_ONCE,
	OPTION_KERNEL,
	OPTION_NAMES,
	OPTION_JOURNAL,
	OPTION_STATE,
	OPTION_SOCKET,
	OPTION_USER_LIMIT,
};

static const struct cli_option options[] = {
	{ 'e', "event", "EVENT", "print only this event; may be given again" },
	{ OPTION_NEW, "new", NULL, "leave out events from before the start" },
	{ OPTION_ONCE, "once", NULL, "print the events that are kept, and end" },
	{ OPTION_KERNEL, "kernel", "DIR", "read the kernel's events from DIR" },
	{ OPTION_NAMES, "names", NULL, "print the names of all events, and end" },
	{ OPTION_JOURNAL, "journal", NULL, "write them into the journal, each event once" },
	{ OPTION_USER_LIMIT, "user-limit", "N",
	  "with --journal: at most N entries of each user in 30 seconds" },
	{ OPTION_STATE, "state", "FILE", "with --journal: keep the position in FILE" },
	{ OPTION_SOCKET, "socket", "FILE", "with --journal: the socket of journald" },
	{ 0 },
};

static const struct out_column columns[] = {
	{ "time", "TIME", OUT_TEXT },	  { "event", "EVENT", OUT_TEXT },
	{ "action", "ACTION", OUT_TEXT }, { "pid", "PID", OUT_TEXT },
	{ "exe", "EXE", OUT_TEXT },	  { "object", "OBJECT", OUT_TEXT },
	{ "detail", "DETAIL", OUT_TEXT },
};

/* Keys whose value is text that a user can choose. The kernel encodes these values. */
static const char *const encoded[] = { "comm", "exe", "file", "mark", "old", "new" };

/* Keys that the detail column omits: they have a column, or do not help a reader. */
static const char *const not_detail[] = {
	"seq",	"time", "event", "action", "pid", "tgid", "ppid",
	"euid", "gid",	"egid",	 "comm",   "exe", "file", "area"
};

struct events {
	struct out *out;
	bool json;
	bool terminal;
	const char *names[EVENTS_PAIRS];
	size_t num_names;
};

static bool is_in(const char *const *words, size_t num, const char *word)
{
	while (num--) {
		if (!strcmp(words[num], word))
			return true;
	}
	return false;
}

/* The kernel writes text with spaces in hexadecimal. */
size_t events_cut(char *line, struct out_pair pairs[EVENTS_PAIRS])
{
	char *word, *rest = line;
	size_t num = 0;

	while (num < EVENTS_PAIRS && (word = strsep(&rest, "\n "))) {
		char *value = strchr(word, '='), *text;

		if (!value)
			continue;
		*value++ = '\0';
		pairs[num].key = word;
		pairs[num].number = *value && value[strspn(value, "0123456789")] == '\0';
		if (is_in(encoded, sizeof(encoded) / sizeof(encoded[0]), word)) {
			char *copy = strdup(value);

			/* If the text does not decode to a C string, keep the encoded form. */
			text = copy ? record_text(copy) : NULL;
			if (text)
				memcpy(value, text, strlen(text) + 1);
			free(copy);
			pairs[num].number = false;
		}
		pairs[num++].text = value;
	}
	return num;
}

const char *events_text(const struct out_pair *pairs, size_t num, const char *key)
{
	size_t i;

	for (i = 0; i < num; i++) {
		if (!strcmp(pairs[i].key, key))
			return pairs[i].text;
	}
	return NULL;
}

/* Prints local time on a terminal, and the kernel's text otherwise. */
static void put_time(const struct events *events, const char *text)
{
	time_t seconds = text ? strtoll(text, NULL, 10) : 0;
	char shown[32];
	struct tm tm;

	if (!text || !events->terminal || !localtime_r(&seconds, &tm) ||
	    !strftime(shown, sizeof(shown), "%F %T", &tm))
		out_text(events->out, text);
	else
		out_text(events->out, shown);
}

/* Prints the decoded pairs that have no column. */
static void put_detail(const struct events *events, const struct out_pair *pairs, size_t num)
{
	char *text = NULL;
	size_t i, size;
	FILE *to = open_memstream(&text, &size);

	if (!to)
		out_of_memory();
	for (i = 0; i < num; i++) {
		if (!is_in(not_detail, sizeof(not_detail) / sizeof(not_detail[0]), pairs[i].key))
			fprintf(to, "%s%s=%s", ftell(to) > 0 ? " " : "", pairs[i].key,
				pairs[i].text);
	}
	if (fclose(to))
		out_of_memory();
	out_text(events->out, text);
	free(text);
}

static void show(const struct events *events, char *line)
{
	struct out_pair pairs[EVENTS_PAIRS];
	size_t num = events_cut(line, pairs);
	const char *event = events_text(pairs, num, "event"), *action, *object;

	if (!num)
		return;
	/* A line "lost=N" has no event. Always show it: lost events can be of any kind. */
	if (event && events->num_names && !is_in(events->names, events->num_names, event))
		return;
	if (events->json) {
		out_pairs(events->out, pairs, num);
		return;
	}
	put_time(events, events_text(pairs, num, "time"));
	out_text(events->out, event ? event : "lost");
	action = events_text(pairs, num, "action");
	out_paint(events->out, action && !strcmp(action, "deny") ? OUT_BAD : OUT_PLAIN);
	out_text(events->out, action);
	out_text(events->out, events_text(pairs, num, "pid"));
	out_text(events->out, events_text(pairs, num, "exe"));
	object = events_text(pairs, num, "file");
	out_text(events->out, object ? object : events_text(pairs, num, "area"));
	put_detail(events, pairs, num);
	out_row(events->out);
}

/* Returns 0, or a negative errno. */
static int follow(const struct events *events, int fd)
{
	FILE *stream = fdopen(fd, "r");
	char *line = NULL;
	size_t size = 0;
	int err = 0;

	if (!stream)
		return -errno;
	errno = 0;
	while (!interrupted() && !ferror(stdout) && getline(&line, &size, stream) > 0)
		show(events, line);
	if (ferror(stream) && errno != EAGAIN && errno != EINTR)
		err = -errno;
	free(line);
	fclose(stream);
	return err;
}

static int open_stream(const char *dir, bool new, bool once)
{
	char *path = format_text("%s/events", dir);
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC | (once ? O_NONBLOCK : 0));
	free(path);
	if (fd < 0) {
		int err = -errno;

		if (err == -ENOENT)
			say(dir,
			    "the module is not loaded (or securityfs not mounted): load it with \"modprobe pax\"");
		else if (err == -EACCES)
			say(dir, "only root may read events; run as root");
		else
			say(dir, "the events cannot be opened: %s", strerror(-err));
		return err;
	}
	/* A file that cannot seek starts with its oldest event. */
	if (new)
		lseek(fd, 0, SEEK_END);
	return fd;
}

/* Takes an option of --journal. Returns false for another one. */
static bool take_journal(struct cli *cli, int key, struct journal_request *journal, bool *detail)
{
	if (key == OPTION_STATE)
		journal->state = cli->arg;
	else if (key == OPTION_SOCKET)
		journal->socket = cli->arg;
	else if (key == OPTION_USER_LIMIT)
		cli->status = cli_number(cli, cli->arg, INT_MAX, &journal->user_limit);
	else
		return false;
	*detail = true;
	return true;
}

/* Prints the events, and closes the stream. Returns the exit status. */
static int print_events(const struct cli *cli, struct events *events, int fd, const char *dir)
{
	int err;

	events->json = cli->json;
	events->terminal = isatty(STDOUT_FILENO);
	events->out = out_open(cli, OUT_STREAM, columns, sizeof(columns) / sizeof(columns[0]));
	interrupt_catch(true);
	err = follow(events, fd);
	out_close(events->out);
	if (!err)
		return STATUS_OK;
	say(dir, "the events cannot be read: %s", strerror(-err));
	return STATUS_FAILED;
}

static int print_names(void)
{
	size_t i;

	for (i = 0; record_events[i]; i++)
		puts(record_events[i]);
	return STATUS_OK;
}

static int run(struct cli *cli)
{
	struct journal_request journal = { .state = STREAM_POSITION, .socket = JOURNAL_SOCKET };
	bool new = false, to_journal = false, detail = false;
	const char *dir = PAXFLAGS_KERNEL_DIR;
	struct events events = { 0 };
	int key, fd;

	while ((key = cli_next(cli)) > 0) {
		if (take_journal(cli, key, &journal, &detail)) {
			if (cli->status)
				return cli->status;
		} else if (key == OPTION_JOURNAL) {
			to_journal = true;
		} else if (key == OPTION_NEW) {
			new = true;
		} else if (key == OPTION_ONCE) {
			journal.once = true;
		} else if (key == OPTION_KERNEL) {
			dir = cli->arg;
		} else if (key == OPTION_NAMES) {
			return print_names();
		} else if (events.num_names < EVENTS_PAIRS) {
			events.names[events.num_names++] = cli->arg;
		} else {
			return cli_usage(cli, "more than %d events are named", EVENTS_PAIRS);
		}
	}
	if (key < 0)
		return cli->status;
	if (cli->argc)
		return cli_usage(cli, "there are no operands");
	if (detail && !to_journal)
		return cli_usage(cli, "--state, --socket and --user-limit need --journal");
	if (to_journal && (new || events.num_names || cli->json))
		return cli_usage(cli, "--journal takes all events; leave out -e, --new and --json");
	fd = open_stream(dir, new, journal.once);
	if (fd < 0)
		return fd == -ENOENT ? STATUS_MISSING : STATUS_FAILED;
	journal.dir = dir;
	return to_journal ? events_journal(&journal, fd) : print_events(cli, &events, fd, dir);
}

const struct command command_events = {
	.name = "events",
	.summary = "follow the events that the kernel reports",
	.about = "Prints the events that the kernel has kept, then each new one, until Ctrl-C.\n"
		 "With --json each event is one line, with the kernel's own keys. With --journal\n"
		 "they become entries of systemd's journal, each one once.\n"
		 "Status: 0 done, 1 the events cannot be read, 2 the module is not loaded.\n",
	.options = options,
	.common = COMMON_JSON | COMMON_QUIET,
	.run = run,
};
