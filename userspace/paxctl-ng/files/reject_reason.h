/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The reasons why a record, or a line about a recorded file, does not lead to a mark. Each reason
 * is a bit.
 */
#ifndef PAXCTL_REJECT_REASON_H
#define PAXCTL_REJECT_REASON_H

/**
 * enum reject_reason - a reason
 * @REJECT_INCOMPLETE: the record does not identify the file
 * @REJECT_NO_FILE: the file does not exist
 * @REJECT_OTHER_FILE: another file is at the path now
 * @REJECT_FUSE: a program decides which file the path leads to: FUSE, automount
 * @REJECT_UNIDENTIFIED: the file cannot be read, or is not a regular file
 * @REJECT_INODE_REUSED: inode numbers are not unique in its file system, and a user ran it
 * @REJECT_USER_NAMESPACE: the process ran in a user namespace, so it can forge the file
 * @REJECT_MOUNT_NAMESPACE: the process did not run in the initial mount namespace
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
 * reject_text - describe a reason in words
 * @reason: the reason
 *
 * Return: a static string.
 */
const char *reject_text(enum reject_reason reason);

/**
 * reject_first - find the most important reason
 * @reasons: bits of REJECT_BIT(), at least one
 *
 * Return: the reason.
 */
enum reject_reason reject_first(unsigned int reasons);

#endif /* PAXCTL_REJECT_REASON_H */
