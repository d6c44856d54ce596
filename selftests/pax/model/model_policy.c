// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a page may become, by the module's own policy.c: applies to flags what the kernel and the
 * module's hooks apply to those of a mapping.
 */
#include "model.h"
#include "policy.h"

#define MAY (PAX_VM_MAYREAD | PAX_VM_MAYWRITE | PAX_VM_MAYEXEC)

/* The flags that the kernel gives before the hook runs. */
static unsigned long stock(const struct cell *cell, unsigned int prot)
{
	unsigned long vm = prot | MAY;

	if (cell->shared && cell->writable)
		vm |= PAX_VM_SHARED;
	if (!cell->writable)
		vm &= ~PAX_VM_MAYWRITE;
	if (!cell->runnable)
		vm &= ~PAX_VM_MAYEXEC;
	return vm;
}

int policy_map(struct cell *cell, unsigned int flags, unsigned int prot)
{
	cell->vm = stock(cell, prot);
	return pax_policy_map(flags, &cell->vm);
}

bool policy_sealed(const struct cell *cell)
{
	return cell->private && pax_policy_sealed(cell->vm);
}

int policy_protect(struct cell *cell, unsigned int flags, unsigned int prot, bool relro)
{
	unsigned long vm = (cell->vm & ~PAX_VM_ACCESS) | prot;
	int err;

	if (vm & ~(vm >> 4) & PAX_VM_ACCESS)
		return -EACCES;
	err = pax_policy_protect(flags, cell->vm, policy_sealed(cell), &vm);
	if (err)
		return err;
	if (relro && (vm & PAX_VM_ACCESS) == PAX_VM_READ && (vm & PAX_VM_MAYWRITE))
		pax_policy_seal(flags, &vm);
	cell->vm = vm;
	return 0;
}

void policy_heap(struct cell *cell, unsigned int prot)
{
	cell->vm = stock(cell, prot);
}

void policy_bss(struct cell *cell, unsigned int flags)
{
	cell->vm = stock(cell, R | W);
	pax_policy_brk(flags, &cell->vm);
}

void policy_stack(struct cell *cell, unsigned int flags)
{
	cell->vm = stock(cell, R | W);
	pax_policy_stack(flags, &cell->vm);
}

int policy_attach(unsigned int flags, bool exec)
{
	return pax_policy_shmat(flags, exec);
}

bool policy_drops_implies(unsigned int flags)
{
	return pax_policy_drops_rie(flags);
}
