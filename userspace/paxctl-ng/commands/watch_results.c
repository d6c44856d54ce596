// SPDX-License-Identifier: GPL-2.0-only
/*
 * What "paxctl-ng watch" has done, and what failed. A failure is printed once, since every event
 * may bring it again, and the number of lines is limited, since the reason may be one that all
 * files share.
 */
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "commands/watch.h"
#include "terminal/memory.h"
#include "terminal/message.h"

/*
 * A file that is just being replaced may be missing or incomplete. So a failure that is not one of
 * writing the mark has to last for this time.
 */
#define MUST_LAST (INT64_C(1500) * 1000)

/* After this time a failure is printed again. */
#define REMIND_AFTER (INT64_C(3600) * 1000000)

/* At most this number of failures is printed in a period. */
#define MAX_LINES 20
#define PERIOD (INT64_C(60) * 1000000)

#define MAX_TOLD 10000

/* A failure that was printed at @when; or that was seen then for the first time, if @is_new. */
struct told {
	char *path;
	char *reason;
	int64_t when;
	bool is_new;
};

static int by_path(const void *a, const void *b)
{
	const struct told *left = a, *right = b;

	return strcmp(left->path, right->path);
}

static void free_told(void *node)
{
	struct told *told = node;

	free(told->path);
	free(told->reason);
	free(told);
}

/**
 * watch_forget - forget which failures were printed
 * @results: the output
 */
void watch_forget(struct watch_results *results)
{
	tdestroy(results->told, free_told);
	results->told = NULL;
	results->num_told = 0;
}

static void succeeded(struct watch_results *results, const char *path)
{
	struct told key = { .path = (char *)path }, *told, **node;

	node = tfind(&key, &results->told, by_path);
	if (!node)
		return;
	told = *node;
	tdelete(told, &results->told, by_path);
	free_told(told);
	results->num_told--;
}

static void remember(struct watch_results *results, const char *path, const char *reason,
		     int64_t now, bool is_new)
{
	struct told *told = need_memory(malloc(sizeof(*told)));

	*told = (struct told){
		need_memory(strdup(path)),
		need_memory(strdup(reason)),
		now,
		is_new,
	};
	need_memory(tsearch(told, &results->told, by_path));
	results->num_told++;
}

/*
 * Whether to print a failure now: once, and if it @must_last only if it does. Another run has to
 * show whether it does.
 */
static bool is_due(struct watch_results *results, const char *path, const char *reason, int64_t now,
		   bool must_last)
{
	struct told key = { .path = (char *)path }, **node;

	node = tfind(&key, &results->told, by_path);
	if (node && !strcmp((*node)->reason, reason)) {
		struct told *told = *node;

		if (now - told->when < (told->is_new ? MUST_LAST : REMIND_AFTER)) {
			results->recheck |= told->is_new;
			return false;
		}
		told->is_new = false;
		told->when = now;
		return true;
	}
	if (results->num_told >= MAX_TOLD)
		watch_forget(results);
	succeeded(results, path);
	remember(results, path, reason, now, must_last);
	results->recheck |= must_last;
	return !must_last;
}

/* Whether there is room for one more line in this period. */
static bool has_room(struct watch_results *results, int64_t now)
{
	if (!results->lines || now - results->since >= PERIOD) {
		results->since = now;
		results->lines = 0;
	}
	results->lines++;
	if (results->lines == MAX_LINES)
		say("watch",
		    "more files have failed; for a minute no more of them are named; \"paxctl-ng check\" lists all");
	return results->lines < MAX_LINES;
}

/* Whether the reason may go away without any event that the watch sees. */
static bool may_pass(int err)
{
	return err == -ENOSPC || err == -EDQUOT || err == -EROFS || err == -EIO || err == -ENOMEM;
}

static void put_row(struct watch_results *results, const struct watch_result *result, bool failed)
{
	struct out *out = results->out;

	out_paint(out, failed ? OUT_BAD : OUT_GOOD);
	out_text(out, failed ? "failed" : "set");
	out_text(out, result->path);
	out_mark(out, result->before);
	out_mark(out, result->mark);
	out_text(out, result->err ? strerror(-result->err) : result->reason);
	out_row(out);
}

/**
 * watch_show - print what was done with a file
 * @results: the output
 * @result: the result for the file
 */
void watch_show(struct watch_results *results, const struct watch_result *result)
{
	const char *reason = result->err ? strerror(-result->err) : result->reason;
	int64_t now = watch_now();

	if (!reason) {
		succeeded(results, result->path);
		if (!results->quiet)
			put_row(results, result, false);
		return;
	}
	if (may_pass(result->err))
		results->retry = true;
	if (!is_due(results, result->path, reason, now, !result->err) || !has_room(results, now))
		return;
	if (result->err)
		say_error(result->path, STEP_WRITE_ATTR, results->attr, result->err);
	else
		say(result->path, "%s", reason);
	if (!results->quiet)
		put_row(results, result, true);
}

/**
 * watch_result_of - convert the result of a comparison
 * @entry: the result of the comparison, for a file that differs from the policy
 * @result: the result; valid as long as @entry is
 */
void watch_result_of(const struct compare_entry *entry, struct watch_result *result)
{
	*result = (struct watch_result){
		.path = entry->path,
		.before = entry->has_mark ? entry->mark : NULL,
		.mark = entry->wanted,
		.reason = entry->written ? NULL : entry->reason,
		.err = entry->err,
	};
}
