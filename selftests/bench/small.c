// SPDX-License-Identifier: GPL-2.0-only
/* A small program to compile. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char *argv[])
{
	long sum = 0;

	for (int n = 1; n < argc; n++)
		sum += strtol(argv[n], NULL, 0);
	printf("%ld\n", sum);
	return 0;
}
