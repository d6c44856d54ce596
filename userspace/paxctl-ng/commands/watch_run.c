// SPDX-License-Identifier: GPL-2.0-only
/*
 * Applies the policy, and watches the directories that the lookups of its paths lead through.
 *
 * A directory is watched before a name is looked up in it, so no change can slip through between
 * the two. The watch uses inotify(7): in Linux 6.1 fanotify(7) cannot report names on overlayfs and
 * in subvolumes of btrfs, inotify can on every file system.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "commands/watch.h"
#include "files/identity.h"
#include "files/root.h"
#include "terminal/memory.h"
#include "terminal/message.h"

/* The number of times that the queue is read before the work begins. */
#define MAX_READS 16

/* An overflow of the queue less than this time after the last one is not printed. */
#define TELL_OVERFLOW (INT64_C(60) * 1000000)

#define EVENTS (IN_CREATE | IN_MOVED_TO | IN_CLOSE_WRITE | IN_DELETE | IN_MOVED_FROM)

/**
 * watch_now - read the clock
 *
 * Return: the time in microseconds, from any origin.
 */
int64_t watch_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return INT64_C(1000000) * now.tv_sec + now.tv_nsec / 1000;
}

/* Reads the time for which this process has used a processor, in microseconds. */
static int64_t used_time(void)
{
	struct timespec used;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return INT64_C(1000000) * used.tv_sec + used.tv_nsec / 1000;
}

/**
 * watch_directory - begin to watch a directory
 * @events: the inotify descriptor
 * @fd: the directory, opened with O_PATH
 *
 * Return: the watch, the same one for the same directory; or a negative errno.
 */
int watch_directory(int events, int fd)
{
	char path[64];
	int wd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	wd = inotify_add_watch(events, path, EVENTS | IN_ONLYDIR | IN_EXCL_UNLINK);
	return wd < 0 ? -errno : wd;
}

/* Reads the present path of a directory, for lstat() in is_unfinished(). */
static char *path_of(int fd)
{
	char link[64], path[PATH_MAX];
	ssize_t len;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, path, sizeof(path));
	return len <= 0 || len == sizeof(path) ? NULL : need_memory(strndup(path, len));
}

/* Watches a place that the present run has not used yet. */
static void use_place(struct watch *watch, struct place *place, int fd)
{
	int wd = watch_directory(watch->events, fd);

	place->run = watch->run;
	if (wd < 0) {
		if (!watch->told_limit)
			say("watch", "a directory cannot be watched: %s",
			    wd == -ENOSPC ?
				    "the limit fs.inotify.max_user_watches is reached; raise it with sysctl" :
				    error_text(wd));
		watch->told_limit = true;
		place->wd = -1;
		return;
	}
	if (place->wd == wd)
		return;
	place->wd = wd;
	free(place->path);
	place->path = path_of(fd);
}

/* Says of the first line with "held" that it leads through a directory of another user. */
static void tell_held(struct watch *watch, const struct rule *rule)
{
	char where[PATH_MAX + 16];

	if (!rule->held || watch->told_held)
		return;
	snprintf(where, sizeof(where), "%s:%u", rule->from, rule->line);
	say(where,
	    "warning: \"held\" has no effect where other users can change a directory on the path; make the directories root's alone");
	watch->told_held = true;
}

/* Called before each step of a lookup. */
static int look(const struct root_look *look, void *context)
{
	struct watch *watch = context;
	const struct rule *rule = watch->reading ? NULL : watch->comparison.rule;
	unsigned int use = PLACE_POLICY;
	struct place *place;

	if (rule && root_is_others(look->uid, look->mode)) {
		watch->has_others = true;
		tell_held(watch, rule);
		return COMPARE_LEAVE;
	}
	if (watch->comparison.suffix)
		return 0;
	place = place_get(&watch->places, look->dev, look->ino);
	if (place->wd < 0 || place->run != watch->run)
		use_place(watch, place, look->fd);
	place->kept |= watch->reading;
	if (rule)
		use = PLACE_FILE | (rule->held ? PLACE_HELD : 0);
	place_add(place, look->name, look->glob, use);
	if ((use & PLACE_HELD) && !place->told) {
		place->told = true;
		watch_gate_hold(watch, look->fd);
	}
	return 0;
}

/* Ends the watches over the places that the last run has not used. */
static void sweep(struct watch *watch)
{
	size_t i;

	for (i = watch->places.num; i-- > 0;) {
		struct place *place = watch->places.places[i];

		if (place->kept || place->run == watch->run)
			continue;
		if (place->wd >= 0)
			inotify_rm_watch(watch->events, place->wd);
		place_remove(&watch->places, place);
	}
}

/**
 * watch_apply - apply the policy to the files in directories that only root can change
 * @watch: the state
 * @suffix: apply it to the files that have this suffix, or NULL
 * @budget: the budget of the work
 */
