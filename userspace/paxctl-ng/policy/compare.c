// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares the files with a policy, and writes marks on request. The last line about a file
 * counts. So the code processes the lines from the last to the first, and compares each file only
 * once, even if it has several names.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/compare.h"
#include "files/identity.h"
#include "files/reject_reason.h"
#include "files/root.h"
#include "terminal/message.h"
#include "terminal/memory.h"
#include "terminal/interrupt.h"
#include "terminal/progress.h"

/* A file that a line led to, the first such line, and whether the result has an entry for it. */
struct seen {
	dev_t dev;
	ino_t ino;
	const struct rule *rule;
	bool has_entry;
};

/* The present line. @found: it led to a file. @left: the observer of the root ended a lookup. */
struct pass {
	struct comparison *comparison;
	const struct rule *rule;
	bool found;
	bool left;
};

static const char *const state_names[COMPARE_NUM] = {
	[COMPARE_OK] = "ok",
	[COMPARE_ABSENT] = "absent",
	[COMPARE_MISSING] = "missing",
	[COMPARE_DIFFERENT] = "different",
	[COMPARE_SHADOWED] = "shadowed",
	[COMPARE_EXTRA] = "extra",
	[COMPARE_GONE] = "gone",
	[COMPARE_UNREADABLE] = "unreadable",
	[COMPARE_UNFIT] = "unfit",
};

/**
 * compare_state_name - name a state, for people and programs
 * @state: the state
 *
 * Return: one word.
 */
const char *compare_state_name(enum compare_state state)
{
	return state_names[state];
}

/**
 * compare_is_drift - whether a state is a difference from the policy
 * @state: the state
 *
 * Return: true if the file and the policy do not agree.
 */
bool compare_is_drift(enum compare_state state)
{
	return state != COMPARE_OK && state != COMPARE_ABSENT;
}

static const char no_support[] =
	"its file system has no such attributes; see --security, or move the file";
static const char shadow[] =
	"security.pax.flags differs, and counts; set it with --security, or remove it with --security -d";

static int compare(const void *a, const void *b)
{
	const struct seen *left = a, *right = b;

	if (left->dev != right->dev)
		return left->dev < right->dev ? -1 : 1;
	if (left->ino != right->ino)
		return left->ino < right->ino ? -1 : 1;
	return 0;
}

/**
 * compare_has_entry - whether a line of the policy gives a file a mark
 * @comparison: the run
 * @dev: the device of the file
 * @ino: its inode number
 *
 * Return: true if a line does. Then the result already contains the file.
 */
bool compare_has_entry(const struct comparison *comparison, dev_t dev, ino_t ino)
{
	struct seen key = { .dev = dev, .ino = ino },
		    **node = tfind(&key, &comparison->seen, compare);

	return node && (*node)->has_entry;
}

/* Finds or adds a file. Sets *@is_new if no earlier rule has led to it. */
static struct seen *meet(struct comparison *comparison, const struct stat *st,
			 const struct rule *rule, bool *is_new)
{
	struct seen *seen = malloc(sizeof(*seen)), **node;

	if (!seen)
		out_of_memory();
	*seen = (struct seen){ .dev = st->st_dev, .ino = st->st_ino, .rule = rule };
	node = tsearch(seen, &comparison->seen, compare);
	if (!node)
		out_of_memory();
	*is_new = *node == seen;
	if (!*is_new)
		free(seen);
	return *node;
}

/**
 * compare_add - add a file to the result
 * @comparison: the run
 * @path: its path
 * @state: its state
 *
 * Return: the entry, which is valid until the next call.
 */
struct compare_entry *compare_add(struct comparison *comparison, const char *path,
				  enum compare_state state)
{
	struct compare_entry *entry;

	comparison->entries =
		grow_array(comparison->entries, comparison->num, sizeof(*comparison->entries));
	entry = &comparison->entries[comparison->num++];
	*entry = (struct compare_entry){ .path = strdup(path), .state = state };
	if (!entry->path)
		out_of_memory();
	comparison->counts[state]++;
	return entry;
}

static struct compare_entry *add(const struct pass *pass, const char *path,
				 enum compare_state state, const char *reason)
{
	struct compare_entry *entry = compare_add(pass->comparison, path, state);

	entry->rule = pass->rule;
	entry->reason = reason;
	paxflags_format(&pass->rule->letters, entry->wanted);
	return entry;
}

