// SPDX-License-Identifier: GPL-2.0-only
/*
 * System calls about memory, and the cheapest other system call.
 */
#include <fcntl.h>
#include <stdint.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench.h"

#define PAGE 4096
#define BIG (64u << 20)
#define FAULTS 64
/* The size of the memory that one page table maps. */
#define TABLE (2ul << 20)

static bool run_getppid(const struct op *op)
{
	for (unsigned int n = 0; n < op->batch; n++)
		syscall(SYS_getppid);
	return true;
}

/* The parameters of a mapping. */
struct map {
	size_t size;
	bool file;
};

static const struct map anon_small = { PAGE, false }, anon_big = { BIG, false };
static const struct map file_small = { PAGE, true }, file_big = { BIG, true };

static int big_file(void)
{
	static int fd = -1;

	if (fd < 0) {
		fd = open("bench.data", O_RDWR | O_CREAT, 0600);
		if (fd < 0 || ftruncate(fd, BIG))
			fail("bench.data");
	}
	return fd;
}

static void prepare_map(const struct op *op)
{
	const struct map *map = op->arg;

	if (map->file)
		big_file();
}

static bool run_map(const struct op *op)
{
	const struct map *map = op->arg;
	int flags = map->file ? MAP_PRIVATE : MAP_PRIVATE | MAP_ANONYMOUS;
	int fd = map->file ? big_file() : -1;

	for (unsigned int n = 0; n < op->batch; n++) {
		void *at = mmap(NULL, map->size, PROT_READ | PROT_WRITE, flags, fd, 0);

		if (at == MAP_FAILED || munmap(at, map->size))
			return false;
	}
	return true;
}

/* Maps pages that share a page table, with guards on both sides that prevent merging. */
static char *area(void)
{
	static char *at;

	if (at)
		return at;
	at = mmap(NULL, 2 * TABLE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED)
		fail("mmap");
	at += TABLE - (uintptr_t)at % TABLE + PAGE;
	if (mprotect(at, FAULTS * PAGE, PROT_READ | PROT_WRITE))
		fail("mprotect");
	madvise(at, FAULTS * PAGE, MADV_NOHUGEPAGE);
	*at = 1;
	return at;
}

static void prepare_area(const struct op *op)
{
	area();
}

/* A change to read-only and the change back count as two operations. */
static bool run_mprotect(const struct op *op)
{
	char *at = area();

	for (unsigned int n = 0; n < op->batch; n++) {
		if (mprotect(at, FAULTS * PAGE, n % 2 ? PROT_READ | PROT_WRITE : PROT_READ))
			return false;
	}
	return true;
}

static void prepare_fault(const struct op *op)
{
	/* Drops all pages but the first, so that the page table stays. */
	madvise(area() + PAGE, (FAULTS - 1) * PAGE, MADV_DONTNEED);
}

static bool run_fault(const struct op *op)
{
	volatile char *at = area() + PAGE;

	for (unsigned int n = 0; n < op->batch; n++, at += PAGE)
		*at = 1;
	return true;
}

/* Growing and shrinking together count as one operation. */
static bool run_brk(const struct op *op)
{
	uintptr_t end = syscall(SYS_brk, 0);

	for (unsigned int n = 0; n < op->batch; n++) {
		if ((uintptr_t)syscall(SYS_brk, end + 4 * PAGE) == end ||
		    (uintptr_t)syscall(SYS_brk, end) != end)
			return false;
	}
	return true;
}

static int segment(void)
{
	static int id = -1;

	if (id < 0) {
		id = shmget(IPC_PRIVATE, PAGE, 0600);
		if (id < 0)
			fail("shmget");
	}
	return id;
}

static void prepare_shm(const struct op *op)
{
	segment();
}

static bool run_shm(const struct op *op)
{
	int id = segment();
	bool done = true;

	for (unsigned int n = 0; n < op->batch && done; n++) {
		void *at = shmat(id, NULL, 0);

		done = at != (void *)-1 && !shmdt(at);
	}
	return done;
}

static void __attribute__((destructor)) drop_segment(void)
{
	/* If the segment does not exist, segment() creates it, and this removes it. */
	shmctl(segment(), IPC_RMID, NULL);
}

const struct op memory_ops[] = {
	{ "getppid", 64, 101, NULL, run_getppid },
	{ "mmap+munmap 4 KiB", 8, 101, prepare_map, run_map, &anon_small },
	{ "mmap+munmap 64 MiB", 8, 101, prepare_map, run_map, &anon_big },
	{ "mmap+munmap file 4 KiB", 8, 101, prepare_map, run_map, &file_small },
	{ "mmap+munmap file 64 MiB", 8, 101, prepare_map, run_map, &file_big },
	{ "mprotect", 16, 101, prepare_area, run_mprotect },
	{ "brk grow+shrink", 8, 101, NULL, run_brk },
	{ "page fault", FAULTS - 1, 51, prepare_fault, run_fault },
	{ "shmat+shmdt", 8, 101, prepare_shm, run_shm },
	{},
};
