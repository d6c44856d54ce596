// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes metrics for Prometheus; see metrics.h.
 */
#include "terminal/metrics.h"
#include "terminal/quote.h"

void metrics_family(struct metrics *metrics, enum metrics_type type, const char *name,
		    const char *help)
{
	const char *total = type == METRICS_COUNTER && !metrics->openmetrics ? "_total" : "";

	metrics->type = type;
	metrics->name = name;
	fprintf(metrics->to, "# HELP %s%s %s\n# TYPE %s%s %s\n", name, total, help, name, total,
		type == METRICS_COUNTER ? "counter" : "gauge");
}

/* Both formats take UTF-8 only. What is not becomes question marks. */
static void put_value(FILE *to, const char *text)
{
	bool utf8 = quote_is_utf8(text);

	for (; *text; text++) {
		if (*text == '\n')
			fputs("\\n", to);
		else if (*text == '"' || *text == '\\')
			fprintf(to, "\\%c", *text);
		else
			putc((unsigned char)*text < 0x80 || utf8 ? *text : '?', to);
	}
}

void metrics_labels(struct metrics *metrics, const struct metrics_label *labels, size_t num,
		    unsigned long long value)
{
	size_t i;

	fputs(metrics->name, metrics->to);
	if (metrics->type == METRICS_COUNTER)
		fputs("_total", metrics->to);
	for (i = 0; i < num; i++) {
		fprintf(metrics->to, "%s%s=\"", i ? "," : "{", labels[i].name);
		put_value(metrics->to, labels[i].value);
		fputs(i + 1 < num ? "\"" : "\"}", metrics->to);
	}
	fprintf(metrics->to, " %llu\n", value);
}

void metrics_sample(struct metrics *metrics, const char *label, const char *text,
		    unsigned long long value)
{
	const struct metrics_label one = { label, text };

	metrics_labels(metrics, &one, label ? 1 : 0, value);
}

void metrics_one(struct metrics *metrics, const char *name, const char *help,
		 unsigned long long value)
{
	metrics_family(metrics, METRICS_GAUGE, name, help);
	metrics_sample(metrics, NULL, NULL, value);
}

void metrics_end(const struct metrics *metrics)
{
	if (metrics->openmetrics)
		fputs("# EOF\n", metrics->to);
}
