/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parses numbers and times from untrusted text: digits only, within bounds.
 */
#ifndef PAXCTL_NUMBER_H
#define PAXCTL_NUMBER_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/**
 * number_read - parse a decimal number of digits only
 * @text: the text; the function moves it past the number
 * @max: the largest valid number
 * @number: the result
 *
 * Return: true if the text begins with a valid number.
 */
bool number_read(const char **text, uint64_t max, uint64_t *number);

/**
 * time_read - parse "SECONDS.FRACTION"
 * @text: the text; the function moves it past the time
 * @time: the result
 *
 * Return: true if the text begins with a valid time.
 */
bool time_read(const char **text, struct timespec *time);

/**
 * time_is_before - compare two times
 * @a: the first time
 * @b: the second time
 *
 * Return: true if @a is earlier.
 */
bool time_is_before(const struct timespec *a, const struct timespec *b);

#endif /* PAXCTL_NUMBER_H */