void watch_apply(struct watch *watch, const char *suffix, struct budget *budget)
{
	struct comparison *comparison = &watch->comparison;
	int64_t start = used_time();
	struct watch_result result;
	size_t i;

	comparison->suffix = suffix;
	if (!suffix) {
		watch->results.retry = false;
		watch->results.recheck = false;
		watch->run++;
		watch->has_others = false;
	}
	root_observe(comparison->root, look, watch);
	compare_run(comparison);
	root_observe(comparison->root, NULL, NULL);
	comparison->repeated = true;
	for (i = 0; i < comparison->num; i++) {
		if (!compare_is_drift(comparison->entries[i].state))
			continue;
		watch_result_of(&comparison->entries[i], &result);
		watch_show(&watch->results, &result);
	}
	compare_reset(comparison);
	if (!suffix) {
		sweep(watch);
		watch->others.pending |= watch->has_others;
	}
	budget_spend(budget, watch_now(), used_time() - start);
}

/* Reads the policy. On error, the one in force stays. */
static int load(struct watch *watch)
{
	struct comparison *comparison = &watch->comparison;
	struct policy_request request = { .root = comparison->root };
	struct policy policy;
	size_t i;
	int err;

	watch->reading = true;
	root_observe(comparison->root, look, watch);
	err = policy_load(&request, &policy);
	root_observe(comparison->root, NULL, NULL);
	watch->reading = false;
	if (err) {
		policy_free(&policy);
		return err;
	}
	policy_free(&comparison->policy);
	comparison->policy = policy;
	comparison->repeated = false;
	mounts_free(comparison->mounts);
	comparison->mounts = NULL;
	for (i = 0; i < policy.num && !comparison->mounts; i++) {
		if (policy_looks_closer(&policy.rules[i]))
			comparison->mounts = mounts_read(watch->root_path);
	}
	return 0;
}

/**
 * watch_renew - read the policy, apply it, and watch its directories from scratch
 * @watch: the state
 *
 * If the policy has an error, the policy in force stays in force and is applied.
 *
 * Return: 0, or a negative errno after a message.
 */
int watch_renew(struct watch *watch)
{
	int events = inotify_init1(IN_NONBLOCK | IN_CLOEXEC), old_events = watch->events, err;
	struct places old = watch->places;

	if (events < 0) {
		err = -errno;
		say("watch", "cannot watch directories: %s",
		    err == -EMFILE ?
			    "the limit fs.inotify.max_user_instances is reached; raise it with sysctl" :
			    error_text(err));
		return err;
	}
	watch->events = events;
	watch->places = (struct places){ 0 };
	watch->told_limit = false;
	watch->told_held = false;
	watch_forget(&watch->results);
	err = load(watch);
	watch_gate_renew(watch);
	/* The old watches end after the new ones have begun and the policy was applied. */
	watch_apply(watch, NULL, &watch->budget);
	places_free(&old);
	if (old_events >= 0)
		close(old_events);
	return err;
}

static bool is_unfinished(const struct place *place, const struct inotify_event *event)
{
	char path[PATH_MAX + NAME_MAX + 2];
	struct stat st;

	if (!place->path)
		return false;
	snprintf(path, sizeof(path), "%s/%s", place->path, event->name);
	return !lstat(path, &st) && S_ISREG(st.st_mode) && st.st_nlink == 1;
}

static void take_event(struct watch *watch, const struct inotify_event *event)
{
	struct place *place;
	unsigned int use;

	if (event->mask & IN_Q_OVERFLOW) {
		if (!watch->overflow || watch_now() - watch->overflow >= TELL_OVERFLOW)
			say("watch",
			    "too many events came at once, so some are lost; the whole policy is applied");
		watch->overflow = watch_now();
		watch->todo |= PLACE_DO_RELOAD;
		return;
	}
	place = place_by_watch(&watch->places, event->wd);
	if (!place)
		return;
	if (event->mask & (IN_IGNORED | IN_UNMOUNT)) {
		if (event->mask & IN_IGNORED)
			place->wd = -1;
		watch->todo |= PLACE_DO_APPLY;
		return;
	}
	use = event->len ? place_use(place, event->name) : 0;
	if (use)
		watch->todo |= place_todo(use, event->mask,
					  (event->mask & IN_CREATE) && is_unfinished(place, event));
}

/**
 * watch_read_events - take the events that have come
 * @watch: the state; what has to be done is added to its @todo
 */
void watch_read_events(struct watch *watch)
{
	char buffer[65536] __attribute__((aligned(__alignof__(struct inotify_event))));
	const struct inotify_event *event;
	unsigned int reads = 0;
	ssize_t len, at;

	/* Bounded, so that whoever makes events without end does not keep the rest from its turn.
	 */
	while (reads++ < MAX_READS && (len = read(watch->events, buffer, sizeof(buffer))) > 0) {
		for (at = 0; at < len; at += sizeof(*event) + event->len) {
			event = (const struct inotify_event *)(buffer + at);
			take_event(watch, event);
		}
	}
}
