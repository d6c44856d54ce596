/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Allocations that end the program if memory runs out, and growing arrays.
 */
#ifndef PAXCTL_MEMORY_H
#define PAXCTL_MEMORY_H

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
 * out_of_memory - print a message and end the program
 */
__attribute__((noreturn)) void out_of_memory(void);

#endif /* PAXCTL_MEMORY_H */
