/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lines of the form NAME = VALUE, of which pax.conf and files of answers consist.
 */
#ifndef PAXCTL_NAME_VALUE_H
#define PAXCTL_NAME_VALUE_H

#include <stddef.h>

/**
 * struct name_value - the parts of a line, in that line
 * @name: the name; if there is no "=", the whole line without blanks around it
 * @len: length of the name
 * @value: the value; its end is that of the line
 */
struct name_value {
	char *name;
	size_t len;
	char *value;
};

/**
 * name_value_split - split a line
 * @text: the line, which is changed
 * @len: its length
 * @line: the result
 *
 * Return: 0; -ENODATA for an empty line and a comment; -EILSEQ for a NUL byte in it; -EINVAL if
 * there is no "=".
 */
int name_value_split(char *text, size_t len, struct name_value *line);

#endif /* PAXCTL_NAME_VALUE_H */
