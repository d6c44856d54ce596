// SPDX-License-Identifier: GPL-2.0-only
/*
 * Allocations that end the program if memory runs out, growing arrays, and formatted text.
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

char *format_text(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = format_text_args(format, args);
	va_end(args);
	return text;
}

char *format_text_args(const char *format, va_list args)
{
	char *text;

	if (vasprintf(&text, format, args) < 0)
		out_of_memory();
	return text;
}

void append_text(char **text, const char *between, const char *format, ...)
{
	char *word, *longer;
	va_list args;

	va_start(args, format);
	word = format_text_args(format, args);
	va_end(args);
	longer = format_text("%s%s%s", *text ? *text : "", *text ? between : "", word);
	free(word);
	free(*text);
	*text = longer;
}

void out_of_memory(void)
{
	fputs("paxctl-ng: out of memory\n", stderr);
	exit(EX_OSERR);
}
