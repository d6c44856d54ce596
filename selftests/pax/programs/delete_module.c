// SPDX-License-Identifier: GPL-2.0-only
/*
 * delete_module FLAGS: asks the kernel to remove the module, with these flags (decimal), and prints
 * the answer. It makes the system call alone, since kmod checks first and hides that answer.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int err = syscall(SYS_delete_module, "pax", argc > 1 ? atoi(argv[1]) : 0) ? errno : 0;

	puts(!err ? "gone" : err == EPERM ? "EPERM" : err == EAGAIN ? "EAGAIN" : strerror(err));
	return err;
}
