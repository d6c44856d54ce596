// SPDX-License-Identifier: GPL-2.0-only
/*
 * Output of subcommands: tables for people, columns for pipes, JSON for programs.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "terminal/out.h"
#include "terminal/quote.h"
#include "terminal/memory.h"
#include "terminal/progress.h"

#define JSON_FORM (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

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

static void *need(void *memory)
{
	if (!memory)
		out_of_memory();
	return memory;
}

static bool wants_colours(void)
{
	const char *none = getenv("NO_COLOR"), *term = getenv("TERM");

	return !(none && *none) && term && *term && strcmp(term, "dumb");
}

struct out *out_open(const struct cli *cli, enum out_layout layout,
		     const struct out_column *columns, size_t num)
{
	struct out *out = need(calloc(1, sizeof(*out)));
	size_t rows = 1, i;

	out->columns = columns;
	out->num_columns = num;
	out->layout = layout;
	if (cli->json)
		out->form = FORM_JSON;
	else
		out->form = isatty(STDOUT_FILENO) ? FORM_TERMINAL : FORM_PIPE;
	out->colours = out->form == FORM_TERMINAL && wants_colours();
	if (out->form == FORM_JSON) {
		out->totals = need(json_object_new_object());
		if (layout != OUT_STREAM)
			printf("{\"version\":%d,\"command\":\"%s\",\"rows\":[", OUT_VERSION,
			       cli->command->name);
		return out;
	}
	if (out->form == FORM_TERMINAL && layout == OUT_TABLE)
		rows = OUT_HELD;
	out->cells = need(calloc(rows * num, sizeof(*out->cells)));
	out->widths = need(calloc(num, sizeof(*out->widths)));
	for (i = 0; i < num; i++)
		out->widths[i] = strlen(columns[i].title);
	return out;
}

/* The next cell's column; a row with too many cells is a mistake of the caller. */
static const struct out_column *take_column(struct out *out)
{
	if (out->next >= out->num_columns)
		abort();
	return &out->columns[out->next++];
}

/* The next cell of a table; takes over @text. */
static void put_cell(struct out *out, char *text)
{
	struct cell *cell;

	take_column(out);
	cell = &out->cells[out->held * out->num_columns + out->next - 1];
	cell->text = text;
	cell->colour = out->colour;
	out->colour = OUT_PLAIN;
}

static void put_json(struct out *out, const char *key, struct json_object *value)
{
	if (!out->row)
		out->row = need(json_object_new_object());
	if (json_object_object_add(out->row, key, value))
		out_of_memory();
}

/* Bytes that are no UTF-8 go into a key of their own, in hexadecimal, so nothing is lost. */
static void put_json_bytes(struct out *out, const char *key, const char *text)
{
	char *safe = need(malloc(3 * strlen(text) + 1)), *to = safe, *name;
	char *hex = need(malloc(2 * strlen(text) + 1));
	size_t i;

	for (i = 0; text[i]; i++) {
		unsigned char c = text[i];

		sprintf(hex + 2 * i, "%02x", c);
		if (c < 0x80)
			*to++ = c;
		else
			to = stpcpy(to, "\xef\xbf\xbd");
	}
	*to = '\0';
	put_json(out, key, need(json_object_new_string(safe)));
	if (asprintf(&name, "%s_hex", key) < 0)
		out_of_memory();
	put_json(out, name, need(json_object_new_string(hex)));
	free(name);
	free(hex);
	free(safe);
}

static void put_json_text(struct out *out, const char *key, const char *text)
{
	if (quote_is_utf8(text))
		put_json(out, key, need(json_object_new_string(text)));
	else
		put_json_bytes(out, key, text);
}

void out_none(struct out *out)
{
	if (out->form == FORM_JSON)
		put_json(out, take_column(out)->key, NULL);
	else
		put_cell(out, need(strdup("-")));
}

void out_text(struct out *out, const char *text)
{
	if (!text)
		out_none(out);
	else if (out->form == FORM_JSON)
		put_json_text(out, take_column(out)->key, text);
	else
		put_cell(out, quote(text, out->form == FORM_TERMINAL));
}

void out_mark(struct out *out, const char *mark)
{
	bool shown_empty = mark && !*mark && out->form != FORM_JSON;

	out_text(out, shown_empty ? "(empty)" : mark);
}

void out_remark(struct out *out, const char *remark)
{
	out_text(out, out->form == FORM_JSON ? NULL : remark);
}

