// SPDX-License-Identifier: GPL-2.0-only
/*
 * Allocations that end the program if memory runs out, and growing arrays.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "terminal/memory.h"

void *grow_array(void *array, size_t num, size_t size)
{
	if (num & (num - 1) || (!num && array))
		return array;
	return need_memory(reallocarray(array, num ? 2 * num : 1, size));
}

void *need_memory(void *memory)
{
	if (!memory)
		out_of_memory();
	return memory;
}

void out_of_memory(void)
{
	fputs("paxctl-ng: out of memory\n", stderr);
	exit(EX_OSERR);
}
