/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads numbers and times from text that others wrote: digits only, within bounds.
 */
#ifndef PAXCTL_NUMBER_H
#define PAXCTL_NUMBER_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/**
 * number_read - read a decimal number, of digits only
 * @text: where to; moved behind the number
 * @max: the largest that makes sense
 * @number: the result
 *
 * Return: true if there was one.
 */
bool number_read(const char **text, uint64_t max, uint64_t *number);

/**
 * time_read - read "SECONDS.FRACTION"
 * @text: where to; moved behind it
 * @time: the result
 *
 * Return: true if there was a time.
 */
bool time_read(const char **text, struct timespec *time);

/**
 * time_is_before - compare two times
 * @a: one
 * @b: the other
 *
 * Return: true if @a is earlier.
 */
bool time_is_before(const struct timespec *a, const struct timespec *b);

#endif /* PAXCTL_NUMBER_H */
