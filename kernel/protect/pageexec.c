// SPDX-License-Identifier: GPL-2.0-only
/*
 * PAGEEXEC: handles execution faults, and clears READ_IMPLIES_EXEC.
 *
 * If a process tries to execute memory that is not executable, it is killed before any of its
 * signal handlers can run, and then reported: an attack that has got this far gets no second try.
 * The hardware detects this by a fault (module/arch/fault.c for a module).
 *
 * Nothing that the process controls may delay the kill: not its memory, which a FUSE server
 * or userfaultfd can withhold, nor its mmap lock, nor a slow console. Its other threads
 * would run on. So the kill comes first, and the report reads memory only if that cannot
 * wait.
 *
 * The personality READ_IMPLIES_EXEC makes all readable memory of a program executable. An old
 * executable sets it, and any program can set it; it is cleared wherever the kernel is about to act
 * on it. An executable stack is refused where the stack gets its protection (mprotect.c).
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/cred.h>
#include <linux/file.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/pax.h>
#include <linux/personality.h>
#include <linux/printk.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/string_helpers.h>

#include "arch/machine.h"
#include "protect/emutramp.h"
#include "base/mm_flags.h"
#include "rules/policy.h"
#include "report/record.h"
#include "report/report.h"
#include "settings/settings.h"
#include "protect/vma.h"

/*
 * How long the report may wait for the mmap lock, if it needs that. The other threads have been
 * killed by then, but one that sleeps in the kernel may keep the lock.
 */
#define LOCK_TIMEOUT (HZ / 10)

/* How much of the memory around a fault is shown, in bytes. */
#define SHOWN_AT_PC 20
#define SHOWN_AT_SP 88

/**
 * pax_on_read_implies_exec - the kernel is about to act on READ_IMPLIES_EXEC
 *
 * Clears that bit in the personality of the current task, which has it. PaX's rule: under PAGEEXEC
 * a mapping is executable only if the request says so.
 *
 * Context: any.
 */
void pax_on_read_implies_exec(void)
{
	if (pax_policy_drops_rie(pax_mm_flags(current->mm)) && !pax_permissive())
		current->personality &= ~READ_IMPLIES_EXEC;
}

/* The mapping at the address of a fault. */
struct place {
	unsigned long start, end;
	u64 offset;
	struct file *file;
	const char *area;
	bool executable;
};

/* Returns false if the mappings could not be read in time. */
static bool find_place(unsigned long addr, struct place *place, unsigned long until)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;

	*place = (struct place){ .area = "<unknown mapping>" };
	if (!pax_vmas_begin(mm, until))
		return false;
	vma = vma_lookup(mm, addr);
	if (!vma) {
		place->area = "<no mapping>";
	} else {
		place->start = vma->vm_start;
		place->end = vma->vm_end;
		place->offset = (u64)vma->vm_pgoff << PAGE_SHIFT;
		place->file = pax_vma_file(vma);
		place->area = pax_vma_area(vma);
		place->executable = vma->vm_flags & VM_EXEC;
	}
	pax_vmas_end(mm);
	return true;
}

static void show_bytes(unsigned long pc, unsigned long until)
{
	char line[SHOWN_AT_PC * sizeof("00")] = "";
	unsigned int n;
	u8 byte;

	for (n = 0; n < SHOWN_AT_PC; n++) {
		bool bad = !pax_read_memory(&byte, pc + n, sizeof(byte), until);

		scnprintf(line + 3 * n, sizeof(line) - 3 * n, bad ? "?? " : "%02x ", byte);
	}
	pr_err("bytes at PC: %s\n", strim(line));
}

