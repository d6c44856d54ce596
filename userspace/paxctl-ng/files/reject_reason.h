/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why a record does not count for a line of a policy by itself. Each doubt is a bit.
 */
#ifndef PAXCTL_DOUBT_H
#define PAXCTL_DOUBT_H

/**
 * enum doubt - a reason
 * @DOUBT_UNTOLD: the record does not say which file it was
 * @DOUBT_GONE: there is no such file
 * @DOUBT_OTHER: the file at the path is another one
 * @DOUBT_SERVER: a program decides what the path leads to: FUSE, automount
 * @DOUBT_UNSEEN: the file cannot be looked at, or is none
 * @DOUBT_SHARED: inode numbers are not unique in its file system, and a user ran it
 * @DOUBT_RENAMED: in a user namespace, so the process can have chosen what is named
 * @DOUBT_NAMESPACE: not in the initial mount namespace
 * @DOUBT_TRACED: a tracer was attached
 * @DOUBT_USER: neither root nor a system user ran it
 * @DOUBT_SETUID: the file is set-user-ID
 * @DOUBT_SETGID: the file is set-group-ID
 * @DOUBT_CAPABLE: the file has capabilities, or that cannot be told
 */
enum doubt {
	DOUBT_UNTOLD,
	DOUBT_GONE,
	DOUBT_OTHER,
	DOUBT_SERVER,
	DOUBT_UNSEEN,
	DOUBT_SHARED,
	DOUBT_RENAMED,
	DOUBT_NAMESPACE,
	DOUBT_TRACED,
	DOUBT_USER,
	DOUBT_SETUID,
	DOUBT_SETGID,
	DOUBT_CAPABLE,
	DOUBT_NUM,
};

#define DOUBT(doubt) (1u << (doubt))

/**
 * doubt_text - a doubt in words
 * @doubt: which
 *
 * Return: a static string.
 */
const char *doubt_text(enum doubt doubt);

/**
 * doubt_first - the doubt that weighs most
 * @doubts: some, at least one
 *
 * Return: which.
 */
enum doubt doubt_first(unsigned int doubts);

#endif /* PAXCTL_DOUBT_H */
