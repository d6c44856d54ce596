/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For tests of trust=signed: a marked copy of the helper, and the signatures that
 * make_signatures.sh has made for such copies.
 */
#ifndef PAX_SIGNED_COMMON_H
#define PAX_SIGNED_COMMON_H

#include <fcntl.h>

#include "exec_common.h"

#define SIGNATURE "security.pax.sig"
#define EXEMPT "PemRs"
#define DEFAULT "PeMRs"

/* Reads a file of the directory "signed"; its length, or -1. */
static inline ssize_t load(const char *name, unsigned char *data, size_t size)
{
	char path[80];
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "./signed/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	len = read(fd, data, size);
	close(fd);
	return len;
}

static inline int set_signature(const char *path, const void *value, size_t len)
{
	return setxattr(path, SIGNATURE, value, len, 0) ? -errno : 0;
}

/* Gives a file one of the signatures. */
static inline int sign(const char *path, const char *name)
{
	unsigned char value[8192];
	ssize_t len = load(name, value, sizeof(value));

	return len < 0 ? -ENOENT : set_signature(path, value, len);
}

static inline int add_key(const char *name)
{
	unsigned char certificate[8192];
	ssize_t len = load(name, certificate, sizeof(certificate));

	return len < 0 ? -ENOENT : write_file(PAX_DIR "/keys", (char *)certificate, len);
}

/* Opens the stream of events behind all that it has now. */
static inline int open_events(void)
{
	int fd = open(PAX_DIR "/events", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0)
		lseek(fd, 0, SEEK_END);
	return fd;
}

/* Reads one mark that did not count, and compares why. */
static inline bool reason_is(int fd, const char *why)
{
	char text[8192], wanted[80];
	ssize_t len = read(fd, text, sizeof(text) - 1);

	if (len <= 0)
		return false;
	text[len] = '\0';
	snprintf(wanted, sizeof(wanted), " why=%s ", why);
	return strstr(text, "event=mark_untrusted ") && strstr(text, wanted);
}

/* The reason is in the record, and the program has what it would have without a mark. */
static inline void refused(struct __test_metadata *_metadata, const char *path, const char *why)
{
	long before = pax_counter("mark_untrusted");
	int fd = open_events();

	ASSERT_LE(0, fd);
	EXPECT_FLAGS(DEFAULT, path);
	EXPECT_EQ(before + 1, pax_counter("mark_untrusted"));
	EXPECT_TRUE(reason_is(fd, why))
	{
		TH_LOG("expected %s", why);
	}
	close(fd);
}

static inline void counts(struct __test_metadata *_metadata, const char *path)
{
	long before = pax_counter("mark_untrusted");

	EXPECT_FLAGS(EXEMPT, path);
	EXPECT_EQ(before, pax_counter("mark_untrusted"));
}

FIXTURE(signed_mark)
{
	char path[64], other[64];
};

FIXTURE_SETUP(signed_mark)
{
	if (access("./signed/good.sig", R_OK))
		SKIP(return, "no signatures were made, as there was no openssl");
	if (!security_counts()) {
		EXPECT_EQ(-EOPNOTSUPP, write_file(PAX_DIR "/trust", "signed", 6));
		SKIP(return, "every user can set security.* attributes on this kernel");
	}
	snprintf(self->path, sizeof(self->path), "./signed-%d", getpid());
	snprintf(self->other, sizeof(self->other), "./signed-%d-other", getpid());
	ASSERT_EQ(0, copy_file(HELPER, self->path, 0755));
	ASSERT_EQ(0, mark(self->path, USER_MARK, "em"));
	ASSERT_EQ(0, add_key("trusted.der"));
	ASSERT_EQ(0, write_file(PAX_DIR "/trust", "signed", 6));
}

FIXTURE_TEARDOWN(signed_mark)
{
	unlink(self->path);
	unlink(self->other);
	write_file(PAX_DIR "/trust", "any", 3);
	write_file(PAX_DIR "/keys", "clear", 5);
	write_file(PAX_DIR "/softmode", "0", 1);
}

#endif /* PAX_SIGNED_COMMON_H */
