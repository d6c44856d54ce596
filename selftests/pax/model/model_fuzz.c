// SPDX-License-Identifier: GPL-2.0-only
/*
 * model_fuzz [--seed S] [--steps N] [--first N]: random system calls, compared with models.
 *
 * The runner: starts programs that do the steps, some thousand each, and when one finds a
 * difference looks for the fewest steps that show it. Beside the program may lie copies of
 * it that run under marks: model_fuzz-exempt and model_fuzz-none.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <link.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "model.h"

/* How many steps a program is given. */
#define EPOCH 2000

/* How often the steps are cut down at most. */
#define TRIALS 400

static char paths[3][256];
struct program programs[3] = {
	{ paths[0], "PeMRs" },
	{ paths[1], "PemRs" },
	{ paths[2], "pemrs" },
};
unsigned int num_programs;

static int segments[SEGMENTS];
static struct report *report;

/* Becomes another program that goes on with the work; returns if that fails. */
void program_exec(const struct work *work)
{
	char seed[24], first[24], last[24], program[8], implies[8], quiet[8], ids[SEGMENTS][16];
	char *argv[] = { (char *)programs[work->program].path,
			 "--work",
			 seed,
			 first,
			 last,
			 program,
			 implies,
			 quiet,
			 ids[0],
			 ids[1],
			 NULL };
	unsigned int i;

	snprintf(seed, sizeof(seed), "%llu", (unsigned long long)work->seed);
	snprintf(first, sizeof(first), "%lu", work->first);
	snprintf(last, sizeof(last), "%lu", work->last);
	snprintf(program, sizeof(program), "%u", work->program);
	snprintf(implies, sizeof(implies), "%d", work->implies);
	snprintf(quiet, sizeof(quiet), "%d", work->quiet);
	for (i = 0; i < SEGMENTS; i++)
		snprintf(ids[i], sizeof(ids[i]), "%d", work->segments[i]);
	fflush(stdout);
	execv(argv[0], argv);
}

/* The other side of program_exec(). */
static int take_work(char **arg)
{
	struct work work = {
		.seed = strtoull(arg[0], NULL, 10),
		.first = strtoul(arg[1], NULL, 10),
		.last = strtoul(arg[2], NULL, 10),
		.program = strtoul(arg[3], NULL, 10) % ARRAY_SIZE(programs),
		.implies = *arg[4] == '1',
		.quiet = *arg[5] == '1',
		.segments = { atoi(arg[6]), atoi(arg[7]) },
	};

	return work_run(&work);
}

/* Finds the programs; without the module there is this one, and nothing is enforced. */
static bool find_programs(const char *self)
{
	static const char *const suffixes[] = { "", "-exempt", "-none" };
	bool module = !access("/sys/kernel/security/pax/status", F_OK);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(suffixes); i++) {
		if ((size_t)snprintf(paths[i], sizeof(paths[i]), "%s%s", self, suffixes[i]) >=
		    sizeof(paths[i]))
			return false;
		if (!access(paths[i], X_OK) && module)
			num_programs = i + 1;
	}
	if (!module) {
		if (getenv("PAX_EXPECT")) {
			printf("# the module is not loaded\n");
			return false;
		}
		programs[0].flags = "pemrs";
		num_programs = 1;
	}
	return num_programs;
}

/* Puts a file on descriptors that programs find it by, to write and to read. */
static bool place_file(enum backing backing, const char *path)
{
	int both = open(path, O_RDWR | O_CREAT, 0700), reader = open(path, O_RDONLY);

	return both >= 0 && reader >= 0 && !ftruncate(both, FILE_PAGES * PAGE) &&
	       dup2(both, FD_OF(backing, 0)) >= 0 && dup2(reader, FD_OF(backing, 1)) >= 0 &&
	       !close(both) && !close(reader);
}

/* Makes a file an object with RELRO; of the machine's own word size. */
static bool place_headers(int fd)
{
	struct {
		ElfW(Ehdr) elf;
		ElfW(Phdr) segments[3];
	} headers = {
		.elf = { .e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3,
				      sizeof(long) == 8 ? ELFCLASS64 : ELFCLASS32 },
			 .e_phoff = offsetof(__typeof__(headers), segments),
			 .e_phnum = ARRAY_SIZE(headers.segments) },
		.segments = { { .p_type = PT_LOAD, .p_filesz = PAGE, .p_memsz = PAGE },
			      { .p_type = PT_LOAD,
				.p_offset = RELRO_FIRST * PAGE,
				.p_vaddr = RELRO_FIRST * PAGE,
				.p_filesz = 3 * PAGE,
				.p_memsz = 3 * PAGE },
			      { .p_type = PT_GNU_RELRO,
				.p_offset = RELRO_FIRST * PAGE,
				.p_vaddr = RELRO_FIRST * PAGE,
				.p_filesz = RELRO_PAGES * PAGE,
				.p_memsz = RELRO_PAGES * PAGE } },
	};

	return pwrite(fd, &headers, sizeof(headers), 0) == sizeof(headers);
}

