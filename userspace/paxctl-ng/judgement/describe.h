/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Describes in sentences what the kernel does with a mark, and why.
 */
#ifndef PAXCTL_DESCRIBE_H
#define PAXCTL_DESCRIBE_H

#include <stddef.h>

#include "paxflags.h"

/* The maximum number of sentences from describe_flags() and describe_reasons(). */
#define DESCRIBE_MAX 8

/**
 * describe_flags - describe the effect of flags, with one sentence per protection
 * @flags: bits of PAX_*
 * @words: the result: static strings
 *
 * Return: the number of strings.
 */
size_t describe_flags(unsigned int flags, const char *words[DESCRIBE_MAX]);

/**
 * describe_reasons - describe the reasons for a decision
 * @kernel: the settings of the kernel that decided
 * @decision: the decision
 * @words: the result: static strings
 *
 * Return: the number of strings, at least one.
 */
size_t describe_reasons(const struct paxflags_kernel *kernel,
			const struct paxflags_decision *decision, const char *words[DESCRIBE_MAX]);

/**
 * describe_invalid - explain why a mark is invalid
 * @value: the mark
 *
 * Return: a static string, or NULL if it is valid.
 */
const char *describe_invalid(const struct paxflags_value *value);

#endif /* PAXCTL_DESCRIBE_H */
