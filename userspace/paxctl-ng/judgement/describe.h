/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel does with a mark, and why, as sentences.
 */
#ifndef PAXCTL_DESCRIBE_H
#define PAXCTL_DESCRIBE_H

#include <stddef.h>

#include "paxflags.h"

/* Most sentences that describe_flags() and describe_reasons() give. */
#define DESCRIBE_MAX 8

/**
 * describe_flags - what flags do, a sentence a protection
 * @flags: bits of PAX_*
 * @words: the result: static strings
 *
 * Return: how many.
 */
size_t describe_flags(unsigned int flags, const char *words[DESCRIBE_MAX]);

/**
 * describe_reasons - the reasons of a decision
 * @kernel: what decided
 * @decision: the decision
 * @words: the result: static strings
 *
 * Return: how many, at least one.
 */
size_t describe_reasons(const struct paxflags_kernel *kernel,
			const struct paxflags_decision *decision, const char *words[DESCRIBE_MAX]);

/**
 * describe_invalid - why a mark is invalid
 * @value: the mark
 *
 * Return: a static string, or NULL if it is valid.
 */
const char *describe_invalid(const struct paxflags_value *value);

#endif /* PAXCTL_DESCRIBE_H */
