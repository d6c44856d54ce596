// SPDX-License-Identifier: GPL-2.0-only
/*
 * The setting trust=signed: a mark that weakens counts only if a signature beside it says so. Each
 * attack must leave the program with its protections. The signatures are those that
 * make_signatures.sh has made for copies of show_flags.
 */
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>

#include "signed_common.h"

/* It names its key by the issuer or by an identifier, and has signed attributes or not. */
TEST_F(signed_mark, valid)
{
	static const char *const names[] = { "good.sig", "keyid.sig", "attributes.sig",
					     "privileged.sig" };
	unsigned int n;

	for (n = 0; n < sizeof(names) / sizeof(names[0]); n++) {
		ASSERT_EQ(0, sign(self->path, names[n]));
		counts(_metadata, self->path);
	}
	/* The order of the letters is not signed. */
	ASSERT_EQ(0, mark(self->path, USER_MARK, "me"));
	counts(_metadata, self->path);
	ASSERT_EQ(0, mark(self->path, SECURITY_MARK, "em"));
	ASSERT_EQ(0, mark(self->path, USER_MARK, "pem"));
	counts(_metadata, self->path);
	ASSERT_EQ(0, removexattr(self->path, SIGNATURE));
	refused(_metadata, self->path, "no_signature");
}

TEST_F(signed_mark, forged)
{
	static const struct {
		const char *name, *why;
	} forged[] = {
		{ "stranger.sig", "signed_by_no_trusted_key" },
		/* With certificates, even that of the trusted key. */
		{ "stranger_certificate.sig", "signature_malformed" },
		{ "leaf.sig", "signature_malformed" },
		{ "certificate.sig", "signature_malformed" },
		{ "embedded.sig", "signature_rejected" },
		/* The kernel refuses messages with the capabilities of S/MIME. */
		{ "capabilities.sig", "signature_rejected" },
		{ "other_data.sig", "signature_rejected" },
		{ "other_mark.sig", "signed_for_another_mark" },
		{ "contradiction.sig", "signed_for_another_mark" },
		{ "other_size.sig", "signed_for_a_file_of_another_size" },
		{ "other_content.sig", "signed_for_other_content" },
		{ "other_version.sig", "signature_malformed" },
		{ "unknown_flag.sig", "signature_malformed" },
	};
	unsigned int n;

	for (n = 0; n < sizeof(forged) / sizeof(forged[0]); n++) {
		ASSERT_EQ(0, sign(self->path, forged[n].name));
		refused(_metadata, self->path, forged[n].why);
	}
}

/* A key counts while it is there. Nobody whom its owner has certified counts. */
TEST_F(signed_mark, keys)
{
	ASSERT_EQ(0, sign(self->path, "good.sig"));
	counts(_metadata, self->path);
	ASSERT_EQ(0, write_file(PAX_DIR "/keys", "clear\n", 6));
	refused(_metadata, self->path, "signed_by_no_trusted_key");
	ASSERT_EQ(0, add_key("ca.der"));
	ASSERT_EQ(0, sign(self->path, "leaf.sig"));
	refused(_metadata, self->path, "signature_malformed");
	ASSERT_EQ(0, sign(self->path, "leaf_plain.sig"));
	refused(_metadata, self->path, "signed_by_no_trusted_key");
	ASSERT_EQ(0, add_key("stranger.der"));
	ASSERT_EQ(0, sign(self->path, "stranger.sig"));
	counts(_metadata, self->path);
	/* The same key twice is one key. */
	ASSERT_EQ(0, add_key("stranger.der"));
	counts(_metadata, self->path);
}

/* A key that is for something else, and one that does not say what it is for. */
TEST_F(signed_mark, usage)
{
	EXPECT_EQ(-EKEYREJECTED, add_key("encipher.der"));
	EXPECT_EQ(-EKEYREJECTED, add_key("issuer.der"));
	EXPECT_EQ(-EKEYREJECTED, add_key("unlimited.der"));
	ASSERT_EQ(0, sign(self->path, "encipher.sig"));
	refused(_metadata, self->path, "signed_by_no_trusted_key");
}

