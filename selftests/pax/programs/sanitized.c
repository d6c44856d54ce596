// SPDX-License-Identifier: GPL-2.0-only
/*
 * Uses memory and says so; the Makefile builds it with each sanitizer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
	char *text = malloc(10);

	memset(text, 'a', 9);
	text[9] = '\0';
	puts(text);
	free(text);
	return 0;
}