static bool place_memory(int to)
{
	int fd = memfd_create("model_fuzz", 0);

	return fd >= 0 && dup2(fd, to) >= 0 && !close(fd);
}

/* What the programs map. In a mount namespace of our own there is a noexec file system. */
static bool place_all(void)
{
	char dir[] = "model_fuzz-XXXXXX", path[64];
	bool placed;
	unsigned int i;

	if (!mkdtemp(dir) || unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) {
		printf("# a mount namespace is needed: be root\n");
		return false;
	}
	snprintf(path, sizeof(path), "%s/plain", dir);
	placed = place_file(PLAIN, path);
	unlink(path);
	snprintf(path, sizeof(path), "%s/library", dir);
	placed = place_file(LIBRARY, path) && placed;
	unlink(path);
	placed = placed && !mount("model_fuzz", dir, "tmpfs", MS_NOEXEC, NULL);
	snprintf(path, sizeof(path), "%s/noexec", dir);
	placed = placed && place_file(NOEXEC, path);
	placed = placed && !umount2(dir, MNT_DETACH);
	rmdir(dir);
	placed = placed && place_memory(FD_OF(MEMFD, 0));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", FD_OF(MEMFD, 0));
	placed = placed && place_file(MEMFD, path);
	placed = placed && place_memory(FD_REPORT) && !ftruncate(FD_REPORT, PAGE) &&
		 place_memory(FD_ONLY);
	for (i = 0; i < SEGMENTS && placed; i++) {
		segments[i] = shmget(IPC_PRIVATE, segment_pages(i) * PAGE, IPC_CREAT | 0700);
		/* It goes with us, and can be attached until then. */
		placed = segments[i] >= 0 && shmat(segments[i], NULL, 0) != (void *)-1 &&
			 !shmctl(segments[i], IPC_RMID, NULL);
	}
	placed = placed && place_headers(FD_OF(LIBRARY, 0)) && place_headers(FD_OF(MEMFD, 0));
	if (!placed) {
		printf("# what is to be mapped cannot be made: %s\n", strerror(errno));
		return false;
	}
	report = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, FD_REPORT, 0);
	return report != MAP_FAILED;
}

