/* SPDX-License-Identifier: GPL-2.0-only */
/* The program that does nothing. */
int main(void)
{
	return 0;
}
