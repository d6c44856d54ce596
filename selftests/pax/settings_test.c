// SPDX-License-Identifier: GPL-2.0-only
/*
 * The files that hold the module's settings: which values they accept, from whom, and in which
 * pieces.
 */
#include <pthread.h>
#include <linux/capability.h>
#include <sys/syscall.h>

#include "exec_common.h"

#define SYSCTL "/proc/sys/kernel/pax/softmode"

FIXTURE(setting)
{
	char path[64], before[128];
};

/* @bad: values besides those that no setting takes; a value may hold any byte but NUL. */
FIXTURE_VARIANT(setting)
{
	const char *name, *initial;
	const char *good[8]; /* pairs: what is written, what is read then */
	const char *bad[12];
};

FIXTURE_VARIANT_ADD(setting, mode){
	.name = "mode",
	.initial = "enforce",
	.good = { "permissive", "permissive", "enforce", "enforce" },
	.bad = { "", "Enforce", "enforc", "enforce ", " enforce", "1", "enforcepermissive" },
};

FIXTURE_VARIANT_ADD(setting, softmode){
	.name = "softmode",
	.initial = "0",
	.good = { "1", "1", "0", "0" },
	.bad = { "", "2", "-1", "on", "01", "1 ", "0\n1" },
};

FIXTURE_VARIANT_ADD(setting, defaults){
	.name = "defaults",
	.initial = "PeMRs",
	.good = { "pemrs", "pemrs", "SrMEP", "PEMrs", "PemRs", "PemRs", "PeMRs", "PeMRs" },
	.bad = { "", "P", "PeMR", "peMRs", "pEmrs", "PeMRss", "PPMRs", "PeMRx", "PEMRSpemrs",
		 "-----" },
};

FIXTURE_VARIANT_ADD(setting, trust){
	.name = "trust",
	.initial = "any",
	.good = { "root", "root", "any", "any" },
	.bad = { "", "Root", "0", "any root", "nobody" },
};

FIXTURE_VARIANT_ADD(setting, strict){
	.name = "strict",
	.initial = "",
	.good = { "shared", "shared", "textrel=pass,shared", "shared textrel=pass",
		  "  textrel=pass ", "textrel=pass", "", "" },
	.bad = { "all", "share", "sharedd", "shared all", "shared;textrel=pass", "textrel",
		 "textrel=pas", "+shared" },
};

FIXTURE_SETUP(setting)
{
	snprintf(self->path, sizeof(self->path), PAX_DIR "/%s", variant->name);
}

FIXTURE_TEARDOWN(setting)
{
	write_file(self->path, variant->initial[0] ? variant->initial : "\n",
		   strlen(variant->initial) ?: 1);
}

/* The content of a file without its newline; "?" if it cannot be read, or has none. */
static void content(const char *path, char text[128])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? -1 : read(fd, text, 127);

	if (len < 1 || text[len - 1] != '\n')
		strcpy(text, "?");
	else
		text[len - 1] = '\0';
	close(fd);
}

#define EXPECT_CONTENT(expected, path)         \
	do {                                   \
		char text_[128];               \
		content(path, text_);          \
		EXPECT_STREQ(expected, text_); \
	} while (0)

TEST_F(setting, initial)
{
	EXPECT_CONTENT(variant->initial, self->path);
}

TEST_F(setting, good_values_taken)
{
	char value[128];
	unsigned int n;

	for (n = 0; n < 8 && variant->good[n]; n += 2) {
		/* An empty value can only be written with its newline. */
		if (variant->good[n][0]) {
			EXPECT_EQ(0, write_file(self->path, variant->good[n],
						strlen(variant->good[n])));
			EXPECT_CONTENT(variant->good[n + 1], self->path);
		}
		snprintf(value, sizeof(value), "%s\n", variant->good[n]);
		EXPECT_EQ(0, write_file(self->path, value, strlen(value)));
		EXPECT_CONTENT(variant->good[n + 1], self->path);
	}
}