TEST_F(signed_mark, bad_keys)
{
	unsigned char certificate[8192], big[8193];
	ssize_t len = load("trusted.der", certificate, sizeof(certificate)), n;

	memset(big, 'a', sizeof(big));
	ASSERT_LT(100, len);
	EXPECT_EQ(-EINVAL, write_file(PAX_DIR "/keys", (char *)big, sizeof(big)));
	EXPECT_GT(0, write_file(PAX_DIR "/keys", (char *)big, sizeof(big) - 1));
	EXPECT_GT(0, write_file(PAX_DIR "/keys", "none", 4));
	for (n = 1; n < len; n += 7)
		EXPECT_GT(0, write_file(PAX_DIR "/keys", (char *)certificate, n));
	/* With more behind it, it is another text. */
	memcpy(big, certificate, len);
	EXPECT_GT(0, write_file(PAX_DIR "/keys", (char *)big, len + 1));
}

/* A mark that only strengthens needs no signature, and none can make it invalid. */
TEST_F(signed_mark, strengthens)
{
	ASSERT_EQ(0, write_file(PAX_DIR "/softmode", "1", 1));
	ASSERT_EQ(0, mark(self->path, USER_MARK, "PeMr"));
	EXPECT_FLAGS("PeMrs", self->path);
	ASSERT_EQ(0, sign(self->path, "stranger.sig"));
	EXPECT_FLAGS("PeMrs", self->path);
	ASSERT_EQ(0, chown(self->path, 1000, 1000));
	EXPECT_FLAGS("PeMrs", self->path);
}

/* The signature is no excuse for a file that others can write. */
TEST_F(signed_mark, others_can_write)
{
	ASSERT_EQ(0, sign(self->path, "good.sig"));
	ASSERT_EQ(0, chmod(self->path, 0775));
	refused(_metadata, self->path, "others_than_root_can_write_the_file");
	ASSERT_EQ(0, chmod(self->path, 0755));
	counts(_metadata, self->path);
	ASSERT_EQ(0, chown(self->path, 1000, 0));
	refused(_metadata, self->path, "others_than_root_can_write_the_file");
}

TEST_F(signed_mark, privileged)
{
	ASSERT_EQ(0, sign(self->path, "good.sig"));
	ASSERT_EQ(0, chmod(self->path, 04755));
	refused(_metadata, self->path, "not_signed_for_a_program_that_gives_privileges");
	ASSERT_EQ(0, sign(self->path, "privileged.sig"));
	counts(_metadata, self->path);
}

/* Signed or not, a contradictory mark is refused. */
TEST_F(signed_mark, contradiction)
{
	ASSERT_EQ(0, mark(self->path, USER_MARK, "p"));
	ASSERT_EQ(0, sign(self->path, "contradiction.sig"));
	EXPECT_FLAGS("EINVAL", self->path);
	/* Not signed, it does not count. */
	ASSERT_EQ(0, sign(self->path, "good.sig"));
	refused(_metadata, self->path, "signed_for_another_mark");
}

/* The attributes of one program on another one of the same size, and on a longer and a shorter one.
 */
TEST_F(signed_mark, replayed_on_another_file)
{
	struct stat st;
	char byte;
	int fd;

	ASSERT_EQ(0, copy_file(self->path, self->other, 0755));
	ASSERT_EQ(0, mark(self->other, USER_MARK, "em"));
	ASSERT_EQ(0, sign(self->other, "good.sig"));
	counts(_metadata, self->other);
	ASSERT_EQ(0, stat(self->other, &st));
	/* One byte of it, behind all that is loaded. */
	fd = open(self->other, O_RDWR | O_CLOEXEC);
	ASSERT_LE(0, fd);
	ASSERT_EQ(1, pread(fd, &byte, 1, st.st_size - 1));
	byte ^= 1;
	ASSERT_EQ(1, pwrite(fd, &byte, 1, st.st_size - 1));
	close(fd);
	refused(_metadata, self->other, "signed_for_other_content");
	/* And back: the digest is of the content, not of a time. */
	fd = open(self->other, O_RDWR | O_CLOEXEC);
	byte ^= 1;
	ASSERT_EQ(1, pwrite(fd, &byte, 1, st.st_size - 1));
	close(fd);
	counts(_metadata, self->other);
	ASSERT_EQ(0, truncate(self->other, st.st_size + 1));
	refused(_metadata, self->other, "signed_for_a_file_of_another_size");
}