/**
 * compare_take_mark - store the attribute of a file in its entry
 * @entry: the file
 * @value: the attribute
 */
void compare_take_mark(struct compare_entry *entry, const struct paxflags_value *value)
{
	struct paxflags_letters letters;
	size_t i;

	entry->has_mark = true;
	if (!paxflags_parse(value->bytes, value->len, &letters)) {
		paxflags_format(&letters, entry->mark);
		return;
	}
	for (i = 0; i < value->len && i < sizeof(value->bytes); i++) {
		char c = value->bytes[i];

		entry->mark[i] = c >= ' ' && c <= '~' ? c : '.';
	}
	entry->mark[i] = '\0';
}

static bool agrees(const struct paxflags_value *value, const struct rule *rule)
{
	struct paxflags_letters letters;

	return !paxflags_parse(value->bytes, value->len, &letters) &&
	       letters.on == rule->letters.on && letters.off == rule->letters.off;
}

/* Writes the mark through @fd, so a rename of the file has no effect. */
static void write_mark(struct comparison *comparison, struct compare_entry *entry, int fd)
{
	if (!comparison->write)
		return;
	if (!comparison->dry_run)
		entry->err = paxflags_write_fd(fd, comparison->attr, &entry->rule->letters, false);
	entry->written = !entry->err;
}

/* Compares the mark of the file @fd with the rule. */
static void judge(const struct pass *pass, const char *path, int fd)
{
	struct paxflags_value value, security;
	struct comparison *comparison = pass->comparison;
	struct compare_entry *entry;
	int err;

	err = paxflags_read_fd(fd, comparison->attr, &value);
	if (err && err != -ENODATA) {
		add(pass, path, COMPARE_UNREADABLE,
		    err == -EOPNOTSUPP ? no_support : error_text(err));
		return;
	}
	if (err || !agrees(&value, pass->rule)) {
		entry = add(pass, path, err ? COMPARE_MISSING : COMPARE_DIFFERENT, NULL);
		if (!err)
			compare_take_mark(entry, &value);
		write_mark(comparison, entry, fd);
	} else if (comparison->attr == PAXFLAGS_USER &&
		   !paxflags_read_fd(fd, PAXFLAGS_SECURITY, &security) &&
		   !agrees(&security, pass->rule)) {
		entry = add(pass, path, COMPARE_SHADOWED, shadow);
		compare_take_mark(entry, &security);
	} else {
		entry = add(pass, path, COMPARE_OK, NULL);
		compare_take_mark(entry, &value);
	}
}

/*
 * Whether the file @fd is of a kind that has marks. If not, the function adds the entry for
 * it. But it skips an unfit file that only matches a pattern, and clears *@has_entry.
 */
static bool is_fit(const struct pass *pass, const char *path, int fd, bool *has_entry)
{
	int kind;

	if (pass->comparison->force)
		return true;
	kind = paxflags_kind(fd);
	if (kind == PAXFLAGS_KIND_ELF || kind == PAXFLAGS_KIND_SCRIPT)
		return true;
	if (kind < 0)
		add(pass, path, COMPARE_UNREADABLE, error_text(kind));
	else if (!pass->rule->glob)
		add(pass, path, COMPARE_UNFIT,
		    "it is neither ELF nor a script, so a mark would do nothing; name the program, or insist with --force");
	else
		*has_entry = false;
	return false;
}

/* Warns about two different marks for two names of one file, unless one is a pattern. */
static void tell_conflict(const struct comparison *comparison, const char *path,
			  const struct rule *rule, const struct rule *later)
{
	if (comparison->repeated || rule->glob || later->glob || rule->remove || later->remove)
		return;
	if (rule->letters.on == later->letters.on && rule->letters.off == later->letters.off)
		return;
	say(path,
	    "warning: %s:%u gives it another mark than %s:%u, which names the same file as %s and counts",
	    rule->from, rule->line, later->from, later->line, later->path);
}

/*
 * Whether the file is the one that the line recorded, and has no privileges that the line excludes.
 * If not, adds the entry for it.
 */
static bool is_meant(const struct pass *pass, const struct found *found)
{
	const struct rule *rule = pass->rule;
	struct identity identity;
	unsigned int reasons;

	if (!rule->id.known && !rule->unprivileged)
		return true;
	identity_read(pass->comparison->mounts, found, &identity);
	reasons = rule->id.known ? identity_check(&identity, &rule->id, &rule->time) :
				   identity.reasons;
	if (reasons)
		add(pass, found->path, COMPARE_UNFIT, reject_text(reject_first(reasons)));
	return !reasons;
}

