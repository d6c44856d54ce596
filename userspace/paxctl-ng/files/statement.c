// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measures a file for the statement that is signed, and reads and writes the attribute.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fsverity.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "files/identity.h"
#include "files/sha256.h"
#include "files/statement.h"
#include "paxflags.h"

/* A file is read in pieces of this size. */
#define PIECE 131072

_Static_assert(SHA256_SIZE == PAX_DIGEST_SIZE, "a statement has digests of SHA-256");

int statement_mark(int fd, struct pax_mark *mark)
{
	struct paxflags_value value;
	int err = paxflags_read_fd(fd, PAXFLAGS_SECURITY, &value);

	if (err == -ENODATA || err == -EOPNOTSUPP)
		err = paxflags_read_fd(fd, PAXFLAGS_USER, &value);
	return err ? err : pax_mark_parse(value.bytes, value.len, mark);
}

bool statement_privileged(int fd, mode_t mode)
{
	const mode_t group = S_ISGID | 0010;

	if ((mode & S_ISUID) || (mode & group) == group)
		return true;
	return file_has_capabilities(fd);
}

/* Computes the digest of the content, which has @size bytes. */
static int measure_content(int fd, unsigned long long size, unsigned char digest[SHA256_SIZE])
{
	unsigned char *piece = malloc(PIECE);
	unsigned long long at = 0;
	struct sha256 sha256;
	ssize_t got = 0;

	if (!piece)
		return -ENOMEM;
	sha256_begin(&sha256);
	do {
		got = pread(fd, piece, PIECE, at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		sha256_add(&sha256, piece, got);
		at += got;
	} while (at <= size);
	got = got < 0 ? -errno : at == size ? 0 : -EAGAIN;
	sha256_end(&sha256, digest);
	free(piece);
	return got;
}

/* Asks the kernel for the digest by fs-verity; false if the file has none that uses SHA-256. */
static bool measure_verity(int fd, unsigned char digest[SHA256_SIZE])
{
	union {
		struct fsverity_digest head;
		unsigned char bytes[sizeof(struct fsverity_digest) + 64];
	} found = { .head.digest_size = 64 };

	if (ioctl(fd, FS_IOC_MEASURE_VERITY, &found) ||
	    found.head.digest_algorithm != FS_VERITY_HASH_ALG_SHA256 ||
	    found.head.digest_size != SHA256_SIZE)
		return false;
	memcpy(digest, found.bytes + sizeof(struct fsverity_digest), SHA256_SIZE);
	return true;
}

int statement_measure(int fd, struct pax_statement *statement)
{
	struct stat st;
	int err;

	if (fstat(fd, &st))
		return -errno;
	statement->size = st.st_size;
	err = measure_content(fd, st.st_size, statement->content);
	if (err)
		return err;
	memset(statement->verity, 0, sizeof(statement->verity));
	statement->flags &= ~PAX_STATEMENT_VERITY;
	if (measure_verity(fd, statement->verity))
		statement->flags |= PAX_STATEMENT_VERITY;
	return 0;
}

ssize_t statement_read(int fd, unsigned char value[PAX_SIGNATURE_MAX])
{
	ssize_t len = fgetxattr(fd, PAX_XATTR_SIGNATURE, value, PAX_SIGNATURE_MAX);

	if (len >= 0)
		return len;
	return errno == ERANGE ? -EMSGSIZE : -errno;
}

int statement_write(int fd, const unsigned char *value, size_t len)
{
	return fsetxattr(fd, PAX_XATTR_SIGNATURE, value, len, 0) ? -errno : 0;
}