TEST_F(setting, bad_values_refused)
{
	static const struct {
		const char *bytes;
		size_t len;
	} any[] = {
		{ "\0", 1 }, { "\n\n", 2 }, { "\xff\x00\xff", 3 }, { "\xff", 1 }, { "%s%n", 4 },
	};
	char value[128];
	unsigned int n;

	for (n = 0; n < 12 && variant->bad[n]; n++) {
		snprintf(value, sizeof(value), "%s\n", variant->bad[n]);
		EXPECT_EQ(-EINVAL, write_file(self->path, value, strlen(value)))
		{
			TH_LOG("\"%s\" was taken", variant->bad[n]);
		}
		EXPECT_CONTENT(variant->initial, self->path);
	}
	for (n = 0; n < sizeof(any) / sizeof(any[0]); n++) {
		EXPECT_EQ(-EINVAL, write_file(self->path, any[n].bytes, any[n].len));
		EXPECT_CONTENT(variant->initial, self->path);
	}
	/* A good value with a NUL behind. */
	strcpy(value, variant->good[0]);
	EXPECT_EQ(-EINVAL, write_file(self->path, value, strlen(value) + 1));
	EXPECT_CONTENT(variant->initial, self->path);
}

TEST_F(setting, oversized_value_refused)
{
	static char value[1 << 20];

	memset(value, ' ', sizeof(value));
	memcpy(value, variant->good[0], strlen(variant->good[0]));
	EXPECT_EQ(-EINVAL, write_file(self->path, value, 65));
	EXPECT_EQ(-EINVAL, write_file(self->path, value, 4096));
	EXPECT_EQ(-EINVAL, write_file(self->path, value, sizeof(value)));
	EXPECT_CONTENT(variant->initial, self->path);
}

/* A write is a whole value: nothing is put together from pieces, nor empty. */
TEST_F(setting, split_write)
{
	const char *value = variant->good[0];
	int fd = open(self->path, O_RDWR | O_CLOEXEC);

	ASSERT_LE(0, fd);
	EXPECT_EQ(-1, write(fd, value, 0));
	EXPECT_EQ(EINVAL, errno);
	ASSERT_EQ(1, lseek(fd, 1, SEEK_SET));
	EXPECT_EQ(-1, write(fd, value, strlen(value)));
	EXPECT_EQ(EINVAL, errno);
	ASSERT_EQ(0, lseek(fd, 0, SEEK_SET));
	EXPECT_EQ(-1, write(fd, (void *)1, strlen(value)));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_CONTENT(variant->initial, self->path);
	EXPECT_EQ((ssize_t)strlen(value), write(fd, value, strlen(value)));
	EXPECT_EQ(-1, write(fd, value, strlen(value)));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_CONTENT(variant->good[1], self->path);
	close(fd);
}

TEST_F(setting, short_reads)
{
	char text[128] = "", expected[128];
	int fd = open(self->path, O_RDONLY | O_CLOEXEC);
	size_t used = 0;

	ASSERT_LE(0, fd);
	while (used < sizeof(text) - 1 && read(fd, text + used, 1) == 1)
		used++;
	snprintf(expected, sizeof(expected), "%s\n", variant->initial);
	EXPECT_STREQ(expected, text);
	EXPECT_EQ(0, read(fd, text, 1));
	EXPECT_EQ(1, pread(fd, text, 1, used - 1));
	EXPECT_EQ('\n', text[0]);
	close(fd);
}

static int set_cap(bool effective)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data))
		return -errno;
	if (effective)
		data[CAP_TO_INDEX(CAP_MAC_ADMIN)].effective |= CAP_TO_MASK(CAP_MAC_ADMIN);
	else
		data[CAP_TO_INDEX(CAP_MAC_ADMIN)].effective &= ~CAP_TO_MASK(CAP_MAC_ADMIN);
	return syscall(SYS_capset, &header, data) ? -errno : 0;
}

/* It is the opener's capability that counts. */
TEST_F(setting, needs_cap_mac_admin)
{
	const char *value = variant->good[0];
	int with = open(self->path, O_RDWR | O_CLOEXEC), without;

	ASSERT_LE(0, with);
	ASSERT_EQ(0, set_cap(false));
	without = open(self->path, O_RDWR | O_CLOEXEC);
	ASSERT_LE(0, without);
	EXPECT_EQ(-1, write(without, value, strlen(value)));
	EXPECT_EQ(EPERM, errno);
	ASSERT_EQ(0, set_cap(true));
	EXPECT_EQ(-1, write(without, value, strlen(value)));
	EXPECT_EQ(EPERM, errno);
	EXPECT_CONTENT(variant->initial, self->path);
	ASSERT_EQ(0, set_cap(false));
	EXPECT_EQ((ssize_t)strlen(value), write(with, value, strlen(value)));
	EXPECT_CONTENT(variant->good[1], self->path);
	ASSERT_EQ(0, set_cap(true));
	close(with);
	close(without);
}

