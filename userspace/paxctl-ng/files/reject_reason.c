// SPDX-License-Identifier: GPL-2.0-only
/*
 * Doubts in words.
 */
#include "files/reject_reason.h"

static const char *const texts[DOUBT_NUM] = {
	[DOUBT_UNTOLD] =
		"the record does not say enough of the file or the process: an older module wrote it, or it is not raw (ausearch -i)",
	[DOUBT_GONE] =
		"there is no such file: removed since, or the program ran in its own root directory",
	[DOUBT_OTHER] =
		"the file at this path is another one than was recorded: replaced since, or the program ran in its own root directory",
	[DOUBT_SERVER] =
		"the path leads to FUSE or an automount, where a program decides what is there",
	[DOUBT_UNSEEN] =
		"the file cannot be identified: a link of another user, several hard links where others may write, no regular file, or no /proc",
	[DOUBT_SHARED] =
		"a user ran it, and inode numbers are not unique in its file system (btrfs, overlayfs)",
	[DOUBT_RENAMED] =
		"it ran in a user namespace, where a process can have any program named as its own",
	[DOUBT_NAMESPACE] =
		"it ran in another mount namespace: a container, or a service with its own (--mount-namespaces)",
	[DOUBT_TRACED] = "it was traced, so the tracer may have asked for it (--traced)",
	[DOUBT_USER] = "neither root nor a system user ran it (--users)",
	[DOUBT_SETUID] = "it is set-user-ID: whoever may run it could use the weakness",
	[DOUBT_SETGID] = "it is set-group-ID: whoever may run it could use the weakness",
	[DOUBT_CAPABLE] = "it has file capabilities: whoever may run it could use the weakness",
};

const char *doubt_text(enum doubt doubt)
{
	return texts[doubt];
}

enum doubt doubt_first(unsigned int doubts)
{
	enum doubt doubt = 0;

	while (doubt + 1 < DOUBT_NUM && !(doubts & DOUBT(doubt)))
		doubt++;
	return doubt;
}
