// SPDX-License-Identifier: GPL-2.0-only
/*
 * The file "events": how it is read, by whom, and what a flood of events does to its readers.
 */
#include <pthread.h>
#include <signal.h>
#include <time.h>

#include "events_common.h"

/* More than the ring can hold. */
#define MORE_THAN_RING 4000

TEST_F(events, numbers_are_consecutive)
{
	unsigned long long seq, last = 0;
	char line[1024];
	int n;

	for (n = 0; n < 100; n++)
		deny();
	for (n = 0; n < 100; n++) {
		ASSERT_TRUE(read_line(self->fd, line, sizeof(line)));
		ASSERT_EQ(1, sscanf(line, "seq=%llu ", &seq));
		if (last)
			EXPECT_EQ(last + 1, seq);
		last = seq;
	}
}

TEST_F(events, nonblocking_read_does_not_wait)
{
	struct pollfd poll_fd = { .events = POLLIN };
	char line[1024];
	int fd = open(EVENTS, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, lseek(fd, 0, SEEK_END));
	poll_fd.fd = fd;
	EXPECT_EQ(0, poll(&poll_fd, 1, 100));
	EXPECT_EQ(-1, read(fd, line, sizeof(line)));
	EXPECT_EQ(EAGAIN, errno);
	EXPECT_EQ(0, read(fd, line, 0));
	deny();
	EXPECT_EQ(1, poll(&poll_fd, 1, 10000));
	EXPECT_EQ(POLLIN, poll_fd.revents);
	EXPECT_LT(0, read(fd, line, sizeof(line)));
	close(fd);
}

static void on_alarm(int signal)
{
}

static void *deny_later(void *unused)
{
	usleep(300000);
	deny();
	return NULL;
}

TEST_F(events, blocking_read_waits_for_event)
{
	struct sigaction action = { .sa_handler = on_alarm };
	char line[1024];
	pthread_t thread;

	/* A signal ends the wait ... */
	ASSERT_EQ(0, sigaction(SIGALRM, &action, NULL));
	ualarm(200000, 0);
	EXPECT_EQ(-1, read(self->fd, line, sizeof(line)));
	EXPECT_EQ(EINTR, errno);
	/* ... and so does an event. */
	ASSERT_EQ(0, pthread_create(&thread, NULL, deny_later, NULL));
	EXPECT_LT(0, read(self->fd, line, sizeof(line)));
	pthread_join(thread, NULL);
}

/* Each reader gets all events, and a new reader gets the past ones too. */
TEST_F(events, readers_are_independent)
{
	char one[1024], two[1024], past[1024];
	int second = open(EVENTS, O_RDONLY | O_CLOEXEC), third;
	bool found = false;

	ASSERT_LE(0, second);
	ASSERT_EQ(0, lseek(second, 0, SEEK_END));
	deny();
	ASSERT_TRUE(own_line(self->fd, "mmap_denied", one, sizeof(one)));
	ASSERT_TRUE(own_line(second, "mmap_denied", two, sizeof(two)));
	EXPECT_STREQ(one, two);
	third = open(EVENTS, O_RDONLY | O_CLOEXEC);
	while (!found && read_line(third, past, sizeof(past)))
		found = !strcmp(past, one);
	EXPECT_TRUE(found);
	EXPECT_EQ(0, lseek(second, 0, SEEK_SET));
	forget_lines(second);
	for (found = false; !found && read_line(second, past, sizeof(past));)
		found = !strcmp(past, one);
	EXPECT_TRUE(found);
	EXPECT_EQ(-1, lseek(second, 1, SEEK_SET));
	EXPECT_EQ(ESPIPE, errno);
	EXPECT_EQ(-1, lseek(second, 0, SEEK_CUR));
	EXPECT_EQ(ESPIPE, errno);
	close(second);
	close(third);
}

/* Reads of any size give the same text. */
TEST_F(events, short_reads_give_same_text)
{
	static char whole[8192], pieces[8192];
	size_t size, used;
	ssize_t len;
	int n;

	for (n = 0; n < 10; n++)
		deny();
	fcntl(self->fd, F_SETFL, O_NONBLOCK);
	len = read(self->fd, whole, sizeof(whole));
	ASSERT_LT(1000, len);
	ASSERT_EQ('\n', whole[len - 1]);
	for (size = 1; size < 1000; size = size * 3 + 1) {
		int fd = open(EVENTS, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		static char all[1 << 20];

		for (used = 0; used + size < sizeof(all) && (len = read(fd, all + used, size)) > 0;)
			used += len;
		all[used] = '\0';
		/* The events of this test are at its end. */
		memcpy(pieces, all + used - strlen(whole), strlen(whole) + 1);
		EXPECT_STREQ(whole, pieces);
		close(fd);
	}
}

/* A slow reader learns exactly how many events it missed. */
TEST_F(events, slow_reader_learns_exact_loss)
{
	unsigned long long before, lost, after;
	long counted = pax_counter("mmap_denied");
	char line[1024];
	int n;

	deny();
	ASSERT_TRUE(read_line(self->fd, line, sizeof(line)));
	ASSERT_EQ(1, sscanf(line, "seq=%llu ", &before));
	for (n = 0; n < MORE_THAN_RING; n++)
		deny();
	ASSERT_TRUE(read_line(self->fd, line, sizeof(line)));
	ASSERT_EQ(1, sscanf(line, "lost=%llu", &lost));
	EXPECT_NE(0, (long)lost);
	EXPECT_GT(MORE_THAN_RING, (long)lost);
	ASSERT_TRUE(read_line(self->fd, line, sizeof(line)));
	ASSERT_EQ(1, sscanf(line, "seq=%llu ", &after));
	EXPECT_EQ(before + lost + 1, after);
	EXPECT_LE(counted + 1 + MORE_THAN_RING, pax_counter("mmap_denied"));
	/* The rest is there without a gap. */
	for (lost = after; lost < before + MORE_THAN_RING; lost++) {
		ASSERT_TRUE(read_line(self->fd, line, sizeof(line)));
		ASSERT_EQ(1, sscanf(line, "seq=%llu ", &after));
		ASSERT_EQ(lost + 1, after);
	}
}

static volatile bool stop;

static void *flood(void *unused)
{
	unsigned long *done = unused;

	while (!stop) {
		deny();
		++*done;
	}
	return NULL;
}

static double since(const struct timespec *begin)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - begin->tv_sec + (now.tv_nsec - begin->tv_nsec) / 1e9;
}

