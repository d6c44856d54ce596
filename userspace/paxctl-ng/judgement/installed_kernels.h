/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which kernels are installed, whether each has the module, and why not.
 */
#ifndef PAXCTL_INSTALLED_KERNELS_H
#define PAXCTL_INSTALLED_KERNELS_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct installed_kernel - a kernel that can be booted
 * @release: its release, as uname -r prints it
 * @protects: it has the module, or PaX is built in
 * @state: "module PATH", "built-in", or "none (REASON)"
 */
struct installed_kernel {
	char *release;
	bool protects;
	char *state;
};

/**
 * installed_kernels - list the kernels below a root directory
 * @root: the root directory; "/" is the machine itself
 * @num: the result: how many there are
 *
 * A directory of /lib/modules is a kernel if it has a modules.dep or a directory kernel; others are
 * left over, or have only the headers.
 *
 * Return: the kernels, oldest release first. The caller frees them with installed_kernels_free().
 * NULL if there are none, or after a message if @root cannot be opened.
 */
struct installed_kernel *installed_kernels(const char *root, size_t *num);

/**
 * installed_kernels_free - free the result of installed_kernels()
 * @kernels: the kernels, or NULL
 * @num: how many there are
 */
void installed_kernels_free(struct installed_kernel *kernels, size_t num);

#endif /* PAXCTL_INSTALLED_KERNELS_H */
