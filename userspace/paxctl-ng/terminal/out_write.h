/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared by out.c, which stores rows and cells, and out_write.c, which writes them.
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
 * @cells: the cells of the held rows and then of the present row, @num_columns per row;
 * @next: the column of the next cell; @held: the number of rows in @cells not yet printed
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

/* Writes the held rows, with headings before the first, and frees their cells. */
void out_write_held(struct out *out);

/* Begin and end the object that contains all rows. Not for OUT_STREAM. */
void out_json_open(const char *command);
void out_json_close(const struct out *out);

/* Adds a key to the present row. Takes ownership of @value, which may be NULL. */
void out_json_put(struct out *out, const char *key, struct json_object *value);

/* Adds text. Stores text that is not UTF-8 in a second key as well, in hexadecimal. */
void out_json_text(struct out *out, const char *key, const char *text);

/* Adds a decimal number, as text if it does not fit into a JSON number. */
void out_json_number(struct out *out, const char *key, const char *text);

/* Writes the present row. */
void out_json_end_row(struct out *out);

#endif /* PAXCTL_OUT_WRITE_H */