/* Every length of the attribute. */
TEST_F(signed_mark, truncated)
{
	unsigned char value[8192];
	ssize_t len = load("good.sig", value, sizeof(value)), n;

	for (n = 0; n < len; n += (n > 94 && n < 100) ? 1 : 41) {
		ASSERT_EQ(0, set_signature(self->path, value, n));
		EXPECT_FLAGS(DEFAULT, self->path);
	}
	/* What is behind the signature is not signed. */
	value[len] = 0;
	ASSERT_EQ(0, set_signature(self->path, value, len + 1));
	EXPECT_FLAGS(DEFAULT, self->path);
	ASSERT_EQ(0, set_signature(self->path, value, len));
	counts(_metadata, self->path);
}

/* Changed bytes, one at a time, of statement and signature; then several at random. */
TEST_F(signed_mark, crafted)
{
	unsigned char value[8192], changed[8192];
	ssize_t len = load("attributes.sig", value, sizeof(value)), n;
	unsigned int round, i, accepted = 0;
	char letters[16];

	srand(1);
	for (n = 0; n < len; n += n < 96 ? 7 : 23) {
		memcpy(changed, value, len);
		changed[n] ^= 1 << n % 8;
		ASSERT_EQ(0, set_signature(self->path, changed, len));
		flags_of(self->path, letters);
		if (strcmp(letters, DEFAULT))
			accepted++;
		/* Nothing that is signed, or that signs, can differ. */
		if (n < 96)
			EXPECT_STREQ(DEFAULT, letters);
	}
	/* The kernel ignores some of what is around a signature, such as its version. */
	EXPECT_GT(20, accepted);
	for (round = 0; round < 40; round++) {
		memcpy(changed, value, len);
		for (i = 0; i < 1 + round % 8; i++)
			changed[96 + rand() % (len - 96)] = rand();
		ASSERT_EQ(0, set_signature(self->path, changed, len));
		flags_of(self->path, letters);
		EXPECT_TRUE(!strcmp(letters, DEFAULT) || !strcmp(letters, EXEMPT));
	}
}

/* The longest attribute that the file system takes. */
TEST_F(signed_mark, huge)
{
	static unsigned char value[65536];
	ssize_t len = load("good.sig", value, sizeof(value));
	size_t size;

	ASSERT_LT(96, len);
	for (size = sizeof(value); size > 2048; size /= 2)
		if (!set_signature(self->path, value, size))
			EXPECT_FLAGS(DEFAULT, self->path);
	ASSERT_EQ(0, mount("none", "/mnt", "tmpfs", 0, NULL));
	ASSERT_EQ(0, copy_file(HELPER, "/mnt/program", 0755));
	if (!mark("/mnt/program", USER_MARK, "em")) {
		ASSERT_EQ(0, set_signature("/mnt/program", value, sizeof(value)));
		EXPECT_FLAGS(DEFAULT, "/mnt/program");
		ASSERT_EQ(0, set_signature("/mnt/program", value, len));
		counts(_metadata, "/mnt/program");
	}
	EXPECT_EQ(0, umount("/mnt"));
}

/* A second name is the same file. */
TEST_F(signed_mark, hardlink)
{
	struct stat st;

	ASSERT_EQ(0, sign(self->path, "good.sig"));
	ASSERT_EQ(0, link(self->path, self->other));
	counts(_metadata, self->other);
	ASSERT_EQ(0, stat(self->other, &st));
	ASSERT_EQ(0, truncate(self->other, st.st_size + 1));
	refused(_metadata, self->path, "signed_for_a_file_of_another_size");
}

