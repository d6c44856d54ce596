// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes rows to standard output in three forms: an aligned table or blocks on a terminal, columns
 * with tabs between them in a pipe, and JSON for a program.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "terminal/out_write.h"
#include "terminal/quote.h"
#include "terminal/memory.h"
#include "terminal/progress.h"

#define JSON_FORM (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

/* Prints a cell, padded to @width columns. A number is right-aligned. */
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

/* Prints a cell of one or more lines. Indents all lines but the first by @indent columns. */
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

/* Prints a row as a block. The first column is the heading. Omits empty cells. */
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

/* Prints one line per column: the heading and the cell. */
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

static void free_row(const struct out *out, struct cell *row)
{
	size_t i;

	for (i = 0; i < out->num_columns; i++) {
		free(row[i].text);
		row[i].text = NULL;
	}
}

/* Prints the rows that were held back, with headings before the first. */
void out_write_held(struct out *out)
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

void out_write_row(const struct out *out, struct cell *row)
{
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

void out_json_open(const char *command)
{
	printf("{\"version\":%d,\"command\":\"%s\",\"rows\":[", OUT_VERSION, command);
}

void out_json_put(struct out *out, const char *key, struct json_object *value)
{
	if (!out->row)
		out->row = need_memory(json_object_new_object());
	if (json_object_object_add(out->row, key, value))
		out_of_memory();
}

/* Stores text that is not UTF-8 in a second key, in hexadecimal, so that no byte is lost. */
static void put_json_bytes(struct out *out, const char *key, const char *text)
{
	char *safe = need_memory(malloc(3 * strlen(text) + 1)), *to = safe, *name;
	char *hex = need_memory(malloc(2 * strlen(text) + 1));
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
	out_json_put(out, key, need_memory(json_object_new_string(safe)));
	name = format_text("%s_hex", key);
	out_json_put(out, name, need_memory(json_object_new_string(hex)));
	free(name);
	free(hex);
	free(safe);
}

void out_json_text(struct out *out, const char *key, const char *text)
{
	if (quote_is_utf8(text))
		out_json_put(out, key, need_memory(json_object_new_string(text)));
	else
		put_json_bytes(out, key, text);
}

/* Stores a number that does not fit into 64 bits as text. */
void out_json_number(struct out *out, const char *key, const char *text)
{
	uint64_t number;

	errno = 0;
	number = strtoull(text, NULL, 10);
	if (errno)
		out_json_text(out, key, text);
	else
		out_json_put(out, key, need_memory(json_object_new_uint64(number)));
}

void out_json_end_row(struct out *out)
{
	if (out->layout != OUT_STREAM)
		fputs(out->rows ? ",\n" : "\n", stdout);
	fputs(need_memory((char *)json_object_to_json_string_ext(out->row, JSON_FORM)), stdout);
	json_object_put(out->row);
	out->row = NULL;
	if (out->layout == OUT_STREAM) {
		putchar('\n');
		fflush(stdout);
	}
}

void out_json_close(const struct out *out)
{
	fputs(out->rows ? "\n]" : "]", stdout);
	if (json_object_object_length(out->totals))
		printf(",\"totals\":%s", json_object_to_json_string_ext(out->totals, JSON_FORM));
	puts("}");
}