TEST_F(setting, user)
{
	struct stat st;
	int status;
	pid_t pid;

	ASSERT_EQ(0, stat(self->path, &st));
	EXPECT_EQ(S_IFREG | 0600, (int)st.st_mode);
	EXPECT_EQ(0, (int)st.st_uid);
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		if (become_user() || open(self->path, O_RDONLY) >= 0 || errno != EACCES)
			_exit(1);
		_exit(open(self->path, O_WRONLY) >= 0 || errno != EACCES);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
}

/* Whoever reads while others write sees one of the values, whole. */
struct race {
	const char *path;
	const char *value;
	volatile bool stop;
	int failed;
};

static void *write_on(void *data)
{
	struct race *race = data;

	while (!race->stop)
		if (write_file(race->path, race->value, strlen(race->value)))
			race->failed++;
	return NULL;
}

TEST_F(setting, concurrent)
{
	struct race races[2] = {
		{ .path = self->path, .value = variant->good[0] },
		{ .path = self->path, .value = variant->initial[0] ? variant->initial : "\n" },
	};
	char text[128];
	pthread_t threads[2];
	int n, seen[2] = { 0, 0 }, other = 0;

	for (n = 0; n < 2; n++)
		ASSERT_EQ(0, pthread_create(&threads[n], NULL, write_on, &races[n]));
	for (n = 0; n < 100000 && (n < 500 || !seen[0] || !seen[1]); n++) {
		content(self->path, text);
		if (!strcmp(text, variant->good[1]))
			seen[0]++;
		else if (!strcmp(text, variant->initial))
			seen[1]++;
		else
			other++;
	}
	for (n = 0; n < 2; n++)
		races[n].stop = true;
	for (n = 0; n < 2; n++) {
		pthread_join(threads[n], NULL);
		EXPECT_EQ(0, races[n].failed);
	}
	EXPECT_EQ(0, other);
	EXPECT_NE(0, seen[0]);
	EXPECT_NE(0, seen[1]);
}

/* The sysctl and the file are one, and a bad value changes neither. */
TEST(sysctl_mirrors_softmode)
{
	static const char *const bad[] = { "2", "-1", "x", "", "\n", "1 1", "4294967297" };
	unsigned int n;

	EXPECT_EQ(0, write_file(SYSCTL, "1", 1));
	EXPECT_CONTENT("1", PAX_DIR "/softmode");
	EXPECT_EQ(0, write_file(PAX_DIR "/softmode", "0", 1));
	EXPECT_CONTENT("0", SYSCTL);
	for (n = 0; n < sizeof(bad) / sizeof(bad[0]); n++) {
		EXPECT_GT(0, write_file(SYSCTL, bad[n], strlen(bad[n])) ?: -!bad[n][0])
		{
			TH_LOG("\"%s\" was taken", bad[n]);
		}
		EXPECT_CONTENT("0", PAX_DIR "/softmode");
	}
	ASSERT_EQ(0, set_cap(false));
	EXPECT_EQ(-EPERM, write_file(SYSCTL, "1", 1));
	ASSERT_EQ(0, set_cap(true));
	EXPECT_CONTENT("0", SYSCTL);
}

/* What the defaults mean: the flags of an unmarked program in hard mode, and nothing else. */
TEST_F(exec, defaults)
{
	ASSERT_EQ(0, write_file(PAX_DIR "/defaults", "PEmrs", 5));
	EXPECT_FLAGS("PEmrs", self->path);
	ASSERT_EQ(0, mark(self->path, USER_MARK, "e"));
	EXPECT_FLAGS("PeMRs", self->path);
	ASSERT_EQ(0, removexattr(self->path, USER_MARK));
	ASSERT_EQ(0, write_file(PAX_DIR "/softmode", "1", 1));
	EXPECT_FLAGS("pemrs", self->path);
	ASSERT_EQ(0, write_file(PAX_DIR "/softmode", "0", 1));
	ASSERT_EQ(0, write_file(PAX_DIR "/defaults", "PeMRs", 5));
	EXPECT_FLAGS("PeMRs", self->path);
}

TEST_HARNESS_MAIN
