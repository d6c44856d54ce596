/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Allocations that end the program if memory runs out, growing arrays, and formatted text.
 */
#ifndef PAXCTL_MEMORY_H
#define PAXCTL_MEMORY_H

#include <stdarg.h>
#include <stddef.h>

/**
 * grow_array - make space for one more entry
 * @array: the array, or NULL for a new one
 * @num: the number of entries
 * @size: the size of an entry, in bytes
 *
 * The function doubles a full array, so adding an entry stays cheap.
 *
 * Return: the array, which may have moved. Ends the program if memory runs out.
 */
void *grow_array(void *array, size_t num, size_t size);

/**
 * need_memory - end the program if an allocation failed
 * @memory: the result of the allocation
 *
 * Return: @memory, which is not NULL.
 */
void *need_memory(void *memory);

/**
 * format_text - format a text of any length
 * @format: as for printf(), with its arguments
 *
 * Return: the text, which the caller frees. Ends the program if memory runs out.
 */
__attribute__((format(printf, 1, 2))) char *format_text(const char *format, ...);

/**
 * format_text_args - the same, for a function that has the arguments as a list
 * @format: as for vprintf()
 * @args: its arguments
 *
 * Return: the text, which the caller frees. Ends the program if memory runs out.
 */
__attribute__((format(printf, 1, 0))) char *format_text_args(const char *format, va_list args);

/**
 * append_text - append to a list of words in a text
 * @text: the text, which moves; NULL for a new one
 * @between: what separates the words
 * @format: the next one, as for printf(), with its arguments
 *
 * Ends the program if memory runs out.
 */
__attribute__((format(printf, 3, 4))) void append_text(char **text, const char *between,
						       const char *format, ...);

/**
 * out_of_memory - print a message and end the program
 */
__attribute__((noreturn)) void out_of_memory(void);

#endif /* PAXCTL_MEMORY_H */
