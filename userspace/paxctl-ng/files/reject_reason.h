/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why a record, or a line about a recorded file, does not lead to a mark. Each reason is a bit.
 */
#ifndef PAXCTL_REJECT_REASON_H
#define PAXCTL_REJECT_REASON_H

/**
 * enum reject_reason - a reason
 * @REJECT_INCOMPLETE: the record does not say which file it was
 * @REJECT_NO_FILE: there is no such file
 * @REJECT_OTHER_FILE: the file at the path is another one
 * @REJECT_FUSE: a program decides what the path leads to: FUSE, automount
 * @REJECT_UNIDENTIFIED: the file cannot be looked at, or is none
 * @REJECT_INODE_REUSED: inode numbers are not unique in its file system, and a user ran it
 * @REJECT_USER_NAMESPACE: in a user namespace, so the process can have chosen what is named
 * @REJECT_MOUNT_NAMESPACE: not in the initial mount namespace
 * @REJECT_TRACED: a tracer was attached
 * @REJECT_USER: neither root nor a system user ran it
 * @REJECT_SETUID: the file is set-user-ID
 * @REJECT_SETGID: the file is set-group-ID
 * @REJECT_CAPABLE: the file has capabilities, or they cannot be read
 */
enum reject_reason {
	REJECT_INCOMPLETE,
	REJECT_NO_FILE,
	REJECT_OTHER_FILE,
	REJECT_FUSE,
	REJECT_UNIDENTIFIED,
	REJECT_INODE_REUSED,
	REJECT_USER_NAMESPACE,
	REJECT_MOUNT_NAMESPACE,
	REJECT_TRACED,
	REJECT_USER,
	REJECT_SETUID,
	REJECT_SETGID,
	REJECT_CAPABLE,
	REJECT_NUM,
};

#define REJECT_BIT(reason) (1u << (reason))

/**
 * reject_text - a reason in words
 * @reason: which
 *
 * Return: a static string.
 */
const char *reject_text(enum reject_reason reason);

/**
 * reject_first - the reason that weighs most
 * @reasons: some, at least one
 *
 * Return: which.
 */
enum reject_reason reject_first(unsigned int reasons);

#endif /* PAXCTL_REJECT_REASON_H */
