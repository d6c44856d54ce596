/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Quotes text that any user can choose, such as file names, before it is printed.
 */
#ifndef PAXCTL_QUOTE_H
#define PAXCTL_QUOTE_H

#include <stdbool.h>
#include <stddef.h>

/**
 * quote - quote text so that it cannot control a terminal or imitate other output
 * @text: the text
 * @terminal: also quote characters that the locale cannot print
 *
 * Return: a string that the caller frees; never NULL.
 */
char *quote(const char *text, bool terminal);

/**
 * quote_width - compute the width of quoted text, in columns of a terminal
 */
size_t quote_width(const char *text);

/**
 * quote_is_utf8 - whether text is valid UTF-8, so that JSON can hold it
 */
bool quote_is_utf8(const char *text);

#endif /* PAXCTL_QUOTE_H */
