/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads a file with records: a copy of the stream of events, audit records, or an export of the
 * journal; compressed by gzip, xz or zstd, or not. The memory does not depend on what is in it.
 */
#ifndef PAXCTL_EVIDENCE_FILE_H
#define PAXCTL_EVIDENCE_FILE_H

#include "evidence/denials.h"

/**
 * evidence_file_read - count the records of a file
 * @path: the file
 * @denials: the programs so far
 *
 * Context: any thread; each with @denials of its own.
 * Return: 0, or a negative errno after a message.
 */
int evidence_file_read(const char *path, struct denials *denials);

#endif /* PAXCTL_EVIDENCE_FILE_H */
