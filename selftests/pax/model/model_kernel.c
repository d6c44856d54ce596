// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's side: performs steps as system calls, and reads the address space from /proc.
 * Between the steps nothing may be mapped, so nothing here allocates.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "model.h"

/* Room on both sides of the window where nothing is. */
#define AROUND (64 * PAGE)

/* How far below the caller the pages of the stack are that are played with. */
#define STACK_BELOW (24 * PAGE)

static char own_bss[OWN_PAGES * PAGE] __attribute__((aligned(PAGE)));
extern char own_text[];
__asm__(".pushsection .text.own, \"ax\", %progbits\n"
	".balign 4096\n"
	".globl own_text\n"
	"own_text:\n"
	".skip 16384\n"
	".popsection\n");

/* What /proc says of a page. */
struct seen {
	bool there, starts, has_flags;
	bool read, write, exec, shared;
	bool may_read, may_write, may_exec, vm_shared;
};

static char text[1 << 18];
static char other_stack[65536];
static sigjmp_buf back;
static unsigned long persona;

static void on_signal(int signo)
{
	siglongjmp(back, signo);
}

/* A stretch of free addresses that is the same in each run, far from all that is random. */
static unsigned long find_window(void)
{
	unsigned long step = sizeof(long) == 8 ? 1ul << 30 : 1ul << 24;
	unsigned long at = sizeof(long) == 8 ? (unsigned long)(1ull << 44) : 0x28000000ul;
	unsigned int tries;

	for (tries = 0; tries < 32; tries++, at += step) {
		void *got = mmap((void *)(at - AROUND), 2 * AROUND + WINDOW_PAGES * PAGE, PROT_NONE,
				 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

		if (got == MAP_FAILED)
			continue;
		munmap(got, 2 * AROUND + WINDOW_PAGES * PAGE);
		return at;
	}
	return 0;
}

/* Makes the stack as deep as it will ever be. */
static void __attribute__((noinline)) deepen_stack(void)
{
	volatile char room[STACK_BELOW + 8 * PAGE];
	unsigned long i;

	for (i = 0; i < sizeof(room); i += PAGE / 2)
		room[i] = 0;
}

/**
 * kernel_begin - find the places, and be ready for signals
 * @world: gets its bases
 *
 * Return: 0, or a negative errno.
 */
int kernel_begin(struct world *world)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_ONSTACK | SA_NODEFER };
	stack_t stack = { .ss_sp = other_stack, .ss_size = sizeof(other_stack) };
	unsigned long now;

	deepen_stack();
	if (sigaltstack(&stack, NULL) || sigaction(SIGSEGV, &action, NULL) ||
	    sigaction(SIGBUS, &action, NULL))
		return -errno;
	persona = personality(0xffffffff) & ~READ_IMPLIES_EXEC;
	world->base[WINDOW] = find_window();
	if (!world->base[WINDOW])
		return -ENOMEM;
	now = (unsigned long)syscall(SYS_brk, 0);
	world->base[HEAP] = (now + PAGE - 1) & ~(PAGE - 1);
	if ((unsigned long)syscall(SYS_brk, world->base[HEAP]) != world->base[HEAP])
		return -ENOMEM;
	world->base[BSS] = (unsigned long)own_bss;
	world->base[STACK] =
		((unsigned long)__builtin_frame_address(0) & ~(PAGE - 1)) - STACK_BELOW;
	world->base[TEXT] = (unsigned long)own_text;
	return 0;
}

/* Not the last of a call's errors for a success. */
static struct outcome result(const struct world *world, long value)
{
	struct outcome outcome = { .cell = NOWHERE };

	if (value == -1)
		outcome.err = -errno;
	else
		outcome.cell = address_cell(world, (unsigned long)value);
	return outcome;
}

static struct outcome plain_result(const struct world *world, long value)
{
	struct outcome outcome = result(world, value);

	outcome.cell = NOWHERE;
	return outcome;
}

static struct outcome map(const struct world *world, const struct step *step, unsigned long at)
{
	int flags = step->shared ? MAP_SHARED : MAP_PRIVATE, fd = -1;
	struct outcome outcome;
	unsigned long got;

	if (step->action == MAP)
		flags |= MAP_FIXED;
	else if (step->action == MAP_NEW)
		flags |= MAP_FIXED_NOREPLACE;
	if (step->backing == ANON)
		flags |= MAP_ANONYMOUS;
	else
		fd = FD_OF(step->backing, step->readonly);
	got = (unsigned long)mmap((void *)at, step->len * PAGE, step->prot, flags, fd,
				  fd < 0 ? 0 : step->offset * PAGE);
	outcome = result(world, got);
	if (step->action != MAP_HINT || outcome.err)
		return outcome;
	outcome.heard = got == at;
	if (outcome.heard)
		return outcome;
	/* Not in the window, and not for long elsewhere. */
	if (outcome.cell != NOWHERE)
		return outcome;
	return result(world, syscall(SYS_mremap, got, step->len * PAGE, step->len * PAGE,
				     MREMAP_MAYMOVE | MREMAP_FIXED, at));
}

