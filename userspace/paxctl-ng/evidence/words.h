/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a refusal usually means: from the words with which applications report it, and from the
 * record of the denial.
 */
#ifndef PAXCTL_WORDS_H
#define PAXCTL_WORDS_H

#include <stddef.h>

#include "evidence/denials.h"

/**
 * struct words_entry - a message of an application
 * @pattern: the words, as a pattern of fnmatch(3) that any part of a line can match
 * @who: the program or the library that says so
 * @mark: the mark that it needs, or NULL if another thing helps
 * @means: what was refused
 * @instead: what works without a mark, or NULL
 */
struct words_entry {
	const char *pattern;
	const char *who;
	const char *mark;
	const char *means;
	const char *instead;
};

/**
 * words_find - find the next entry that matches a message
 * @text: the message; may have several lines
 * @at: the position in the table; 0 for the first
 *
 * Return: the entry, or NULL if no further one matches.
 */
const struct words_entry *words_find(const char *text, size_t *at);

/**
 * words_entry_at - read the table
 * @n: the number of the entry
 *
 * Return: the entry, or NULL behind the last one.
 */
const struct words_entry *words_entry_at(size_t n);

/**
 * struct meaning - what a denial usually means
 * @means: what the program wanted
 * @remedy: what to do
 */
struct meaning {
	const char *means;
	const char *remedy;
};

/**
 * denial_meaning - explain a denial
 * @denial: the denial
 *
 * Return: the meaning; never NULL.
 */
const struct meaning *denial_meaning(const struct denial *denial);

#endif /* PAXCTL_WORDS_H */