static void show_words(unsigned long sp, unsigned int size, unsigned long until)
{
	char line[SHOWN_AT_SP * 3] = "";
	unsigned long word;
	unsigned int n, len = 0;

	for (n = 0; n < SHOWN_AT_SP / size; n++) {
		unsigned long at = sp - size + n * size;

		word = 0;
		if (pax_read_memory(&word, at, size, until) < size)
			len += scnprintf(line + len, sizeof(line) - len, "%.*s ", 2 * size,
					 "????????????????");
		else
			len += scnprintf(line + len, sizeof(line) - len, "%0*lx ", 2 * size, word);
	}
	pr_err("bytes at SP-%u: %s\n", size, strim(line));
}

/* The details of a fault for the log. */
struct fault {
	struct pt_regs *user;
	const struct place *place;
	unsigned long until;
	bool permissive;
};

/* Prints the four lines that PaX prints. */
static void show_fault(const void *data)
{
	const struct fault *fault = data;
	const struct place *place = fault->place;
	struct pt_regs *user = fault->user;
	unsigned int size = pax_arch_user_32(user) ? sizeof(u32) : sizeof(u64), digits = 2 * size;
	unsigned long pc = instruction_pointer(user), sp = user_stack_pointer(user);
	char *where = place->file ? pax_file_text(place->file) : NULL;
	char *exe = pax_exe_text(current), *comm;
	char name[TASK_COMM_LEN];

	get_task_comm(name, current);
	comm = kstrdup_quotable(name, GFP_KERNEL);
	pr_err("execution attempt in: %s, %0*lx-%0*lx %0*llx\n", where ?: place->area, digits,
	       place->start, digits, place->end, digits, place->offset);
	pr_err("%s task: %s(%s):%d, uid/euid: %u/%u, PC: %0*lx, SP: %0*lx\n",
	       fault->permissive ? "would have terminated" : "terminating", exe ?: "?", comm ?: "?",
	       task_pid_nr(current), from_kuid(&init_user_ns, current_uid()),
	       from_kuid(&init_user_ns, current_euid()), digits, pc, digits, sp);
	show_bytes(pc, fault->until);
	show_words(sp, size, fault->until);
	kfree(comm);
	kfree(exe);
	kfree(where);
}

static void report_fault(struct pt_regs *user, const struct place *place, bool permissive,
			 unsigned long until)
{
	struct pax_subject subject = { .file = place->file,
				       .area = place->area,
				       .addr = instruction_pointer(user),
				       .offset = place->offset,
				       .sp = user_stack_pointer(user),
				       .refused = !permissive };
	struct fault fault = { user, place, until, permissive };

	pax_report_now(PAX_EV_EXEC_FAULT, &subject, show_fault, &fault);
}

/**
 * pax_on_exec_fault - the current task tried to execute memory that is not executable
 * @user: its registers
 * @addr: the address of the fault
 *
 * PaX's PAGEEXEC: the process is killed and reported, and none of its signal handlers runs. If
 * EMUTRAMP emulates the code at the address, the process continues.
 *
 * If the mapping is executable, the kernel handles the fault: the mapping has no page there
 * (SIGBUS), or another thread has just changed it. If that cannot be found out without waiting,
 * which is possible only before Linux 6.4, the process is killed: another thread must gain nothing
 * by keeping the mmap lock.
 *
 * Context: process context with interrupts on, may sleep.
 * Return: true if the fault has been handled, false if the kernel is to send its signal.
 */
bool pax_on_exec_fault(struct pt_regs *user, unsigned long addr)
{
	bool end = !pax_permissive(), found;
	unsigned long until = jiffies;
	struct place place;

	might_sleep();
	if (!(pax_mm_flags(current->mm) & PAX_PAGEEXEC))
		return false;
	if (pax_emutramp(user))
		return true;
	found = find_place(addr, &place, until);
	if (place.executable) {
		end = false;
	} else {
		/* After this no thread of the process returns to user space. */
		if (end) {
			force_sig(SIGKILL);
			until = jiffies + LOCK_TIMEOUT;
		}
		if (!found)
			find_place(addr, &place, until);
		report_fault(user, &place, !end, until);
	}
	if (place.file)
		fput(place.file);
	return end;
}
