/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The output of subcommands. The same calls produce three forms:
 *
 * - on a terminal: an aligned table with headings, or one block per row; with colour,
 *   unless NO_COLOR is set or TERM is dumb;
 * - in a pipe: the same columns without headings, one row per line, with tabs between columns;
 * - with --json: see paxctl-ng-json(5).
 *
 * The code writes each row at once, so memory use does not grow with the number of rows. A
 * table on a terminal takes its column widths from the first OUT_HELD rows.
 *
 *	static const struct out_column columns[] = {
 *		{ "path", "FILE", OUT_TEXT },
 *		{ "size", "SIZE", OUT_NUMBER },
 *	};
 *	struct out *out = out_open(cli, OUT_TABLE, columns, 2);
 *
 *	out_text(out, path);		one call a column, in their order
 *	out_number(out, size);
 *	out_row(out);
 *	out_total(out, "files", n);	JSON only, any number of them
 *	out_close(out);
 *
 * Text may contain any bytes. The code writes bytes that could control a terminal, or that
 * could imitate another column or row, as \xHH, and a backslash as \\.
 */
#ifndef PAXCTL_OUT_H
#define PAXCTL_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "terminal/cli.h"

/* "version" of the JSON. It increases when readers of the old form would misread the new one. */
#define OUT_VERSION 1

/* The number of rows that determine the column widths of a table on a terminal. */
#define OUT_HELD 500

enum out_type {
	OUT_TEXT,
	OUT_NUMBER,
	OUT_BOOL,
	OUT_LIST,
};

/**
 * enum out_layout - the layout of rows
 * @OUT_TABLE: one line per row
 * @OUT_BLOCKS: on a terminal, one block per row and one line per column; the first is the heading
 * @OUT_RECORD: a single row, with one line per column: the heading and the cell
 * @OUT_STREAM: like OUT_TABLE, but flushes each row; JSON has one object per line and no frame
 */
enum out_layout {
	OUT_TABLE,
	OUT_BLOCKS,
	OUT_RECORD,
	OUT_STREAM,
};

enum out_colour {
	OUT_PLAIN,
	OUT_GOOD,
	OUT_BAD,
	OUT_DOUBTFUL,
};

/**
 * struct out_column - a column
 * @key: its name in JSON, in lower case with underscores
 * @title: its heading on a terminal
 * @type: the type of its cells
 */
struct out_column {
	const char *key;
	const char *title;
	enum out_type type;
};

struct out;

/**
 * out_open - begin an output
 * @cli: the command line, which can select JSON
 * @layout: the layout of rows
 * @columns: the columns; the function does not copy them
 * @num: the number of columns
 *
 * Return: the output, for the other functions; never NULL.
 */
struct out *out_open(const struct cli *cli, enum out_layout layout,
		     const struct out_column *columns, size_t num);

/**
 * out_text - add a cell: text
 * @out: the output
 * @text: the text, or NULL for no value ("-", or null in JSON)
 */
void out_text(struct out *out, const char *text);

/**
 * out_mark - add a cell: a mark
 * @out: the output
 * @mark: its text, or NULL for no mark; an empty mark appears as "(empty)", except in JSON
 */
void out_mark(struct out *out, const char *mark);

/**
 * out_remark - add a cell without a value: a remark for people about the reason; null in JSON
 */
void out_remark(struct out *out, const char *remark);

/**
 * out_number - add a cell: a number
 */
void out_number(struct out *out, long long number);

/**
 * out_bool - add a cell: "yes" or "no", true or false in JSON
 */
void out_bool(struct out *out, bool value);

/**
 * out_list - add a cell: words with commas between them; an array in JSON
 * @out: the output
 * @words: the words; an empty list appears as "-"
 * @num: the number of words
 */
void out_list(struct out *out, const char *const *words, size_t num);

/**
 * out_none - add a cell without a value, for a column of any type
 */
void out_none(struct out *out);

/**
 * struct out_pair - a key and a value, for rows with different keys
 * @key: the key, in JSON
 * @text: the value
 * @number: the value is a decimal number
 */
struct out_pair {
	const char *key;
	const char *text;
	bool number;
};

/**
 * out_pairs - add a whole row with its own keys, instead of cells; for JSON only
 * @out: the output, with JSON selected
 * @pairs: the pairs
 * @num: the number of pairs
 */
void out_pairs(struct out *out, const struct out_pair *pairs, size_t num);

/**
 * out_paint - colour the next cell on a terminal
 */
void out_paint(struct out *out, enum out_colour colour);

/**
 * out_row - end a row; the caller must have added a cell for every column
 */
void out_row(struct out *out);

/**
 * out_total - add a number about all rows, for "totals" in JSON
 * @out: the output
 * @key: its name; the function does not copy it
 * @number: the number
 */
void out_total(struct out *out, const char *key, long long number);

/**
 * out_close - end and free an output
 */
void out_close(struct out *out);

#endif /* PAXCTL_OUT_H */