/* An open writer keeps the exec from beginning, and an exec keeps writers out until it ends. */
TEST_F(signed_mark, writers)
{
	char *argv[] = { self->path, "flood", "2000000000", NULL };
	int fd, ready[2];
	char line[8];
	void *map;
	pid_t pid;

	ASSERT_EQ(0, sign(self->path, "good.sig"));
	fd = open(self->path, O_RDWR | O_CLOEXEC);
	ASSERT_LE(0, fd);
	EXPECT_FLAGS("ETXTBSY", self->path);
	/* A mapping is a writer, too, without a descriptor. */
	map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ASSERT_NE(MAP_FAILED, map);
	close(fd);
	EXPECT_FLAGS("ETXTBSY", self->path);
	munmap(map, 4096);
	counts(_metadata, self->path);
	/* While it runs. */
	ASSERT_EQ(0, pipe2(ready, O_CLOEXEC));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		execv(argv[0], argv);
		if (write(ready[1], "x", 1) == 1)
			_exit(127);
	}
	/* The exec closes the other end. */
	close(ready[1]);
	ASSERT_EQ(0, read(ready[0], line, sizeof(line)));
	EXPECT_EQ(-1, open(self->path, O_WRONLY | O_CLOEXEC));
	EXPECT_EQ(ETXTBSY, errno);
	EXPECT_EQ(-1, truncate(self->path, 1));
	EXPECT_EQ(ETXTBSY, errno);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* Another attribute appears at any time while programs start: each gets one decision or the other.
 */
TEST_F(signed_mark, attribute_swapped)
{
	pid_t pid = fork();
	char letters[16];
	int n;

	ASSERT_LE(0, pid);
	for (; !pid;) {
		sign(self->path, "good.sig");
		mark(self->path, USER_MARK, "pem");
		mark(self->path, USER_MARK, "em");
		sign(self->path, "other_mark.sig");
	}
	for (n = 0; n < 50; n++) {
		flags_of(self->path, letters);
		EXPECT_TRUE(!strcmp(letters, EXEMPT) || !strcmp(letters, DEFAULT))
		{
			TH_LOG("got %s", letters);
		}
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* File systems whose content can change behind the kernel's back. */
TEST_F(signed_mark, overlayfs)
{
	ASSERT_EQ(0, sign(self->path, "good.sig"));
	ASSERT_EQ(0, mount("none", "/mnt", "tmpfs", 0, NULL));
	ASSERT_EQ(0, mkdir("/mnt/upper", 0755) | mkdir("/mnt/work", 0755) |
			     mkdir("/mnt/lower", 0755) | mkdir("/mnt/merged", 0755));
	ASSERT_EQ(0, copy_file(HELPER, "/mnt/lower/program", 0755));
	if (mark("/mnt/lower/program", USER_MARK, "em"))
		mark("/mnt/lower/program", SECURITY_MARK, "em");
	ASSERT_EQ(0, sign("/mnt/lower/program", "good.sig"));
	counts(_metadata, "/mnt/lower/program");
	ASSERT_EQ(0, mount("none", "/mnt/merged", "overlay", 0,
			   "lowerdir=/mnt/lower,upperdir=/mnt/upper,workdir=/mnt/work"));
	/* overlayfs shows user.* only where its upper layer can have them. */
	mark("/mnt/merged/program", SECURITY_MARK, "em");
	refused(_metadata, "/mnt/merged/program", "file_system_not_suitable");
	EXPECT_EQ(0, umount("/mnt/merged"));
	EXPECT_EQ(0, umount("/mnt"));
}

/* The setting is no way around trust=any for what already runs, and back. */
TEST_F(signed_mark, setting)
{
	refused(_metadata, self->path, "no_signature");
	ASSERT_EQ(0, write_file(PAX_DIR "/trust", "root", 4));
	counts(_metadata, self->path);
	ASSERT_EQ(0, write_file(PAX_DIR "/trust", "signed", 6));
	refused(_metadata, self->path, "no_signature");
}

/* A user, and root of a user namespace, add neither keys nor signatures. */
TEST_F(signed_mark, user)
{
	pid_t pid = fork();
	int status;

	ASSERT_LE(0, pid);
	if (!pid) {
		if (set_signature(self->path, "x", 1) || become_user() ||
		    write_file(PAX_DIR "/keys", "clear", 5) != -EACCES)
			_exit(1);
		/* Its root, too: all capabilities, of the namespace only. */
		if (unshare(CLONE_NEWUSER))
			_exit(errno == EPERM || errno == ENOSPC ? 0 : 2);
		_exit(set_signature(self->path, "y", 1) == -EPERM &&
				      write_file(PAX_DIR "/keys", "clear", 5) == -EACCES ?
			      0 :
			      3);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
}

TEST_HARNESS_MAIN
