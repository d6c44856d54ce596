/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writes metrics for Prometheus, in its text format or in that of OpenMetrics.
 *
 *	metrics_family(&metrics, METRICS_COUNTER, "pax_events", "Events by kind");
 *	metrics_sample(&metrics, "event", "exec_fault", 3);
 *
 * The two formats differ in the heads of counters: a counter's samples end in "_total" in both, but
 * only in Prometheus's format the name of the family does, too. OpenMetrics ends with "# EOF".
 */
#ifndef PAXCTL_METRICS_H
#define PAXCTL_METRICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum metrics_type {
	METRICS_GAUGE,
	METRICS_COUNTER,
};

/**
 * struct metrics - metrics that are being written
 * @to: where they go
 * @openmetrics: in the format of OpenMetrics
 * @type: the type of the present family
 * @name: its name, without "_total"
 */
struct metrics {
	FILE *to;
	bool openmetrics;
	enum metrics_type type;
	const char *name;
};

/**
 * struct metrics_label - a label of a sample
 * @name: its name
 * @value: its value; any text
 */
struct metrics_label {
	const char *name;
	const char *value;
};

/**
 * metrics_family - begin a family of metrics
 * @metrics: the metrics
 * @type: the type
 * @name: the name, without "_total"; the function does not copy it
 * @help: what it is, in one line
 *
 * All samples of the family must follow, before the next family begins.
 */
void metrics_family(struct metrics *metrics, enum metrics_type type, const char *name,
		    const char *help);

/**
 * metrics_labels - add a sample with any number of labels
 * @metrics: the metrics, with a family
 * @labels: the labels
 * @num: the number of @labels
 * @value: the value
 */
void metrics_labels(struct metrics *metrics, const struct metrics_label *labels, size_t num,
		    unsigned long long value);

/**
 * metrics_sample - add a sample with one label, or none
 * @metrics: the metrics, with a family
 * @label: the name of the label, or NULL
 * @text: the value of the label
 * @value: the value
 */
void metrics_sample(struct metrics *metrics, const char *label, const char *text,
		    unsigned long long value);

/**
 * metrics_one - a family with a single sample, a gauge without labels
 * @metrics: the metrics
 * @name: its name
 * @help: what it is, in one line
 * @value: the value
 */
void metrics_one(struct metrics *metrics, const char *name, const char *help,
		 unsigned long long value);

/**
 * metrics_end - end the metrics
 * @metrics: the metrics
 */
void metrics_end(const struct metrics *metrics);

#endif /* PAXCTL_METRICS_H */
