/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The statement about a file and its mark that a signature is made over, and the attribute that
 * holds both. rules/signed.h has the format.
 */
#ifndef PAXCTL_STATEMENT_H
#define PAXCTL_STATEMENT_H

#include <sys/types.h>

#include "rules/signed.h"

/**
 * statement_mark - read the mark that a statement is about
 * @fd: the file, open for reading
 * @mark: the result: of security.pax.flags, or of user.pax.flags without one, as the kernel reads
 * it
 *
 * Return: 0, or a negative errno: -ENODATA without a mark, -EINVAL for an invalid one.
 */
int statement_mark(int fd, struct pax_mark *mark);

/**
 * statement_privileged - tell whether the kernel takes a file for a program that gains privileges
 * @fd: the file, open for reading
 * @mode: its mode
 *
 * Return: true if it has a set-ID bit or capabilities, or these cannot be read.
 */
bool statement_privileged(int fd, mode_t mode);

/**
 * statement_measure - state what a file contains
 * @fd: the file, open for reading
 * @statement: gets size and digests; its other members stay
 *
 * Return: 0, or a negative errno: -EAGAIN if the file was written to meanwhile.
 */
int statement_measure(int fd, struct pax_statement *statement);

/**
 * statement_read - read the attribute
 * @fd: the file, open for reading
 * @value: the result
 *
 * Return: the number of bytes, or a negative errno: -ENODATA without the attribute, -EMSGSIZE if it
 * is longer than the kernel reads.
 */
ssize_t statement_read(int fd, unsigned char value[PAX_SIGNATURE_MAX]);

/**
 * statement_write - write the attribute
 * @fd: the file, open for reading
 * @value: statement and signature
 * @len: how many bytes
 *
 * Return: 0, or a negative errno.
 */
int statement_write(int fd, const unsigned char *value, size_t len);

#endif /* PAXCTL_STATEMENT_H */
