// SPDX-License-Identifier: GPL-2.0-only
/*
 * Marks that the policy does not speak of.
 */
#include <errno.h>
#include <string.h>

#include "policy/compare.h"
#include "files/root.h"
#include "files/tree.h"
#include "terminal/message.h"
#include "terminal/progress.h"

/* Adds the file if it has the attribute @attr. */
static void look_at(struct audit *audit, const struct found *found, enum paxflags_attr attr)
{
	struct paxflags_value value;
	int err = paxflags_read_fd(found->fd, attr, &value);
	struct audit_entry *entry;

	if (err == -ENODATA || err == -EOPNOTSUPP)
		return;
	entry = audit_add(audit, found->path, err ? AUDIT_UNREADABLE : AUDIT_EXTRA);
	entry->reason = err ? error_text(err) : paxflags_attr_name(attr);
	if (!err)
		audit_take_mark(entry, &value);
}

/* Whichever attribute the policy is about, either would count. */
static void look(const struct found *found, void *context)
{
	struct audit *audit = context;

	progress_show(++audit->files);
	if (audit_has_told(audit, found->st.st_dev, found->st.st_ino))
		return;
	look_at(audit, found, PAXFLAGS_USER);
	look_at(audit, found, PAXFLAGS_SECURITY);
}

static void failed(const char *path, int err, void *context)
{
	audit_add(context, *path ? path : "/", AUDIT_UNREADABLE)->reason = error_text(err);
}

/**
 * audit_extra - find marked files that no line gives a mark
 * @audit: a run that is done
 * @tree: the directory to look below; links in it are not followed
 *
 * A directory that is not there is passed over.
 */
void audit_extra(struct audit *audit, const char *tree)
{
	const struct tree_visitor visitor = { look, failed, audit };
	int err = tree_walk_found(audit->root, tree, &visitor);

	if (err && err != -ENOENT)
		failed(tree, err, audit);
}