void out_number(struct out *out, long long number)
{
	char *text;

	if (out->form == FORM_JSON) {
		put_json(out, take_column(out)->key, need(json_object_new_int64(number)));
		return;
	}
	if (asprintf(&text, "%lld", number) < 0)
		out_of_memory();
	put_cell(out, text);
}

void out_bool(struct out *out, bool value)
{
	if (out->form == FORM_JSON)
		put_json(out, take_column(out)->key, need(json_object_new_boolean(value)));
	else
		put_cell(out, need(strdup(value ? "yes" : "no")));
}

void out_list(struct out *out, const char *const *words, size_t num)
{
	const char *between = out->layout == OUT_BLOCKS && out->form == FORM_TERMINAL ? "\n" : "; ";
	struct json_object *array;
	size_t i, size = 1;
	char *text, *to;

	if (out->form == FORM_JSON) {
		array = need(json_object_new_array());
		for (i = 0; i < num; i++)
			json_object_array_add(array, need(json_object_new_string(words[i])));
		put_json(out, take_column(out)->key, array);
		return;
	}
	if (!num) {
		out_none(out);
		return;
	}
	for (i = 0; i < num; i++)
		size += strlen(words[i]) + strlen(between);
	text = need(malloc(size));
	for (i = 0, to = text; i < num; i++) {
		to = i ? stpcpy(to, between) : to;
		to = stpcpy(to, words[i]);
	}
	put_cell(out, text);
}

void out_paint(struct out *out, enum out_colour colour)
{
	out->colour = colour;
}

/* Prints a cell, padded to @width columns after it, or before it if it is a number. */
static void print_cell(const struct out *out, const struct cell *cell, size_t width, bool right)
{
	static const char *const codes[] = {
		[OUT_GOOD] = "\033[32m",
		[OUT_BAD] = "\033[1;31m",
		[OUT_DOUBTFUL] = "\033[33m",
	};
	size_t used = quote_width(cell->text);
	int pad = width > used ? width - used : 0;

	if (right)
		printf("%*s", pad, "");
	if (out->colours && cell->colour != OUT_PLAIN)
		printf("%s%s\033[0m", codes[cell->colour], cell->text);
	else
		fputs(cell->text, stdout);
	if (!right)
		printf("%*s", pad, "");
}

/* A cell that may hold several lines, each but the first after @indent columns. */
static void print_cell_lines(const struct out *out, struct cell *cell, int indent)
{
	struct cell part = *cell;
	char *rest = cell->text;

	while ((part.text = strsep(&rest, "\n"))) {
		if (part.text != cell->text)
			printf("%*s", indent, "");
		print_cell(out, &part, 0, false);
		putchar('\n');
	}
}

static void print_headings(const struct out *out)
{
	size_t i;

	if (out->colours)
		fputs("\033[1m", stdout);
	for (i = 0; i < out->num_columns; i++) {
		int width = i + 1 < out->num_columns ? out->widths[i] : 0;

		if (out->columns[i].type == OUT_NUMBER)
			printf("%*s", (int)out->widths[i], out->columns[i].title);
		else
			printf("%-*s", width, out->columns[i].title);
		fputs(i + 1 < out->num_columns ? "  " : "", stdout);
	}
	fputs(out->colours ? "\033[0m\n" : "\n", stdout);
}

static void print_line(const struct out *out, struct cell *row)
{
	bool aligned = out->form == FORM_TERMINAL && out->layout == OUT_TABLE;
	size_t i;

	for (i = 0; i < out->num_columns; i++) {
		bool last = i + 1 == out->num_columns;
		bool right = aligned && out->columns[i].type == OUT_NUMBER;

		print_cell(out, &row[i], aligned && (!last || right) ? out->widths[i] : 0, right);
		if (!last)
			fputs(out->form == FORM_TERMINAL ? "  " : "\t", stdout);
	}
	putchar('\n');
}

/* The first column is the heading; empty cells are not worth a line. */
static void print_block(const struct out *out, struct cell *row)
{
	size_t i, width = 0;

	for (i = 1; i < out->num_columns; i++) {
		if (strlen(out->columns[i].title) > width)
			width = strlen(out->columns[i].title);
	}
	if (out->rows)
		putchar('\n');
	printf("%s%s%s\n", out->colours ? "\033[1m" : "", row[0].text,
	       out->colours ? "\033[0m" : "");
	for (i = 1; i < out->num_columns; i++) {
		if (!strcmp(row[i].text, "-"))
			continue;
		printf("  %-*s  ", (int)width, out->columns[i].title);
		print_cell_lines(out, &row[i], width + 4);
	}
}

