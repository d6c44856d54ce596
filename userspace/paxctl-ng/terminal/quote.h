/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Quotes text that any user can choose, such as file names, before it is printed.
 */
#ifndef PAXCTL_QUOTE_H
#define PAXCTL_QUOTE_H

#include <stdbool.h>
#include <stddef.h>

/**
 * quote - text that cannot drive a terminal nor pass for more than it is
 * @text: the text
 * @terminal: true: what the locale cannot print is quoted too
 *
 * Return: a string to free; never NULL.
 */
char *quote(const char *text, bool terminal);

/**
 * quote_width - how many columns of a terminal quoted text takes
 */
size_t quote_width(const char *text);

/**
 * quote_is_utf8 - whether text is valid UTF-8, so that JSON can hold it
 */
bool quote_is_utf8(const char *text);

#endif /* PAXCTL_QUOTE_H */
