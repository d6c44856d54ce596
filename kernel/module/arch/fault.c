// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hooks execution faults on each architecture.
 *
 * The hooked functions have other callers, too. So for each architecture the first function
 * recognizes faults of instruction fetches. The second one then runs in place of the hooked
 * function, with interrupts on, in the context of the task, and may sleep.
 */
#include <linux/module.h>
#include <linux/pax.h>
#include <linux/sched/task_stack.h>
#include <linux/signal.h>

#include "module/arch/fault.h"
#include "module/arch/regs.h"
#include "module/kept.h"

#if defined(CONFIG_X86)

#include <asm/trap_pf.h>
#include <asm/trapnr.h>

/**
 * pax_arch_exec_fault - tell whether a call is for an execution fault
 * @regs: registers at the entry of PAX_SYM_EXEC_FAULT
 *
 * Context: a hook's handler.
 * Return: true if the current task tried to execute memory that is not executable.
 */
bool pax_arch_exec_fault(struct pax_regs *regs)
{
	unsigned long code = pax_arg(regs, 2);

	return (int)pax_arg(regs, 1) == X86_TRAP_PF && (code & X86_PF_INSTR) &&
	       !(code & X86_PF_SGX) && user_mode((struct pt_regs *)pax_arg(regs, 0));
}

/* Returns true if the fault has been handled, also if the task is about to be killed. */
static noinline pax_noipa bool replace_exec_fault(struct pt_regs *user, int trap,
						  unsigned long code, unsigned long addr)
{
	bool done = pax_on_exec_fault(user, addr);

	module_put(THIS_MODULE);
	return done;
}

#else /* CONFIG_ARM, CONFIG_ARM64 */

/*
 * The hooked function, which sends the signal. If the signal is to be sent, it is called from here;
 * pax_own_call() recognizes that call if it enters the hook again. The address is not that of its
 * entry but behind ftrace's call, where kCFI finds no hash of its type: so callers are __nocfi.
 */
static void *send_signal;

#if defined(CONFIG_ARM64)

#include <asm/esr.h>

static bool is_fetch(unsigned long addr)
{
	const struct thread_struct *thread = &current->thread;

	return ESR_ELx_EC(thread->fault_code) == ESR_ELx_EC_IABT_LOW &&
	       thread->fault_address == untagged_addr(addr);
}

static noinline pax_noipa __nocfi void replace_exec_fault(int signo, int code, unsigned long addr,
							  const char *text)
{
	void (*send)(int signo, int code, unsigned long addr, const char *text) = send_signal;

	if (!pax_on_exec_fault(task_pt_regs(current), addr))
		send(signo, code, addr, text);
	module_put(THIS_MODULE);
}

#else /* CONFIG_ARM */

#define TRAP_PAGE_FAULT 14
/* Linux's own bit in the fault status: the fault was an instruction fetch's. */
#define FSR_FETCH BIT(31)

static bool is_fetch(unsigned long addr)
{
	const struct thread_struct *thread = &current->thread;

	return thread->trap_no == TRAP_PAGE_FAULT && (thread->error_code & FSR_FETCH) &&
	       thread->address == addr;
}

static noinline pax_noipa __nocfi int replace_exec_fault(int signo, int code, void __user *addr)
{
	int (*send)(int signo, int code, void __user *addr) = send_signal;
	int err = 0;

	if (!pax_on_exec_fault(task_pt_regs(current), (unsigned long)addr))
		err = send(signo, code, addr);
	module_put(THIS_MODULE);
	return err;
}

#endif

bool pax_arch_exec_fault(struct pax_regs *regs)
{
	int code = (int)pax_arg(regs, 1);

	if ((int)pax_arg(regs, 0) != SIGSEGV || (code != SEGV_MAPERR && code != SEGV_ACCERR) ||
	    pax_own_call(regs) || !is_fetch(pax_arg(regs, 2)))
		return false;
	WRITE_ONCE(send_signal, (void *)*pax_pc(regs));
	return true;
}

#endif

/**
 * pax_arch_exec_fault_replacement - get the function to run in place of PAX_SYM_EXEC_FAULT
 *
 * That function drops a reference to the module, which the handler must have taken, as it sleeps in
 * module text.
 *
 * Context: any.
 * Return: the function to redirect to.
 */
void *pax_arch_exec_fault_replacement(void)
{
	return replace_exec_fault;
}