/* A heading and a cell to a line. */
static void print_record(const struct out *out, struct cell *row)
{
	bool terminal = out->form == FORM_TERMINAL;
	size_t i, width = 0;

	for (i = 0; terminal && i < out->num_columns; i++) {
		if (strlen(out->columns[i].title) > width)
			width = strlen(out->columns[i].title);
	}
	for (i = 0; i < out->num_columns; i++) {
		printf("%-*s%s", (int)width, out->columns[i].title, terminal ? "  " : "\t");
		print_cell(out, &row[i], 0, false);
		putchar('\n');
	}
}

static void free_row(struct out *out, struct cell *row)
{
	size_t i;

	for (i = 0; i < out->num_columns; i++) {
		free(row[i].text);
		row[i].text = NULL;
	}
}

/* Prints the rows held back, with headings before the first. */
static void settle(struct out *out)
{
	size_t i, n;

	progress_end();
	for (i = 0; i < out->held; i++) {
		for (n = 0; n < out->num_columns; n++) {
			size_t width = quote_width(out->cells[i * out->num_columns + n].text);

			if (width > out->widths[n])
				out->widths[n] = width;
		}
	}
	if (out->held)
		print_headings(out);
	for (i = 0; i < out->held; i++) {
		print_line(out, &out->cells[i * out->num_columns]);
		free_row(out, &out->cells[i * out->num_columns]);
	}
	out->held = 0;
	out->settled = true;
}

static void end_json_row(struct out *out)
{
	if (out->layout != OUT_STREAM)
		fputs(out->rows ? ",\n" : "\n", stdout);
	fputs(need((char *)json_object_to_json_string_ext(out->row, JSON_FORM)), stdout);
	json_object_put(out->row);
	out->row = NULL;
	if (out->layout == OUT_STREAM) {
		putchar('\n');
		fflush(stdout);
	}
}

void out_row(struct out *out)
{
	struct cell *row;

	if (out->next != out->num_columns)
		abort();
	out->next = 0;
	if (out->form == FORM_JSON) {
		end_json_row(out);
		out->rows++;
		return;
	}
	row = &out->cells[out->held * out->num_columns];
	if (out->form == FORM_TERMINAL && out->layout == OUT_TABLE && !out->settled) {
		if (++out->held == OUT_HELD)
			settle(out);
	} else {
		if (out->form == FORM_TERMINAL)
			progress_end();
		if (out->layout == OUT_RECORD)
			print_record(out, row);
		else if (out->form == FORM_TERMINAL && out->layout == OUT_BLOCKS)
			print_block(out, row);
		else
			print_line(out, row);
		free_row(out, row);
	}
	if (out->layout == OUT_STREAM)
		fflush(stdout);
	out->rows++;
}

/* A number that would not come out as it went in stays text. */
static void put_json_number(struct out *out, const char *key, const char *text)
{
	uint64_t number;

	errno = 0;
	number = strtoull(text, NULL, 10);
	if (errno)
		put_json_text(out, key, text);
	else
		put_json(out, key, need(json_object_new_uint64(number)));
}

void out_pairs(struct out *out, const struct out_pair *pairs, size_t num)
{
	size_t i;

	for (i = 0; i < num; i++) {
		if (pairs[i].number)
			put_json_number(out, pairs[i].key, pairs[i].text);
		else
			put_json_text(out, pairs[i].key, pairs[i].text);
	}
	end_json_row(out);
	out->rows++;
}

void out_total(struct out *out, const char *key, long long number)
{
	if (out->form != FORM_JSON)
		return;
	if (json_object_object_add(out->totals, key, need(json_object_new_int64(number))))
		out_of_memory();
}

void out_close(struct out *out)
{
	if (out->form == FORM_JSON && out->layout != OUT_STREAM) {
		fputs(out->rows ? "\n]" : "]", stdout);
		if (json_object_object_length(out->totals))
			printf(",\"totals\":%s",
			       json_object_to_json_string_ext(out->totals, JSON_FORM));
		puts("}");
	} else if (out->form == FORM_TERMINAL && out->layout == OUT_TABLE && !out->settled) {
		settle(out);
	}
	json_object_put(out->row);
	json_object_put(out->totals);
	free(out->cells);
	free(out->widths);
	free(out);
}
