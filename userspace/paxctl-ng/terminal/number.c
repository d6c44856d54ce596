// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parses numbers and times from untrusted text: digits only, within bounds.
 */
#include <ctype.h>

#include "terminal/number.h"

#define NANOSECONDS 1000000000L
/* The end of the year 9999, the largest time that the tool can show. */
#define MAX_SECONDS 253402300799LL

bool number_read(const char **text, uint64_t max, uint64_t *number)
{
	const char *at = *text;

	for (*number = 0; isdigit((unsigned char)*at); at++) {
		unsigned int digit = *at - '0';

		if (*number > (max - digit) / 10)
			return false;
		*number = *number * 10 + digit;
	}
	if (at == *text)
		return false;
	*text = at;
	return true;
}

bool time_read(const char **text, struct timespec *time)
{
	long unit = NANOSECONDS / 10, fraction = 0;
	const char *at = *text;
	uint64_t seconds;

	if (!number_read(&at, MAX_SECONDS, &seconds) || *at++ != '.' ||
	    !isdigit((unsigned char)*at))
		return false;
	for (; isdigit((unsigned char)*at); at++, unit /= 10)
		fraction += unit * (*at - '0');
	*time = (struct timespec){ .tv_sec = seconds, .tv_nsec = fraction };
	*text = at;
	return true;
}

bool time_is_before(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec < b->tv_sec || (a->tv_sec == b->tv_sec && a->tv_nsec < b->tv_nsec);
}
