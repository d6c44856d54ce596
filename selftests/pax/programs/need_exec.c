// SPDX-License-Identifier: GPL-2.0-only
/*
 * need_exec WHAT: a program that needs one kind of executable memory, or the address that it asks
 * for, and succeeds if it gets it.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>

static int need_rwx(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		    0) == MAP_FAILED;
}

/* More often than the kernel's ring has room for records. */
static int need_flood(void)
{
	int n, err = 0;

	for (n = 0; n < 5000; n++)
		err |= need_rwx();
	return err;
}

static int need_jit(void)
{
	void *code = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return code == MAP_FAILED || mprotect(code, 4096, PROT_READ | PROT_EXEC);
}

static int need_shm(void)
{
	int id = shmget(IPC_PRIVATE, 4096, 0700);
	void *at = shmat(id, NULL, SHM_EXEC);

	shmctl(id, IPC_RMID, NULL);
	return at == (void *)-1;
}

static int __attribute__((noinline)) call(int (*function)(int), int value)
{
	return function(value);
}

/* A nested function that uses a local variable is called by way of a trampoline. */
static int need_trampoline(void)
{
	volatile int local = getpid();
	int nested(int value)
	{
		return value + local;
	}

	return call(nested, 1) != local + 1;
}

/* RANDMMAP ignores the address, and reports nothing. */
static int need_hint(void)
{
	void *hint = (void *)0x20000000;

	return mmap(hint, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != hint;
}

static int need_nothing(void)
{
	return 0;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(void);
	} needs[] = {
		{ "rwx", need_rwx },
		{ "flood", need_flood },
		{ "jit", need_jit },
		{ "shm", need_shm },
		{ "trampoline", need_trampoline },
		{ "hint", need_hint },
		{ "nothing", need_nothing },
	};
	size_t i;

	for (i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
		if (argc == 2 && !strcmp(argv[1], needs[i].name))
			return needs[i].run();
	fprintf(stderr, "usage: need_exec WHAT\n");
	return 64;
}