static int take_found(const struct found *found, void *context)
{
	struct pass *pass = context;
	const struct rule *rule = pass->rule;
	struct seen *seen;
	bool is_new;
	int fd;

	if (!S_ISREG(found->st.st_mode)) {
		if (!rule->glob && !rule->remove)
			add(pass, found->path, COMPARE_UNFIT,
			    S_ISDIR(found->st.st_mode) ?
				    "it is a directory; name the programs in it, as in DIR/*" :
				    "it is not a regular file; name a program");
		return 0;
	}
	pass->found = true;
	seen = meet(pass->comparison, &found->st, rule, &is_new);
	if (!is_new) {
		tell_conflict(pass->comparison, found->path, rule, seen->rule);
		return 0;
	}
	if (rule->remove)
		return 0;
	seen->has_entry = true;
	if (!is_meant(pass, found))
		return 0;
	fd = paxflags_reopen(found->fd, O_RDONLY);
	if (fd < 0) {
		add(pass, found->path, COMPARE_UNREADABLE, error_text(fd));
		return 0;
	}
	if (is_fit(pass, found->path, fd, &seen->has_entry))
		judge(pass, found->path, fd);
	close(fd);
	return interrupted();
}

static void take_failure(const char *path, int err, void *context)
{
	struct pass *pass = context;

	if (err == COMPARE_LEAVE)
		pass->left = true;
	else if (!pass->rule->remove)
		add(pass, path, COMPARE_UNREADABLE, root_error(err));
}

static void take_rule(struct comparison *comparison, const struct rule *rule)
{
	struct pass pass = { .comparison = comparison, .rule = rule };
	const char *path = rule->path;
	char suffixed[PATH_MAX + 32];
	struct found found;
	int err;

	comparison->rule = rule;
	if (comparison->suffix) {
		snprintf(suffixed, sizeof(suffixed), "%s%s", path, comparison->suffix);
		path = suffixed;
	}
	if (rule->glob) {
		root_glob(comparison->root, path, take_found, take_failure, &pass);
	} else {
		err = root_find(comparison->root, path, &found);
		if (!err) {
			take_found(&found, &pass);
			close(found.fd);
			return;
		}
		if (err != -ENOENT && err != -ENOTDIR) {
			take_failure(path, err, &pass);
			return;
		}
	}
	if (pass.left || comparison->suffix)
		return;
	if (rule->required && !pass.found)
		add(&pass, rule->path, COMPARE_GONE,
		    "it is required; install it, or correct the policy");
	else if (!pass.found && !rule->remove && !interrupted())
		add(&pass, rule->path, COMPARE_ABSENT, NULL);
}

/**
 * compare_run - compare the files with the policy, and write marks on request
 * @comparison: the run
 *
 * The function writes each mark in one system call, and does not write a file that has its
 * mark. So a second run completes an interrupted one. Stops early if interrupted().
 */
void compare_run(struct comparison *comparison)
{
	size_t i;

	for (i = comparison->policy.num; i-- > 0 && !interrupted();) {
		if (!comparison->policy.rules[i].replaced)
			take_rule(comparison, &comparison->policy.rules[i]);
		progress_show(comparison->policy.num - i);
	}
}

static int by_path(const void *a, const void *b)
{
	const struct compare_entry *left = a, *right = b;

	return strcmp(left->path, right->path);
}

/**
 * compare_sort - sort the result by path
 * @comparison: the run
 */
void compare_sort(struct comparison *comparison)
{
	if (comparison->num)
		qsort(comparison->entries, comparison->num, sizeof(*comparison->entries), by_path);
}

/**
 * compare_reset - forget the result of a run, to run again with the same policy
 * @comparison: the run
 */
void compare_reset(struct comparison *comparison)
{
	size_t i;

	for (i = 0; i < comparison->num; i++)
		free(comparison->entries[i].path);
	free(comparison->entries);
	tdestroy(comparison->seen, free);
	comparison->entries = NULL;
	comparison->seen = NULL;
	comparison->num = 0;
	memset(comparison->counts, 0, sizeof(comparison->counts));
}

/**
 * compare_free - free the memory of a run
 * @comparison: the run
 */
void compare_free(struct comparison *comparison)
{
	compare_reset(comparison);
	policy_free(&comparison->policy);
	mounts_free(comparison->mounts);
	root_close(comparison->root);
}
