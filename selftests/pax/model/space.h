/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared by the files that model what the kernel does with an address space.
 */
#ifndef PAX_MODEL_SPACE_H
#define PAX_MODEL_SPACE_H

#include "model.h"

static inline struct outcome failed(int err)
{
	return (struct outcome){ .err = err, .cell = NOWHERE };
}

static inline struct outcome done(unsigned int cell)
{
	return (struct outcome){ .cell = cell };
}

static inline struct outcome nothing(void)
{
	return (struct outcome){ .cell = NOWHERE };
}

bool space_any(const struct world *world, unsigned int at, unsigned int len);
void space_unmap(struct world *world, unsigned int at, unsigned int len);
int space_put(struct world *world, unsigned int at, unsigned int len, const struct cell *like,
	      unsigned int prot);
unsigned int space_mapping_end(const struct world *world, unsigned int at);

struct outcome space_shrink(struct world *world, const struct step *step);
struct outcome space_grow(struct world *world, const struct step *step);
struct outcome space_move(struct world *world, const struct step *step);

#endif /* PAX_MODEL_SPACE_H */
