// SPDX-License-Identifier: GPL-2.0-only
/*
 * Generates entry_offsets.h: constants and offsets of C for the assembler of entry_x86.S.
 */
#include <linux/kbuild.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/personality.h>
#include <linux/sched.h>

#include "base/compat.h"

int main(void);
int main(void)
{
	OFFSET(TASK_MM, task_struct, mm);
	OFFSET(TASK_PERSONALITY, task_struct, personality);
	OFFSET(MM_FLAGS, mm_struct, flags);
	DEFINE(MM_SHIFT, PAX_MM_SHIFT);
	DEFINE(PAX_P, (int)PAX_PAGEEXEC);
	DEFINE(PAX_M, (int)PAX_MPROTECT);
	DEFINE(PAX_R, (int)PAX_RANDMMAP);
	DEFINE(PROT_WRITE_EXEC, PROT_WRITE | PROT_EXEC);
	DEFINE(FOLL_WRITE_BIT, FOLL_WRITE);
	OFFSET(VMA_FILE, vm_area_struct, vm_file);
	DEFINE(MAY_WRITE_EXEC, VM_MAYWRITE | VM_MAYEXEC);
	DEFINE(ARG_FIXUP_VMA, PAX_ARG_FIXUP_VMA);
	DEFINE(RIE, READ_IMPLIES_EXEC);
	return 0;
}
