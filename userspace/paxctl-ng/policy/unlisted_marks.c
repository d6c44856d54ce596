// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds marked files that no line of the policy gives a mark ("check --strict").
 */
#include <errno.h>
#include <string.h>

#include "policy/compare.h"
#include "files/root.h"
#include "files/tree.h"
#include "terminal/message.h"
#include "terminal/progress.h"

/* Adds the file if it has the attribute @attr. */
static void look_at(struct comparison *comparison, const struct found *found,
		    enum paxflags_attr attr)
{
	struct paxflags_value value;
	int err = paxflags_read_fd(found->fd, attr, &value);
	struct compare_entry *entry;

	if (err == -ENODATA || err == -EOPNOTSUPP)
		return;
	entry = compare_add(comparison, found->path, err ? COMPARE_UNREADABLE : COMPARE_EXTRA);
	entry->reason = err ? error_text(err) : paxflags_attr_name(attr);
	if (!err)
		compare_take_mark(entry, &value);
}

/* Checks both attributes, because the kernel uses both, whichever the policy is about. */
static void look(const struct found *found, void *context)
{
	struct comparison *comparison = context;

	progress_show(++comparison->files);
	if (compare_has_entry(comparison, found->st.st_dev, found->st.st_ino))
		return;
	look_at(comparison, found, PAXFLAGS_USER);
	look_at(comparison, found, PAXFLAGS_SECURITY);
}

static void failed(const char *path, int err, void *context)
{
	compare_add(context, *path ? path : "/", COMPARE_UNREADABLE)->reason = error_text(err);
}

/**
 * compare_unlisted - find marked files that no line gives a mark
 * @comparison: a finished run
 * @tree: the directory to search; the search does not follow links in it
 *
 * The function ignores a directory that does not exist.
 */
void compare_unlisted(struct comparison *comparison, const char *tree)
{
	const struct tree_visitor visitor = { look, failed, comparison };
	int err = tree_walk_found(comparison->root, tree, &visitor);

	if (err && err != -ENOENT)
		failed(tree, err, comparison);
}