/* What a reader has found so far. */
struct tally {
	unsigned long long first, last, read, lost;
};

/* Takes one line; false if it is none, or its number is not the next one. */
static bool take_line(struct tally *tally, const char *line)
{
	unsigned long long n;

	if (sscanf(line, "lost=%llu", &n) == 1) {
		tally->lost += n;
		tally->last += n;
		return tally->first;
	}
	if (sscanf(line, "seq=%llu ", &n) != 1 || (tally->first && n != tally->last + 1))
		return false;
	if (!tally->first)
		tally->first = n;
	tally->last = n;
	tally->read++;
	return true;
}

#define THREADS 8

/* How many denials they have made so far. */
static unsigned long made(unsigned long done[THREADS])
{
	unsigned long total = 0;
	int n;

	for (n = 0; n < THREADS; n++)
		total += __atomic_load_n(&done[n], __ATOMIC_RELAXED);
	return total;
}

/*
 * Eight threads cause events as fast as the machine can, for three seconds and until the ring has
 * overflowed; the reader takes one event in eight. It learns exactly how many it missed, and loses
 * no other event.
 */
TEST_F_TIMEOUT(events, flood_loses_only_what_is_counted, 300)
{
	unsigned long done[THREADS] = { 0 }, total;
	long counted = pax_counter("mmap_denied"), unrecorded = pax_counter("unrecorded");
	struct tally tally = { 0 };
	static char text[1 << 16];
	struct timespec begin;
	pthread_t threads[THREADS];
	char line[1024];
	double seconds;
	FILE *stream;
	int n;

	/* One that is there before, so that the first line is of this test. */
	deny();
	fcntl(self->fd, F_SETFL, O_NONBLOCK);
	stream = fdopen(dup(self->fd), "re");
	ASSERT_NE(NULL, stream);
	setvbuf(stream, text, _IOFBF, sizeof(text));
	ASSERT_NE(NULL, fgets(line, sizeof(line), stream));
	ASSERT_TRUE(take_line(&tally, line));
	stop = false;
	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (n = 0; n < THREADS; n++)
		ASSERT_EQ(0, pthread_create(&threads[n], NULL, flood, &done[n]));
	while (since(&begin) < 3 || made(done) < tally.read + 2 * MORE_THAN_RING) {
		while (8 * tally.read < made(done) && fgets(line, sizeof(line), stream))
			ASSERT_TRUE(take_line(&tally, line));
		clearerr(stream);
		usleep(10000);
	}
	stop = true;
	for (n = 0; n < THREADS; n++)
		pthread_join(threads[n], NULL);
	seconds = since(&begin);
	total = made(done) + 1;
	while (tally.last < tally.first + total - 1 && since(&begin) < 200) {
		if (!fgets(line, sizeof(line), stream)) {
			clearerr(stream);
			continue;
		}
		ASSERT_TRUE(take_line(&tally, line));
	}
	TH_LOG("%lu denials in %.1f s (%.0f a second), %llu read, %llu told as lost", total,
	       seconds, total / seconds, tally.read, tally.lost);
	EXPECT_EQ(counted + (long)total, pax_counter("mmap_denied"));
	EXPECT_LT(0, (long)tally.lost);
	EXPECT_EQ(total, tally.read + tally.lost);
	EXPECT_EQ(total, tally.last - tally.first + 1);
	EXPECT_EQ(unrecorded, pax_counter("unrecorded"));
	/* There is no more. */
	EXPECT_EQ(NULL, fgets(line, sizeof(line), stream));
	fclose(stream);
}

TEST_F(events, only_root_reads)
{
	struct stat st;
	int status;
	pid_t pid;

	ASSERT_EQ(0, stat(EVENTS, &st));
	EXPECT_EQ(S_IFREG | 0400, (int)st.st_mode);
	EXPECT_EQ(-1, write(self->fd, "x", 1));
	EXPECT_EQ(EBADF, errno);
	EXPECT_GT(0, write_file(EVENTS, "x", 1));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid)
		_exit(become_user() || open(EVENTS, O_RDONLY) >= 0 || errno != EACCES);
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
}

TEST_HARNESS_MAIN
