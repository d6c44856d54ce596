// SPDX-License-Identifier: GPL-2.0-only
/*
 * Marks that the policy does not speak of.
 */
#include <errno.h>
#include <string.h>

#include "audit.h"
#include "progress.h"
#include "tool.h"
#include "tree.h"

static void look(const struct found *found, void *context)
{
	struct audit *audit = context;
	struct paxflags_value value;
	int err = paxflags_read_fd(found->fd, audit->attr, &value);

	progress_show(++audit->files);
	if (err == -ENODATA || err == -EOPNOTSUPP)
		return;
	if (err)
		audit_add(audit, found->path, AUDIT_UNREADABLE)->reason = error_text(err);
	else if (!audit_has_seen(audit, found->st.st_dev, found->st.st_ino))
		audit_take_mark(audit_add(audit, found->path, AUDIT_EXTRA), &value);
}

static void failed(const char *path, int err, void *context)
{
	audit_add(context, *path ? path : "/", AUDIT_UNREADABLE)->reason = error_text(err);
}

/**
 * audit_extra - find marked files that no line led to
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
