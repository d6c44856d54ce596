/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Allocations that end the program when there is no memory, and arrays that grow.
 */
#ifndef PAXCTL_MEMORY_H
#define PAXCTL_MEMORY_H

#include <stddef.h>

/**
 * grow_array - make room for one more entry
 * @array: the array, or NULL if there is none yet
 * @num: how many entries it has
 * @size: the size of an entry, in bytes
 *
 * The room doubles whenever it is full, so adding an entry stays cheap.
 *
 * Return: the array, which may have moved. Ends the program if there is no memory.
 */
void *grow_array(void *array, size_t num, size_t size);

/**
 * need_memory - end the program if there is no memory
 * @memory: what an allocation returned
 *
 * Return: @memory, which is not NULL.
 */
void *need_memory(void *memory);

/**
 * out_of_memory - print a message and end the program
 */
__attribute__((noreturn)) void out_of_memory(void);

#endif /* PAXCTL_MEMORY_H */
