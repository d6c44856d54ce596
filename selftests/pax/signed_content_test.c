// SPDX-License-Identifier: GPL-2.0-only
/*
 * trust=signed: the content of a file decides whether a signed mark counts. Its digest is kept
 * after an exec; however the content changes then, the mark must not count any more.
 */
#include <linux/fsverity.h>
#include <linux/loop.h>
#include <sys/fanotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/utsname.h>
#include <time.h>

#include "signed_common.h"

#define DISK "./signed/disk"
#define SMALL "./flags_nolibc"
#define KEPT_MAX 256

static bool kernel_before(int major, int minor)
{
	int have_major = 0, have_minor = 0;
	struct utsname name;

	if (!uname(&name))
		sscanf(name.release, "%d.%d", &have_major, &have_minor);
	return have_major < major || (have_major == major && have_minor < minor);
}

/* How many digests the module keeps, as it says itself. */
static int kept(void)
{
	const char *at;
	char text[4096];
	int fd = open(PAX_DIR "/status", O_RDONLY | O_CLOEXEC);
	ssize_t len = read(fd, text, sizeof(text) - 1);

	close(fd);
	text[len < 0 ? 0 : len] = '\0';
	at = strstr(text, ", digests ");
	return at ? atoi(at + strlen(", digests ")) : -1;
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

/* The last byte of a file, which nothing loads. */
static int flip(int fd)
{
	struct stat st;
	char byte;

	if (fstat(fd, &st) || pread(fd, &byte, 1, st.st_size - 1) != 1)
		return -errno;
	byte ^= 1;
	return pwrite(fd, &byte, 1, st.st_size - 1) == 1 ? 0 : -errno;
}

static int flip_file(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC), err = fd < 0 ? -errno : flip(fd);

	close(fd);
	return err;
}

/* Makes a signed copy of the helper. */
static int make(const char *path, const char *signature)
{
	unlink(path);
	return copy_file(HELPER, path, 0755)	       ?:
		       mark(path, SECURITY_MARK, "em") ?:
							 sign(path, signature);
}

/* Mounts a copy of the disk by a loop device, whose descriptor it returns. */
static int mount_disk(const char *disk)
{
	int control, number, fd, file;
	char path[32];

	if (access("/dev/loop-control", F_OK) && system("modprobe loop"))
		return -ENODEV;
	control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	number = ioctl(control, LOOP_CTL_GET_FREE);
	close(control);
	snprintf(path, sizeof(path), "/dev/loop%d", number);
	file = open(disk, O_RDWR | O_CLOEXEC);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (number < 0 || file < 0 || fd < 0 || ioctl(fd, LOOP_SET_FD, file) ||
	    mount(path, "/mnt", "ext4", 0, NULL))
		return -errno;
	close(file);
	return fd;
}

static int unmount_disk(int fd)
{
	int err = umount("/mnt") ? -errno : 0;

	ioctl(fd, LOOP_CLR_FD);
	close(fd);
	return err;
}

FIXTURE(signed_content)
{
	char path[64], other[64];
};

FIXTURE_SETUP(signed_content)
{
	if (access("./signed/good.sig", R_OK))
		SKIP(return, "no signatures were made, as there was no openssl");
	if (!security_counts())
		SKIP(return, "every user can set security.* attributes on this kernel");
	snprintf(self->path, sizeof(self->path), "./content-%d", getpid());
	snprintf(self->other, sizeof(self->other), "./content-%d-other", getpid());
	ASSERT_EQ(0, make(self->path, "good.sig"));
	ASSERT_EQ(0, add_key("trusted.der"));
	ASSERT_EQ(0, write_file(PAX_DIR "/trust", "signed", 6));
}

FIXTURE_TEARDOWN(signed_content)
{
	unlink(self->path);
	unlink(self->other);
	write_file(PAX_DIR "/trust", "any", 3);
	write_file(PAX_DIR "/keys", "clear", 5);
}

/* A second exec reads no content, and one of another file does. */
TEST_F(signed_content, kept)
{
	double first, second, other;
	int before = kept();

	ASSERT_LE(0, before);
	counts(_metadata, self->path);
	EXPECT_EQ(before + 1, kept());
	counts(_metadata, self->path);
	EXPECT_EQ(before + 1, kept());
	ASSERT_EQ(0, truncate(self->path, 24 << 20));
	ASSERT_EQ(0, sign(self->path, "large.sig"));
	first = now();
	counts(_metadata, self->path);
	first = now() - first;
	second = now();
	counts(_metadata, self->path);
	second = now() - second;
	EXPECT_LT(3 * second, first)
	{
		TH_LOG("first %f s, second %f s", first, second);
	}
	ASSERT_EQ(0, copy_file(self->path, self->other, 0755));
	ASSERT_EQ(0, mark(self->other, SECURITY_MARK, "em"));
	ASSERT_EQ(0, sign(self->other, "large.sig"));
	other = now();
	counts(_metadata, self->other);
	EXPECT_LT(3 * second, now() - other);
	EXPECT_EQ(before + 2, kept());
	/* It ends with the file. */
	ASSERT_EQ(0, unlink(self->path));
	ASSERT_EQ(0, unlink(self->other));
	EXPECT_EQ(before, kept());
}

