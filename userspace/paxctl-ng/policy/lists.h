/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lists of exemptions that were written for other tools. Each parser turns the entries of its
 * format into marks, and says which entries have none.
 */
#ifndef PAXCTL_LISTS_H
#define PAXCTL_LISTS_H

#include <stdbool.h>
#include <stddef.h>

#include "paxflags.h"
#include "policy/rules.h"

/**
 * enum list_format - a format
 * @LIST_POLICY: a policy file, and the list of paxd, which has the same form
 * @LIST_PAXCTLD: paxctld.conf: PATH FLAGS [nonroot]
 * @LIST_PAXRAT: paxrat's JSON
 * @LIST_PAX_MARK: calls of pax-mark in an ebuild
 * @LIST_SECADM: HardenedBSD's secadm.rules
 * @LIST_SARA: S.A.R.A.'s wxprot.conf
 */
enum list_format {
	LIST_POLICY,
	LIST_PAXCTLD,
	LIST_PAXRAT,
	LIST_PAX_MARK,
	LIST_SECADM,
	LIST_SARA,
	LIST_NUM,
};

/**
 * struct list_entry - an entry of a list
 * @path: its path, as a policy file has it; NULL if the entry has none
 * @mark: its mark; NULL if it has none
 * @line: its line
 * @left_out: why it does not become a line of a policy, or NULL
 * @note: what of it has no counterpart here, although it becomes a line; or NULL
 * @wrong: @left_out is an error in the list
 */
struct list_entry {
	const char *path;
	const char *mark;
	unsigned int line;
	const char *left_out;
	const char *note;
	bool wrong;
};

/**
 * struct list - a list that is being parsed
 * @name: its file name, for messages and for the variables of an ebuild
 * @text: its text; it has no NUL but the one behind @len bytes
 * @len: its length
 * @home: the directory that relative paths start from, or NULL
 * @take: called for each entry, in an order in which a later one for the same file counts
 * @context: for @take
 */
struct list {
	const char *name;
	const char *text;
	size_t len;
	const char *home;
	void (*take)(const struct list_entry *entry, void *context);
	void *context;
};

/* list_detect.c */
const char *list_format_name(enum list_format format);
bool list_format_find(const char *name, enum list_format *format);
enum list_format list_detect(const char *text);
const char *list_unread(const char *text);

/* list_load.c */
int list_read_text(const char *name, char **text, size_t *len);
int list_load(const char *name, bool force, const char *home, struct policy_file *file);
void list_parse(const struct list *list, enum list_format format);

/* list_entry.c */
const char *list_letters(const char *text, size_t len, struct paxflags_letters *letters);
void list_put(const struct list *list, unsigned int line, const char *path,
	      struct paxflags_letters letters, bool implied_e, const char *note);
void list_leave(const struct list *list, unsigned int line, const char *path, const char *reason);
__attribute__((format(printf, 3, 4))) void list_wrong(const struct list *list, unsigned int line,
						      const char *format, ...);

/* The parsers: list_lines.c, list_json.c, list_ebuild.c and list_secadm.c. */
void list_parse_paxctld(const struct list *list);
void list_parse_sara(const struct list *list);
void list_parse_paxrat(const struct list *list);
void list_parse_ebuild(const struct list *list);
void list_parse_secadm(const struct list *list);

#endif /* PAXCTL_LISTS_H */
