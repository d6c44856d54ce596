// SPDX-License-Identifier: GPL-2.0-only
/*
 * A JIT compiler in small: writes code into memory that is writable and executable, and runs it.
 * Exit status 0 if it may, 1 if such memory is denied.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

int main(void)
{
	/* mov eax, 42; ret */
	static const unsigned char code[] = { 0xb8, 42, 0, 0, 0, 0xc3 };
	const int rwx = PROT_READ | PROT_WRITE | PROT_EXEC;
	void *memory = mmap(NULL, 4096, rwx, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED) {
		perror("mmap");
		return 1;
	}
	memcpy(memory, code, sizeof(code));
	return ((int (*)(void))memory)() == 42 ? 0 : 2;
}
