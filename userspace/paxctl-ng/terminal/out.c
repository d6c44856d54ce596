// SPDX-License-Identifier: GPL-2.0-only
/*
 * The output of a subcommand as rows and cells. out_write.c writes them.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "terminal/out.h"
#include "terminal/quote.h"
#include "terminal/memory.h"
#include "terminal/out_write.h"

static bool wants_colours(void)
{
	const char *none = getenv("NO_COLOR"), *term = getenv("TERM");

	return !(none && *none) && term && *term && strcmp(term, "dumb");
}

struct out *out_open(const struct cli *cli, enum out_layout layout,
		     const struct out_column *columns, size_t num)
{
	struct out *out = need_memory(calloc(1, sizeof(*out)));
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
		out->totals = need_memory(json_object_new_object());
		if (layout != OUT_STREAM)
			out_json_open(cli->command->name);
		return out;
	}
	if (out->form == FORM_TERMINAL && layout == OUT_TABLE)
		rows = OUT_HELD;
	out->cells = need_memory(calloc(rows * num, sizeof(*out->cells)));
	out->widths = need_memory(calloc(num, sizeof(*out->widths)));
	for (i = 0; i < num; i++)
		out->widths[i] = strlen(columns[i].title);
	return out;
}

/* Returns the column of the next cell. A row with too many cells is a bug of the caller. */
static const struct out_column *take_column(struct out *out)
{
	if (out->next >= out->num_columns)
		abort();
	return &out->columns[out->next++];
}

/* Adds the next cell of a table. Takes ownership of @text. */
static void put_cell(struct out *out, char *text)
{
	struct cell *cell;

	take_column(out);
	cell = &out->cells[out->held * out->num_columns + out->next - 1];
	cell->text = text;
	cell->colour = out->colour;
	out->colour = OUT_PLAIN;
}

void out_none(struct out *out)
{
	if (out->form == FORM_JSON)
		out_json_put(out, take_column(out)->key, NULL);
	else
		put_cell(out, need_memory(strdup("-")));
}

void out_text(struct out *out, const char *text)
{
	if (!text)
		out_none(out);
	else if (out->form == FORM_JSON)
		out_json_text(out, take_column(out)->key, text);
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
	if (out->form == FORM_JSON)
		out_json_put(out, take_column(out)->key,
			     need_memory(json_object_new_int64(number)));
	else
		put_cell(out, format_text("%lld", number));
}

void out_bool(struct out *out, bool value)
{
	if (out->form == FORM_JSON)
		out_json_put(out, take_column(out)->key,
			     need_memory(json_object_new_boolean(value)));
	else
		put_cell(out, need_memory(strdup(value ? "yes" : "no")));
}

void out_list(struct out *out, const char *const *words, size_t num)
{
	const char *between = out->layout == OUT_BLOCKS && out->form == FORM_TERMINAL ? "\n" : "; ";
	struct json_object *array;
	size_t i, size = 1;
	char *text, *to;

	if (out->form == FORM_JSON) {
		array = need_memory(json_object_new_array());
		for (i = 0; i < num; i++)
			json_object_array_add(array, need_memory(json_object_new_string(words[i])));
		out_json_put(out, take_column(out)->key, array);
		return;
	}
	if (!num) {
		out_none(out);
		return;
	}
	for (i = 0; i < num; i++)
		size += strlen(words[i]) + strlen(between);
	text = need_memory(malloc(size));
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

void out_row(struct out *out)
{
	struct cell *row;

	if (out->next != out->num_columns)
		abort();
	out->next = 0;
	if (out->form == FORM_JSON) {
		out_json_end_row(out);
		out->rows++;
		return;
	}
	row = &out->cells[out->held * out->num_columns];
	if (out->form == FORM_TERMINAL && out->layout == OUT_TABLE && !out->settled) {
		if (++out->held == OUT_HELD)
			out_write_held(out);
	} else {
		out_write_row(out, row);
	}
	if (out->layout == OUT_STREAM)
		fflush(stdout);
	out->rows++;
}

void out_pairs(struct out *out, const struct out_pair *pairs, size_t num)
{
	size_t i;

	for (i = 0; i < num; i++) {
		if (pairs[i].number)
			out_json_number(out, pairs[i].key, pairs[i].text);
		else
			out_json_text(out, pairs[i].key, pairs[i].text);
	}
	out_json_end_row(out);
	out->rows++;
}

void out_total(struct out *out, const char *key, long long number)
{
	if (out->form != FORM_JSON)
		return;
	if (json_object_object_add(out->totals, key, need_memory(json_object_new_int64(number))))
		out_of_memory();
}

void out_close(struct out *out)
{
	if (out->form == FORM_JSON && out->layout != OUT_STREAM)
		out_json_close(out);
	else if (out->form == FORM_TERMINAL && out->layout == OUT_TABLE && !out->settled)
		out_write_held(out);
	json_object_put(out->row);
	json_object_put(out->totals);
	free(out->cells);
	free(out->widths);
	free(out);
}