static struct outcome resize(const struct world *world, const struct step *step, unsigned long at)
{
	unsigned long to = cell_address(world, step->to);
	int flags = 0;

	if (step->action == MOVE || step->action == DOUBLE)
		flags = MREMAP_MAYMOVE | MREMAP_FIXED;
	else if (step->action == MOVE_KEEP)
		flags = MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP;
	return result(world,
		      syscall(SYS_mremap, at, step->len * PAGE, step->new_len * PAGE, flags, to));
}

static struct outcome attach(const struct world *world, const struct step *step, unsigned long at)
{
	int flags = 0;

	if (step->readonly)
		flags |= SHM_RDONLY;
	if (step->prot & X)
		flags |= SHM_EXEC;
	if (step->action == ATTACH_OVER)
		flags |= SHM_REMAP;
	return result(world, (long)shmat(world->segments[step->how], (void *)at, flags));
}

static struct outcome brk_to(const struct world *world, const struct step *step)
{
	unsigned long to = world->base[HEAP] + step->new_len * PAGE;

	/* It has no error, but it says where the heap ends. */
	return (struct outcome){ .cell = NOWHERE,
				 .err = (unsigned long)syscall(SYS_brk, to) == to ? 0 : -ENOMEM };
}

static struct outcome write_to(unsigned long at)
{
	struct outcome outcome = { .cell = NOWHERE };
	int signo = sigsetjmp(back, 0);

	/* Behind the headers of an object. */
	if (!signo)
		*(volatile char *)(at + PAGE / 2) = 1;
	else
		outcome.err = signo == SIGSEGV ? -EFAULT : -EIO;
	return outcome;
}

/**
 * kernel_apply - do a step
 * @world: where things are
 * @step: the step
 *
 * Return: what the kernel answered.
 */
struct outcome kernel_apply(struct world *world, const struct step *step)
{
	unsigned long at = cell_address(world, step->at) + step->askew, len = step->len * PAGE;
	struct outcome outcome = { .cell = NOWHERE };
	long err;

	switch (step->action) {
	case MAP:
	case MAP_NEW:
	case MAP_HINT:
		return map(world, step, at);
	case PROTECT:
		return plain_result(world, mprotect((void *)at, len, step->prot));
	case PROTECT_PKEY:
		err = syscall(SYS_pkey_mprotect, at, len, step->prot, -1);
		/* Kernels for processors without keys have no such system call. */
		if (err && errno == ENOSYS)
			err = mprotect((void *)at, len, step->prot);
		return plain_result(world, err);
	case UNMAP:
		return plain_result(world, munmap((void *)at, len));
	case SHRINK:
	case GROW:
	case MOVE:
	case MOVE_KEEP:
	case DOUBLE:
		return resize(world, step, at);
	case REMAP:
		return plain_result(world, syscall(SYS_remap_file_pages, at, len, 0,
						   (unsigned long)step->offset, 0));
	case ATTACH:
	case ATTACH_OVER:
		return attach(world, step, at);
	case DETACH:
		return plain_result(world, shmdt((void *)at));
	case BRK:
		return brk_to(world, step);
	case PERSONALITY:
		outcome.was = personality(persona | (step->how ? READ_IMPLIES_EXEC : 0)) &
			      READ_IMPLIES_EXEC;
		return outcome;
	case WRITE:
		return write_to(at);
	default:
		return outcome;
	}
}

/* All of a file of /proc; false if it cannot be read. */
static bool slurp(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t used = 0;
	ssize_t len;

	if (fd < 0)
		return false;
	while (used + 1 < sizeof(text) &&
	       (len = read(fd, text + used, sizeof(text) - 1 - used)) > 0)
		used += len;
	text[used] = '\0';
	close(fd);
	return used && used + 1 < sizeof(text);
}

static unsigned long hexadecimal(const char **at)
{
	unsigned long value = 0;

	for (;; (*at)++) {
		if (**at >= '0' && **at <= '9')
			value = value << 4 | (**at - '0');
		else if (**at >= 'a' && **at <= 'f')
			value = value << 4 | (**at - 'a' + 10);
		else
			return value;
	}
}