/* Runs a program; returns its exit status, or 3 if it was killed. */
static int run(struct work *work)
{
	int status;
	pid_t pid;

	memcpy(work->segments, segments, sizeof(segments));
	fflush(stdout);
	pid = fork();
	if (!pid) {
		program_exec(work);
		_exit(2);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return 2;
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	if (!work->quiet)
		printf("# seed %llu, step %lu, flags %s: killed by signal %d\n",
		       (unsigned long long)work->seed, report->at, programs[report->program].flags,
		       WTERMSIG(status));
	return 3;
}

static bool set_only(const unsigned long *steps, size_t num)
{
	return !ftruncate(FD_ONLY, 0) &&
	       pwrite(FD_ONLY, steps, num * sizeof(*steps), 0) == (ssize_t)(num * sizeof(*steps));
}

/* Whether these steps alone show a difference, too. */
static bool shows(struct work *work, const unsigned long *steps, size_t num)
{
	int status;

	if (!num || !set_only(steps, num))
		return false;
	status = run(work);
	return status == 1 || status == 3;
}

/* Leaves out what is not needed, in ever smaller pieces; returns how many steps are left. */
static size_t minimise(struct work *work, unsigned long *steps, size_t num)
{
	static unsigned long fewer[2 * EPOCH];
	size_t piece = num / 2, at = 0;
	unsigned int trials = 0;

	while (piece && trials++ < TRIALS) {
		size_t cut = at + piece < num ? piece : num - at;

		memcpy(fewer, steps, at * sizeof(*steps));
		memcpy(fewer + at, steps + at + cut, (num - at - cut) * sizeof(*steps));
		if (shows(work, fewer, num - cut)) {
			num -= cut;
			memcpy(steps, fewer, num * sizeof(*steps));
		} else {
			at += piece;
		}
		if (at >= num) {
			at = 0;
			piece /= 2;
		}
	}
	return num;
}

/* Tells what to run to see the difference again. */
static void explain(const struct work *work)
{
	static unsigned long steps[2 * EPOCH];
	struct work replay = { .seed = work->seed, .program = report->program, .quiet = true };
	size_t num = 0, i;
	unsigned long n;

	replay.first = report->first;
	replay.last = report->at + 1;
	for (n = replay.first; n < replay.last && num < ARRAY_SIZE(steps); n++)
		steps[num++] = n;
	if (!shows(&replay, steps, num)) {
		printf("# it does not show from step %lu on; run it whole: --seed %llu --first %lu --steps %lu\n",
		       replay.first, (unsigned long long)work->seed, work->first,
		       replay.last - work->first);
		return;
	}
	num = minimise(&replay, steps, num);
	printf("# the fewest steps found:\n");
	for (i = 0; i < num; i++) {
		struct step step;
		char words[256];

		step_make(work->seed, steps[i], &step);
		step_words(&step, words, sizeof(words));
		printf("#   %lu: %s\n", steps[i], words);
	}
	printf("# again: model_fuzz --seed %llu --program %u --only ",
	       (unsigned long long)work->seed, replay.program);
	for (i = 0; i < num; i++)
		printf("%s%lu", i ? "," : "", steps[i]);
	printf("\n");
}

/* "5,17,23": does these steps, as the program that the work names. */
static int run_only(struct work *work, char *list)
{
	static unsigned long steps[2 * EPOCH];
	size_t num = 0;
	char *word;

	for (word = strtok(list, ","); word && num < ARRAY_SIZE(steps); word = strtok(NULL, ","))
		steps[num++] = strtoul(word, NULL, 10);
	if (!num || !set_only(steps, num))
		return 2;
	work->first = steps[0];
	work->last = steps[num - 1] + 1;
	return run(work);
}

static int run_all(struct work *work, unsigned long steps)
{
	unsigned long end = work->first + steps;
	int status = 0;

	while (!status && work->first < end) {
		uint64_t choice = work->seed ^ work->first;

		work->last = work->first + EPOCH < end ? work->first + EPOCH : end;
		work->program = model_random(&choice) % num_programs;
		status = run(work);
		if (!status)
			work->first = work->last;
	}
	if (status == 1 || status == 3)
		explain(work);
	return status;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "seed", required_argument, NULL, 's' },
		{ "steps", required_argument, NULL, 'n' },
		{ "first", required_argument, NULL, 'f' },
		{ "only", required_argument, NULL, 'o' },
		{ "program", required_argument, NULL, 'p' },
		{ 0 },
	};
	struct work work = { .seed = 1 };
	struct timespec begin, end;
	unsigned long steps = 20000;
	char *list = NULL;
	double seconds;
	int option, status;

	if (argc == 10 && !strcmp(argv[1], "--work")) {
		find_programs("./model_fuzz");
		return take_work(argv + 2);
	}
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 's')
			work.seed = strtoull(optarg, NULL, 0);
		else if (option == 'n')
			steps = strtoul(optarg, NULL, 0);
		else if (option == 'f')
			work.first = strtoul(optarg, NULL, 0);
		else if (option == 'o')
			list = optarg;
		else if (option == 'p')
			work.program = strtoul(optarg, NULL, 0);
		else
			return 64;
	}
	printf("TAP version 13\n1..1\n");
	if (!find_programs("./model_fuzz") || !place_all() || work.program >= num_programs) {
		printf("not ok 1 - the fuzzer can run\n");
		return 1;
	}
	clock_gettime(CLOCK_MONOTONIC, &begin);
	status = list ? run_only(&work, list) : run_all(&work, steps);
	clock_gettime(CLOCK_MONOTONIC, &end);
	seconds = end.tv_sec - begin.tv_sec + (end.tv_nsec - begin.tv_nsec) / 1e9;
	if (!status && !list)
		printf("# %lu steps in %.1f s, %.0f a second\n", steps, seconds, steps / seconds);
	printf("%sok 1 - %lu steps from seed %llu as", status ? "not " : "", steps,
	       (unsigned long long)work.seed);
	for (option = 0; option < (int)num_programs; option++)
		printf(" %s", programs[option].flags);
	printf("\n");
	return status != 0;
}
