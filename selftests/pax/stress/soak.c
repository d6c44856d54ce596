// SPDX-License-Identifier: GPL-2.0-only
/*
 * Unloads and loads the module again and again, and looks after each load whether
 * protection is whole, beside whatever else the machine does; see soak.sh.
 *
 *   soak CYCLES SECONDS   until either is reached; 0 is no bound
 *   soak probe FLAGS      whether this run has these flags, and they their effects
 *
 * It is one of the processes that run all along itself. Exits with 1 after the first cycle
 * in which something was wrong, which it names in lines that begin with "#".
 */
#include <stdarg.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <time.h>

#include "pax_test.h"

/* A reload that takes longer than this hangs. */
#define PATIENCE 120

/* Copies of this program, their marks, and the flags that these give. */
static const struct {
	const char *file, *mark, *flags;
} kinds[] = {
	{ "./soak-none", NULL, "PeMRs" },
	{ "./soak-em", "em", "PemRs" },
	{ "./soak-empty", "", "PEMRs" },
	{ "./soak-r", "er", "PeMrs" },
	{ "./soak-pem", "pem", "pemRs" },
	{ "./soak-off", "pemrs", "pemrs" },
	{ "./soak-invalid", "Pp", "PeMRs" },
	{ "./soak-refused", "p", NULL },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static bool has_nx;

static __attribute__((format(printf, 1, 2))) bool wrong(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	printf("# %d: ", getpid());
	vprintf(format, args);
	va_end(args);
	puts("");
	fflush(stdout);
	return false;
}

/* Whether a request ended as it should: 0 or an errno. */
static bool ends(const char *flags, const char *what, int wanted, int got)
{
	return got == wanted || wrong("%s of a process with %s: %s, not %s", what, flags,
				      strerror(got), strerror(wanted));
}

static char *map(void *hint, int prot)
{
	return mmap(hint, PAGE, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static int change(void *page, int prot)
{
	return mprotect(page, PAGE, prot) ? errno : 0;
}

static void *page_of(const void *address)
{
	return (void *)((unsigned long)address & -PAGE);
}

static int try_rwx(void)
{
	void *page = map(NULL, PROT_READ | PROT_WRITE | PROT_EXEC);

	if (page == MAP_FAILED)
		return errno;
	munmap(page, PAGE);
	return 0;
}

static int try_data(void)
{
	void *page = map(NULL, PROT_READ | PROT_WRITE);
	int err;

	if (page == MAP_FAILED)
		return errno;
	err = change(page, PROT_READ | PROT_EXEC);
	munmap(page, PAGE);
	return err;
}

static int try_shm(void)
{
	int id = shmget(IPC_PRIVATE, PAGE, 0700), err;
	void *at = shmat(id, NULL, SHM_EXEC);

	err = at == (void *)-1 ? errno : 0;
	if (!err)
		shmdt(at);
	shmctl(id, IPC_RMID, NULL);
	return err;
}

/* An address in the middle of what is free, where nothing would be put by itself. */
static bool hint_is_heard(void)
{
	char *area = mmap(NULL, 64 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *page;

	munmap(area, 64 * PAGE);
	page = map(area + 32 * PAGE, PROT_NONE);
	munmap(page, PAGE);
	return page == area + 32 * PAGE;
}

static void execute_data(void)
{
	char *page = map(NULL, PROT_READ | PROT_WRITE);

	if (page == MAP_FAILED)
		_exit(2);
	if (has_nx)
		((void (*)(void))page)();
	_exit(0);
}

/* How a child ends that asks for what can be read to be executable, and then executes data. */
static bool execution_ends(const char *flags)
{
	bool on = strchr(flags, 'P');
	char letters[5];
	int status;
	pid_t pid = fork();

	if (!pid) {
		personality(READ_IMPLIES_EXEC);
		map_letters(map(NULL, PROT_READ), letters);
		if ((letters[2] == 'x') == on)
			_exit(1);
		personality(0);
		signal(SIGSEGV, SIG_DFL);
		execute_data();
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return wrong("no child: %s", strerror(errno));
	if (WIFEXITED(status) && WEXITSTATUS(status) == 1)
		return wrong("READ_IMPLIES_EXEC has %s effect with %s", on ? "an" : "no", flags);
	return !has_nx || (WIFSIGNALED(status) && WTERMSIG(status) == (on ? SIGKILL : SIGSEGV)) ||
	       wrong("execution of data with %s: status %x", flags, status);
}

/* Whether this process has these flags, and they have their effects. */
static bool is_protected(const char *flags)
{
	bool m = strchr(flags, 'M'), good = true;
	char letters[6];

	pax_line("/proc/self/status", letters);
	if (strcmp(letters, flags))
		return wrong("the flags are '%s', not %s", letters, flags);
	good &= ends(flags, "RWX mmap", m ? EPERM : 0, try_rwx());
	good &= ends(flags, "mprotect of data to RX", m ? EACCES : 0, try_data());
	good &= ends(flags, "SHM_EXEC", m ? EINVAL : 0, try_shm());
	if (m) {
		good &= ends(flags, "mprotect of text to RW", EACCES,
			     change(pax_text_page, PROT_READ | PROT_WRITE));
		good &= ends(flags, "mprotect of the stack to RX", EACCES,
			     change(page_of(letters), PROT_READ | PROT_EXEC));
	}
	if (hint_is_heard() == !!strchr(flags, 'R'))
		good = wrong("with %s a hint is heard, or not heard without R", flags);
	return execution_ends(flags) && good;
}

static bool succeeds(pid_t pid)
{
	int status;

	return (pid > 0 && waitpid(pid, &status, 0) == pid && !status) ||
	       wrong("child %d: status %x", pid, status);
}

/* Starts a program that is to have these flags, or, without any, to be refused. */
static pid_t start(const char *file, const char *flags)
{
	char *argv[] = { (char *)file, "probe", (char *)flags, NULL };
	pid_t pid = fork();

	if (pid)
		return pid;
	execv(file, argv);
	_exit(flags || errno != EINVAL);
}

/* New programs: one of each kind before the first cycle, then the first two and another in turn. */
static bool new_programs(unsigned long cycle)
{
	bool good = true;
	size_t i;

	for (i = 0; i < KINDS; i++) {
		if (cycle && i >= 2 && i != 2 + cycle % (KINDS - 2))
			continue;
		if (!succeeds(start(kinds[i].file, kinds[i].flags)))
			good = wrong("%s is not as its mark says", kinds[i].file);
	}
	return good;
}

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

/* Busy while programs are started or something is reported; how often is told. */
static bool unload(unsigned long *busy)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	time_t begin = now();

	while (syscall(SYS_delete_module, "pax", O_NONBLOCK)) {
		if ((errno != EBUSY && errno != EWOULDBLOCK) || now() - begin > PATIENCE)
			return wrong("cannot unload: %s", strerror(errno));
		++*busy;
		nanosleep(&pause, NULL);
	}
	return true;
}

static bool load(void)
{
	int fd = open("pax.ko", O_RDONLY | O_CLOEXEC), err;

	err = fd < 0 || syscall(SYS_finit_module, fd, "", 0) ? errno : 0;
	close(fd);
	return !err || wrong("cannot load: %s", strerror(err));
}

/* One that is made while the module is not loaded: without flags, until its next exec. */
static pid_t child_meanwhile(int go)
{
	char *argv[] = { "./soak-none", "probe", "PeMRs", NULL }, c;
	pid_t pid = fork();

	if (pid)
		return pid;
	if (read(go, &c, 1) != 1 || !is_protected("pemrs"))
		_exit(1);
	execv(argv[0], argv);
	_exit(2);
}

static bool cycle(unsigned long n, unsigned long *busy)
{
	bool good = true;
	char letters[6], *all;
	int go[2];
	pid_t meanwhile, after;

	if (pipe2(go, O_CLOEXEC))
		return wrong("no pipe: %s", strerror(errno));
	if (!unload(busy))
		return false;
	pax_line("/proc/self/status", letters);
	if (*letters)
		good = wrong("there is a PaX: line without the module");
	all = map(NULL, PROT_READ | PROT_WRITE | PROT_EXEC);
	if (all == MAP_FAILED)
		good = wrong("RWX mmap without the module: %s", strerror(errno));
	meanwhile = child_meanwhile(go[0]);
	if (!load())
		return false;

	if (write(go[1], "", 1) != 1 || !succeeds(meanwhile))
		good = wrong("the child that was forked meanwhile");
	if (!is_protected("PeMRs"))
		good = wrong("the process that runs all along");
	after = fork();
	if (!after)
		_exit(!is_protected("PeMRs"));
	if (!succeeds(after))
		good = wrong("the child that was forked afterwards");
	/* What was mapped meanwhile is settled by its first change. */
	good &= ends("PeMRs", "RWX mapping kept as it is", EACCES,
		     change(all, PROT_READ | PROT_WRITE | PROT_EXEC));
	good &= ends("PeMRs", "RWX mapping made text", 0, change(all, PROT_READ | PROT_EXEC));
	good &= ends("PeMRs", "made writable again", EACCES, change(all, PROT_READ | PROT_WRITE));
	munmap(all, PAGE);
	close(go[0]);
	close(go[1]);
	return new_programs(n) && good;
}

/* Somebody who looks at it all the time. */
static void start_reader(void)
{
	static const char *const files[] = { "/proc/sys/kernel/pax/softmode", "/proc/1/status",
					     PAX_DIR "/status" };
	const struct timespec pause = { .tv_nsec = 1000000 };
	char text[8192];
	size_t i;
	int fd;

	if (fork())
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (i = 0;; i = (i + 1) % (sizeof(files) / sizeof(files[0]))) {
		fd = open(files[i], O_RDONLY | O_CLOEXEC);
		while (fd >= 0 && read(fd, text, sizeof(text)) > 0)
			;
		close(fd);
		nanosleep(&pause, NULL);
	}
}

static void make_kinds(void)
{
	size_t i;

	for (i = 0; i < KINDS; i++) {
		const char *mark = kinds[i].mark;

		if (copy_file("/proc/self/exe", kinds[i].file, 0755) ||
		    (mark && setxattr(kinds[i].file, "user.pax.flags", mark, strlen(mark), 0))) {
			perror(kinds[i].file);
			exit(1);
		}
	}
}

int main(int argc, char **argv)
{
	unsigned long cycles = 0, busy = 0, most;
	time_t begin = now(), told = begin, bound;
	const char *nx = getenv("PAX_NX");

	has_nx = !nx || strcmp(nx, "none");
	if (argc == 3 && !strcmp(argv[1], "probe"))
		return !is_protected(argv[2]);
	if (argc != 3)
		return 64;
	most = strtoul(argv[1], NULL, 10);
	bound = strtol(argv[2], NULL, 10);
	make_kinds();
	if (!is_protected("PeMRs") || !new_programs(0)) {
		wrong("before the first cycle");
		return 1;
	}
	start_reader();
	while ((!most || cycles < most) && (!bound || now() - begin < bound)) {
		if (!cycle(++cycles, &busy)) {
			wrong("in cycle %lu", cycles);
			return 1;
		}
		if (now() - told >= 30) {
			told = now();
			printf("# %lu cycles, %ld s\n", cycles, (long)(told - begin));
			fflush(stdout);
		}
	}
	printf("cycles %lu seconds %ld busy %lu\n", cycles, (long)(now() - begin), busy);
	return 0;
}
