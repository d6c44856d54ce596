/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Warnings about marks that do not do what their author probably meant.
 */
#ifndef PAXCTL_WARNINGS_H
#define PAXCTL_WARNINGS_H

#include "paxflags.h"

void warn_invalid(const char *file, enum paxflags_attr attr, const struct paxflags_value *value,
		  const char *outcome);
void warn_shadowed(const char *file, int fd, enum paxflags_attr attr);
void warn_refused(const char *file, const struct paxflags_letters *letters);

#endif /* PAXCTL_WARNINGS_H */
