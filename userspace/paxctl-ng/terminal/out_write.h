/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What out.c, which holds rows and cells, and out_write.c, which writes them, share.
 */
#ifndef PAXCTL_OUT_WRITE_H
#define PAXCTL_OUT_WRITE_H

#include <stdbool.h>
#include <stddef.h>

#include "terminal/out.h"

struct json_object;

enum form {
	FORM_TERMINAL,
	FORM_PIPE,
	FORM_JSON,
};

struct cell {
	char *text;
	enum out_colour colour;
};

/*
 * @cells: of the rows held and then of the row at hand, @num_columns to a row;
 * @next: the column of the next cell; @held: rows in @cells that are not printed yet
 */
struct out {
	const struct out_column *columns;
	size_t num_columns;
	enum out_layout layout;
	enum form form;
	bool colours;
	bool settled;
	unsigned long rows;

	struct cell *cells;
	size_t held;
	size_t next;
	size_t *widths;
	enum out_colour colour;

	struct json_object *row;
	struct json_object *totals;
};

/* Writes one row and frees its cells. */
void out_write_row(const struct out *out, struct cell *row);

/* Writes the rows held, with headings before the first, and frees their cells. */
void out_write_held(struct out *out);

/* Begin and end the object that holds all rows; not for OUT_STREAM. */
void out_json_open(const char *command);
void out_json_close(const struct out *out);

/* Adds a key to the row at hand; takes over @value, which may be NULL. */
void out_json_put(struct out *out, const char *key, struct json_object *value);

/* Adds text. Bytes that are no UTF-8 are kept in a second key, in hexadecimal. */
void out_json_text(struct out *out, const char *key, const char *text);

/* Adds a decimal number, as text if a number of JSON would not hold it. */
void out_json_number(struct out *out, const char *key, const char *text);

/* Writes the row at hand. */
void out_json_end_row(struct out *out);

#endif /* PAXCTL_OUT_WRITE_H */
