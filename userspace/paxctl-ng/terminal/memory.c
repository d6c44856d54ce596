// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arrays that grow.
 */
#include <stdlib.h>

#include "terminal/out.h"
#include "policy/rules.h"

/**
 * grow - make room for one more entry
 * @array: the array, or NULL if there is none yet
 * @num: how many entries it has
 * @size: the size of an entry, in bytes
 *
 * The room doubles whenever it is full, so adding an entry stays cheap.
 *
 * Return: the array, perhaps in another place; ends the program if memory is short.
 */
void *grow(void *array, size_t num, size_t size)
{
	if (num & (num - 1) || (!num && array))
		return array;
	array = reallocarray(array, num ? 2 * num : 1, size);
	if (!array)
		out_fatal();
	return array;
}