/* "VmFlags: rd wr mr mw me ac ": two letters a flag. */
static void take_flags(const char *line, struct seen *seen)
{
	seen->has_flags = true;
	for (; *line && *line != '\n'; line++) {
		seen->may_read |= !strncmp(line, " mr", 3);
		seen->may_write |= !strncmp(line, " mw", 3);
		seen->may_exec |= !strncmp(line, " me", 3);
		seen->vm_shared |= !strncmp(line, " sh", 3);
	}
}

static bool look(const struct world *world, const char *path, struct seen cells[CELLS])
{
	struct seen seen = { .there = false };
	unsigned long start = 0, end = 0;
	const char *line, *next;

	memset(cells, 0, CELLS * sizeof(cells[0]));
	if (!slurp(path))
		return false;
	for (line = text; *line; line = next) {
		unsigned int place, i;
		const char *at = line;

		next = strchr(line, '\n');
		next = next ? next + 1 : line + strlen(line);
		if (*line == 'V' && !strncmp(line, "VmFlags:", 8)) {
			take_flags(line, &seen);
		} else if ((*line >= '0' && *line <= '9') || (*line >= 'a' && *line <= 'f')) {
			start = hexadecimal(&at);
			at++;
			end = hexadecimal(&at);
			seen = (struct seen){ .there = true,
					      .read = at[1] == 'r',
					      .write = at[2] == 'w',
					      .exec = at[3] == 'x',
					      .shared = at[4] == 's' };
		} else {
			continue;
		}
		for (place = 0; place < PLACES; place++) {
			unsigned int pages = place_first[place + 1] - place_first[place];
			unsigned long base = world->base[place], limit = base + pages * PAGE;

			if (start >= limit || end <= base)
				continue;
			for (i = 0; i < pages; i++) {
				unsigned long address = base + i * PAGE;

				if (address < start || address >= end)
					continue;
				seen.starts = address == start;
				cells[place_first[place] + i] = seen;
			}
		}
	}
	return true;
}

/**
 * kernel_starts - ask how pages lie in mappings
 * @world: gets to know
 */
void kernel_starts(struct world *world)
{
	static struct seen seen[CELLS];
	unsigned int i;

	if (!look(world, "/proc/self/maps", seen))
		return;
	for (i = 0; i < CELLS; i++)
		world->cells[i].starts = seen[i].starts;
}

/**
 * kernel_compare - compare what /proc says with the models
 * @world: what they know
 * @thoroughly: the kernel's flags, too
 * @why: gets what differs
 * @size: of @why
 *
 * Return: true if nothing does.
 */
bool kernel_compare(struct world *world, bool thoroughly, char *why, size_t size)
{
	static struct seen seen[CELLS];
	unsigned int i;

	if (!look(world, thoroughly ? "/proc/self/smaps" : "/proc/self/maps", seen)) {
		snprintf(why, size, "/proc/self/maps cannot be read");
		return false;
	}
	for (i = 0; i < CELLS; i++) {
		const struct cell *cell = &world->cells[i];
		const struct seen *is = &seen[i];
		const unsigned int now = cell->page.now;

		if (cell->there != is->there ||
		    (is->there && (is->read != !!(now & R) || is->write != !!(now & W) ||
				   is->exec != !!(now & X) || is->shared != cell->shared))) {
			snprintf(why, size, "page %u: maps says %s%c%c%c%c, expected %s%c%c%c%c", i,
				 is->there ? "" : "no page ", is->read ? 'r' : '-',
				 is->write ? 'w' : '-', is->exec ? 'x' : '-',
				 is->shared ? 's' : 'p', cell->there ? "" : "no page ",
				 now & R ? 'r' : '-', now & W ? 'w' : '-', now & X ? 'x' : '-',
				 cell->shared ? 's' : 'p');
			return false;
		}
		if (!is->has_flags || !is->there)
			continue;
		if (!is->may_read || is->may_write != page_may_write(cell) ||
		    is->may_exec != page_may_exec(cell) ||
		    is->vm_shared != (cell->shared && cell->writable)) {
			snprintf(why, size, "page %u: VmFlags has%s%s%s%s, expected mr%s%s%s", i,
				 is->may_read ? " mr" : "", is->may_write ? " mw" : "",
				 is->may_exec ? " me" : "", is->vm_shared ? " sh" : "",
				 page_may_write(cell) ? " mw" : "",
				 page_may_exec(cell) ? " me" : "",
				 cell->shared && cell->writable ? " sh" : "");
			return false;
		}
	}
	if (thoroughly && !seen[place_first[TEXT]].has_flags) {
		snprintf(why, size, "/proc/self/smaps has no VmFlags");
		return false;
	}
	return true;
}
