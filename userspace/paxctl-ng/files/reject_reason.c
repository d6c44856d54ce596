// SPDX-License-Identifier: GPL-2.0-only
/*
 * The reasons for which a record or file is rejected, as sentences.
 */
#include "files/reject_reason.h"

static const char *const texts[REJECT_NUM] = {
	[REJECT_INCOMPLETE] =
		"the record does not say enough of the file or the process: an older module wrote it, or it is not raw (ausearch -i)",
	[REJECT_NO_FILE] =
		"there is no such file: removed since, or the program ran in its own root directory",
	[REJECT_OTHER_FILE] =
		"the file at this path is another one than was recorded: replaced since, or the program ran in its own root directory",
	[REJECT_FUSE] =
		"the path leads to FUSE or an automount, where a program decides what is there",
	[REJECT_UNIDENTIFIED] =
		"the file cannot be identified: a link of another user, several hard links where others may write, no regular file, or no /proc",
	[REJECT_INODE_REUSED] =
		"a user ran it, and inode numbers are not unique in its file system (btrfs, overlayfs)",
	[REJECT_USER_NAMESPACE] =
		"it ran in a user namespace, where a process can have any program named as its own",
	[REJECT_MOUNT_NAMESPACE] =
		"it ran in another mount namespace: a container, or a service with its own (--mount-namespaces)",
	[REJECT_TRACED] = "it was traced, so the tracer may have asked for it (--traced)",
	[REJECT_USER] = "neither root nor a system user ran it (--users)",
	[REJECT_SETUID] = "it is set-user-ID: whoever may run it could use the weakness",
	[REJECT_SETGID] = "it is set-group-ID: whoever may run it could use the weakness",
	[REJECT_CAPABLE] = "it has file capabilities: whoever may run it could use the weakness",
};

const char *reject_text(enum reject_reason reason)
{
	return texts[reason];
}

enum reject_reason reject_first(unsigned int reasons)
{
	enum reject_reason reason = 0;

	while (reason + 1 < REJECT_NUM && !(reasons & REJECT_BIT(reason)))
		reason++;
	return reason;
}
