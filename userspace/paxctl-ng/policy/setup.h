/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The questions of "paxctl-ng setup", the answers, and what follows from them: the settings of
 * pax.conf, and a profile.
 *
 * setup_plan.c decides, and makes no system call. setup_answers.c reads and writes answers.
 */
#ifndef PAXCTL_SETUP_H
#define PAXCTL_SETUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "policy/boot_config.h"
#include "policy/profiles.h"

struct root;

/* The questions, in the order in which they are asked. */
enum setup_question {
	SETUP_MACHINE,
	SETUP_VIRTUALISATION,
	SETUP_FIRST,
	SETUP_COMPILERS,
	SETUP_USERS_EXEMPT,
	SETUP_ENFORCE,
	SETUP_NUM,
};

/**
 * enum setup_price - a column of the figures of Documentation/performance.rst
 * @SETUP_PRICE_NONE: the choice has no figures
 * @SETUP_PRICE_MODULE: of a program without a mark
 * @SETUP_PRICE_WITHOUT_R: of one without RANDMMAP
 */
enum setup_price {
	SETUP_PRICE_NONE,
	SETUP_PRICE_MODULE,
	SETUP_PRICE_WITHOUT_R,
};

/**
 * struct setup_choice - a possible answer
 * @name: the answer
 * @means: what follows, and its price, in lines; each ends with a newline
 * @price: figures to print
 */
struct setup_choice {
	const char *name;
	const char *means;
	enum setup_price price;
};

#define SETUP_MAX_CHOICES 4

/**
 * struct setup_asked - a question
 * @name: its key in a file of answers
 * @question: its text
 * @choices: the possible answers; of SETUP_MACHINE and SETUP_COMPILERS, those with a text. The
 *	others are the names of profiles, and lists of compilers.
 */
struct setup_asked {
	const char *name;
	const char *question;
	struct setup_choice choices[SETUP_MAX_CHOICES];
};

/* The questions, by enum setup_question. */
extern const struct setup_asked setup_questions[SETUP_NUM];

/**
 * struct setup_compiler - programs that compile at run time
 * @name: the name, for the answer to SETUP_COMPILERS
 * @about: what they are
 * @patterns: their paths in the profiles, as for fnmatch(3)
 */
struct setup_compiler {
	const char *name;
	const char *about;
	const char *patterns[4];
};

/* All that have a name; the last has none. */
extern const struct setup_compiler setup_compilers[];

/**
 * struct setup_answers - the answers
 * @value: by enum setup_question; NULL where there is none
 */
struct setup_answers {
	char *value[SETUP_NUM];
};

/**
 * struct setup_line - a line of the profile that setup writes
 * @path: its path or pattern
 * @letters: the mark, or NULL: the line cancels the mark of @path
 */
struct setup_line {
	char *path;
	char *letters;
};

/**
 * struct setup_plan - what follows from the answers
 * @setting: the values for pax.conf; NULL for a setting that pax.conf does not name
 * @because: the question that each setting follows from
 * @inherits: the profile that SETUP_PROFILE inherits
 * @lines: the lines of SETUP_PROFILE
 * @num: the number of @lines
 */
struct setup_plan {
	const char *setting[BOOT_NUM];
	enum setup_question because[BOOT_NUM];
	const char *inherits;
	struct setup_line *lines;
	size_t num;
};

/* The profile that setup writes and chooses, and its files. */
#define SETUP_PROFILE "setup"
#define SETUP_PROFILE_FILE "/etc/pax/profiles/" SETUP_PROFILE ".conf"
#define SETUP_ANSWERS_FILE "/etc/pax/setup.conf"
#define SETUP_CONFIG_FILE "/etc/pax/pax.conf"

/* The first line of pax.conf and of the profile if setup has written them. */
#define SETUP_HEAD "# Written by \"paxctl-ng setup\" from the answers in " SETUP_ANSWERS_FILE "."

/**
 * setup_check - check an answer
 * @question: the question
 * @text: the answer
 * @profiles: the profiles
 * @num: how many there are
 *
 * Return: NULL if it is one, or the reason why not, which the caller frees.
 */
char *setup_check(enum setup_question question, const char *text, const struct profile *profiles,
		  size_t num);

/**
 * setup_choices - list the possible answers
 * @question: the question
 * @profiles: the profiles
 * @num: how many there are
 *
 * Return: the answers with commas between them, which the caller frees.
 */
char *setup_choices(enum setup_question question, const struct profile *profiles, size_t num);

/**
 * setup_figures - print the figures of a choice
 * @price: which
 *
 * Return: the text of one line, which the caller frees; NULL for SETUP_PRICE_NONE.
 */
char *setup_figures(enum setup_price price);

/**
 * setup_make_plan - decide what follows from the answers
 * @answers: one for each question, all of them checked
 * @profiles: the profiles; that of the machine has no error
 * @num: how many there are
 * @plan: the result; the caller frees it with setup_plan_free()
 */
void setup_make_plan(const struct setup_answers *answers, const struct profile *profiles,
		     size_t num, struct setup_plan *plan);

/**
 * setup_write_config - write pax.conf
 * @to: the file
 * @plan: the plan
 */
void setup_write_config(FILE *to, const struct setup_plan *plan);

/**
 * setup_write_profile - write the profile SETUP_PROFILE
 * @to: the file
 * @plan: the plan
 */
void setup_write_profile(FILE *to, const struct setup_plan *plan);

/**
 * setup_plan_free - free the result of setup_make_plan()
 * @plan: the plan
 */
void setup_plan_free(struct setup_plan *plan);

/**
 * setup_answers_read - read a file of answers
 * @stream: the file
 * @name: its name, for messages
 * @profiles: the profiles
 * @num: how many there are
 * @answers: the answers; those that the file has replace others
 *
 * Return: 0, or -EINVAL after a message for each error. Then nothing was replaced.
 */
int setup_answers_read(FILE *stream, const char *name, const struct profile *profiles, size_t num,
		       struct setup_answers *answers);

/**
 * setup_answers_remembered - read the answers that were given before
 * @root: the root of the directories
 * @profiles: the profiles
 * @num: how many there are
 * @answers: the result, without any answer if there is no such file
 *
 * Return: 0, or a negative errno after a message.
 */
int setup_answers_remembered(struct root *root, const struct profile *profiles, size_t num,
			     struct setup_answers *answers);

/**
 * setup_answers_write - write a file of answers
 * @to: the file
 * @answers: one for each question
 */
void setup_answers_write(FILE *to, const struct setup_answers *answers);

/**
 * setup_answers_free - free answers
 * @answers: the answers
 */
void setup_answers_free(struct setup_answers *answers);

#endif /* PAXCTL_SETUP_H */
