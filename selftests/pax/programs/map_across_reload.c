// SPDX-License-Identifier: GPL-2.0-only
/*
 * Maps memory while the module is not loaded, and reports what becomes of that when it is loaded
 * again: one step for each byte of input.
 */
#include "pax_test.h"

static void *map(int prot)
{
	return mmap(NULL, PAGE, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void show(const char *what, const void *page)
{
	char letters[5];

	map_letters(page, letters);
	printf("%s %s\n", what, letters);
}

static void change(const char *what, void *page, int prot)
{
	printf("%s: %s\n", what, mprotect(page, PAGE, prot) ? strerror(errno) : "done");
}

static void flags(const char *who)
{
	char letters[6];

	pax_line("/proc/self/status", letters);
	printf("%s %s\n", who, letters);
	fflush(stdout);
}

/* Waits for the next step. */
static void step(void)
{
	char line[2];

	fflush(stdout);
	if (read(0, line, 1) != 1)
		_exit(1);
}

int main(void)
{
	char *all, *text, *data;
	pid_t pid;

	step();
	all = map(PROT_READ | PROT_WRITE | PROT_EXEC);
	text = map(PROT_READ | PROT_EXEC);
	data = map(PROT_READ | PROT_WRITE);
	if (all == MAP_FAILED || text == MAP_FAILED || data == MAP_FAILED)
		return 1;
	pid = fork();
	if (!pid) {
		step();
		flags("child");
		return 0;
	}
	puts("mapped");
	fflush(stdout);
	if (waitpid(pid, NULL, 0) != pid)
		return 1;
	flags("parent");
	show("all", all);
	change("text becomes writable", text, PROT_READ | PROT_WRITE);
	change("data becomes executable", data, PROT_READ | PROT_EXEC);
	change("all stays as it is", all, PROT_READ | PROT_WRITE | PROT_EXEC);
	change("all becomes text", all, PROT_READ | PROT_EXEC);
	change("and writable again", all, PROT_READ | PROT_WRITE);
	return 0;
}