/* The ways to change the content, after its digest is kept. Each is undone, so that it counts
 * again. */
TEST_F(signed_content, changed)
{
	struct stat st;
	char *map;
	int fd, n;

	counts(_metadata, self->path);
	for (n = 0; n < 3; n++) {
		ASSERT_EQ(0, flip_file(self->path));
		refused(_metadata, self->path, "signed_for_other_content");
		ASSERT_EQ(0, flip_file(self->path));
		counts(_metadata, self->path);
	}
	ASSERT_EQ(0, stat(self->path, &st));
	/* By a mapping, which outlives its descriptor. */
	for (n = 0; n < 2; n++) {
		fd = open(self->path, O_RDWR | O_CLOEXEC);
		map = mmap(NULL, st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		ASSERT_NE(MAP_FAILED, map);
		close(fd);
		map[st.st_size - 1] ^= 1;
		munmap(map, st.st_size);
		if (n)
			counts(_metadata, self->path);
		else
			refused(_metadata, self->path, "signed_for_other_content");
	}
	/* With the times of before. */
	ASSERT_EQ(0, flip_file(self->path));
	{
		struct timespec times[2] = { st.st_atim, st.st_mtim };

		ASSERT_EQ(0, utimensat(AT_FDCWD, self->path, times, 0));
	}
	refused(_metadata, self->path, "signed_for_other_content");
	ASSERT_EQ(0, flip_file(self->path));
	counts(_metadata, self->path);
	/* A part becomes zeros, or goes, and the size is as before. */
	ASSERT_EQ(0, truncate(self->path, st.st_size - 4096) | truncate(self->path, st.st_size));
	refused(_metadata, self->path, "signed_for_other_content");
	ASSERT_EQ(0, make(self->path, "good.sig"));
	counts(_metadata, self->path);
	fd = open(self->path, O_RDWR | O_CLOEXEC);
	ASSERT_EQ(0, fallocate(fd, FALLOC_FL_ZERO_RANGE, st.st_size - 4096, 4096));
	close(fd);
	refused(_metadata, self->path, "signed_for_other_content");
	/* Another file in its place. */
	ASSERT_EQ(0, make(self->path, "good.sig"));
	ASSERT_EQ(0, make(self->other, "good.sig"));
	counts(_metadata, self->path);
	ASSERT_EQ(0, flip_file(self->other));
	ASSERT_EQ(0, rename(self->other, self->path));
	refused(_metadata, self->path, "signed_for_other_content");
}

/* By a descriptor of fanotify, whose use tells fsnotify nothing: the version of the inode tells. */
TEST_F(signed_content, changed_without_notification)
{
	int group = fanotify_init(FAN_CLASS_NOTIF | FAN_CLOEXEC, O_RDWR), fd;
	struct fanotify_event_metadata event;

	if (group < 0)
		SKIP(return, "this kernel has no fanotify");
	counts(_metadata, self->path);
	ASSERT_EQ(0, fanotify_mark(group, FAN_MARK_ADD, FAN_OPEN, AT_FDCWD, self->path));
	fd = open(self->path, O_RDONLY | O_CLOEXEC);
	ASSERT_LE(0, fd);
	close(fd);
	ASSERT_LT(0, read(group, &event, sizeof(event)));
	ASSERT_LE(0, event.fd);
	EXPECT_EQ(0, flip(event.fd));
	close(event.fd);
	close(group);
	refused(_metadata, self->path, "signed_for_other_content");
}

/* tmpfs gives no new version when a mapping changes the content. */
TEST_F(signed_content, changed_on_tmpfs)
{
	const char *path = "/mnt/program";
	struct stat st;
	char *map;
	int fd;

	ASSERT_EQ(0, mount("none", "/mnt", "tmpfs", 0, NULL));
	ASSERT_EQ(0, make(path, "good.sig"));
	counts(_metadata, path);
	ASSERT_EQ(0, stat(path, &st));
	fd = open(path, O_RDWR | O_CLOEXEC);
	map = mmap(NULL, st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ASSERT_NE(MAP_FAILED, map);
	close(fd);
	map[st.st_size - 1] ^= 1;
	munmap(map, st.st_size);
	refused(_metadata, path, "signed_for_other_content");
	EXPECT_EQ(0, umount("/mnt"));
}

/* A disk that somebody writes on another machine, here the file of a loop device. */
TEST_F(signed_content, disk_from_outside)
{
	unsigned char head[4096], *disk, *at;
	ssize_t len;
	int fd, file;

	ASSERT_EQ(0, copy_file(DISK, self->other, 0600));
	fd = mount_disk(self->other);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, make("/mnt/program", "good.sig"));
	counts(_metadata, "/mnt/program");
	/* What is kept of it does not keep the disk. */
	ASSERT_EQ(0, unmount_disk(fd));
	fd = mount_disk(self->other);
	ASSERT_LE(0, fd);
	counts(_metadata, "/mnt/program");
	ASSERT_EQ(0, unmount_disk(fd));
	/* One byte of the program, which is found by its head. */
	file = open(HELPER, O_RDONLY | O_CLOEXEC);
	ASSERT_EQ(sizeof(head), pread(file, head, sizeof(head), 0));
	close(file);
	file = open(self->other, O_RDWR | O_CLOEXEC);
	len = lseek(file, 0, SEEK_END);
	disk = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	ASSERT_NE(MAP_FAILED, disk);
	at = memmem(disk, len, head, sizeof(head));
	ASSERT_NE(NULL, at);
	/* In the padding of the ELF header's identification, which nothing reads. */
	at[15] ^= 1;
	munmap(disk, len);
	close(file);
	fd = mount_disk(self->other);
	ASSERT_LE(0, fd);
	refused(_metadata, "/mnt/program", "signed_for_other_content");
	ASSERT_EQ(0, unmount_disk(fd));
}

/* With fs-verity the kernel need not read the content, where it tells modules the digest. */
TEST_F(signed_content, verity)
{
	struct fsverity_enable_arg arg = { .version = 1,
					   .hash_algorithm = FS_VERITY_HASH_ALG_SHA256,
					   .block_size = 4096 };
	int disk, fd, before;

	ASSERT_EQ(0, copy_file(DISK, self->other, 0600));
	disk = mount_disk(self->other);
	ASSERT_LE(0, disk);
	ASSERT_EQ(0, make("/mnt/program", "verity.sig"));
	/* Without fs-verity its digest is of no use, and the content counts. */
	counts(_metadata, "/mnt/program");
	ASSERT_EQ(0, sign("/mnt/program", "verity_only.sig"));
	refused(_metadata, "/mnt/program", "signed_for_other_content");
	fd = open("/mnt/program", O_RDONLY | O_CLOEXEC);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, ioctl(fd, FS_IOC_ENABLE_VERITY, &arg))
	{
		TH_LOG("%s", strerror(errno));
	}
	close(fd);
	before = kept();
	if (kernel_before(6, 5)) {
		refused(_metadata, "/mnt/program", "signed_for_other_content");
	} else {
		counts(_metadata, "/mnt/program");
		EXPECT_EQ(before, kept());
	}
	ASSERT_EQ(0, sign("/mnt/program", "verity.sig"));
	counts(_metadata, "/mnt/program");
	ASSERT_EQ(0, sign("/mnt/program", "verity_wrong.sig"));
	counts(_metadata, "/mnt/program");
	ASSERT_EQ(0, sign("/mnt/program", "verity_neither.sig"));
	refused(_metadata, "/mnt/program", "signed_for_other_content");
	ASSERT_EQ(0, unmount_disk(disk));
}

/* However many files are signed, a bounded number of digests is kept; the others are computed. */
TEST_F(signed_content, bounded)
{
	char path[80], letters[16];
	int n, round;

	for (round = 0; round < 2; round++) {
		for (n = 0; n < KEPT_MAX + 20; n++) {
			snprintf(path, sizeof(path), "%s-%d", self->path, n);
			if (!round) {
				ASSERT_EQ(0, copy_file(SMALL, path, 0755));
				ASSERT_EQ(0, mark(path, SECURITY_MARK, "em"));
				ASSERT_EQ(0, sign(path, "small.sig"));
			}
			if (round && n > 40)
				continue;
			flags_of(path, letters);
			ASSERT_STREQ(EXEMPT, letters);
			ASSERT_LE(kept(), KEPT_MAX);
		}
		EXPECT_EQ(KEPT_MAX, kept());
	}
	for (n = 0; n < KEPT_MAX + 20; n++) {
		snprintf(path, sizeof(path), "%s-%d", self->path, n);
		unlink(path);
	}
	EXPECT_GT(10, kept());
}

TEST_HARNESS_MAIN
