/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Output of subcommands, written once for three readers:
 *
 * - a person at a terminal: an aligned table with headings, or a block a row; colour,
 *   unless NO_COLOR is set or TERM is dumb;
 * - a pipe: the same columns without headings, a row a line, tabs between them;
 * - a program that asked for --json: see paxctl-ng-json(5).
 *
 * Rows are written as they come, so memory stays flat however many there are; a
 * terminal's table takes its widths from the first OUT_HELD rows.
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
 * Text may hold anything: bytes that could drive a terminal or pass for another
 * column or row are written as \xHH, a backslash as \\.
 */
#ifndef PAXCTL_OUT_H
#define PAXCTL_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "terminal/cli.h"

/* "version" of the JSON; grows when a reader of the old form would misread the new. */
#define OUT_VERSION 1

/* How many rows a terminal's table looks at before it settles its widths. */
#define OUT_HELD 500

enum out_type {
	OUT_TEXT,
	OUT_NUMBER,
	OUT_BOOL,
	OUT_LIST,
};

/**
 * enum out_layout - what rows look like
 * @OUT_TABLE: a row a line
 * @OUT_BLOCKS: on a terminal a block a row, a line a column; the first is its heading
 * @OUT_RECORD: one row, a line a column: its heading and its cell
 * @OUT_STREAM: like OUT_TABLE, each row at once; JSON is a line a row and nothing around
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
 * @type: what its cells are
 */
struct out_column {
	const char *key;
	const char *title;
	enum out_type type;
};

struct out;

/**
 * out_open - begin
 * @cli: the command line, which says whether JSON is wanted
 * @layout: what rows look like
 * @columns: the columns; not copied
 * @num: how many
 *
 * Return: what the others want; never NULL.
 */
struct out *out_open(const struct cli *cli, enum out_layout layout,
		     const struct out_column *columns, size_t num);

/**
 * out_text - the next cell: text
 * @out: the output
 * @text: the text, or NULL for none ("-", null in JSON)
 */
void out_text(struct out *out, const char *text);

/**
 * out_mark - the next cell: a mark
 * @out: the output
 * @mark: its text, or NULL for none; the empty one shows as "(empty)", but not in JSON
 */
void out_mark(struct out *out, const char *mark);

/**
 * out_remark - the next cell: a word for people about why there is nothing; null in JSON
 */
void out_remark(struct out *out, const char *remark);

/**
 * out_number - the next cell: a number
 */
void out_number(struct out *out, long long number);

/**
 * out_bool - the next cell: "yes" or "no", true or false in JSON
 */
void out_bool(struct out *out, bool value);

/**
 * out_list - the next cell: some words, with commas between them; an array in JSON
 * @out: the output
 * @words: the words; none shows as "-"
 * @num: how many
 */
void out_list(struct out *out, const char *const *words, size_t num);

/**
 * out_none - the next cell: nothing, whatever its column's type
 */
void out_none(struct out *out);

/**
 * struct out_pair - a key of a row that is not the same in all rows
 * @key: the key, in JSON
 * @text: its value
 * @number: the value is a decimal number
 */
struct out_pair {
	const char *key;
	const char *text;
	bool number;
};

/**
 * out_pairs - a whole row of its own keys, in place of cells; for JSON only
 * @out: the output, of a subcommand that was asked for JSON
 * @pairs: the pairs
 * @num: how many
 */
void out_pairs(struct out *out, const struct out_pair *pairs, size_t num);

/**
 * out_paint - colour the next cell on a terminal
 */
void out_paint(struct out *out, enum out_colour colour);

/**
 * out_row - end a row; every column must have had its cell
 */
void out_row(struct out *out);

/**
 * out_total - a figure about all rows, for JSON's "totals"
 * @out: the output
 * @key: its name, not copied
 * @number: the figure
 */
void out_total(struct out *out, const char *key, long long number);

/**
 * out_close - end, and free everything
 */
void out_close(struct out *out);

#endif /* PAXCTL_OUT_H */
