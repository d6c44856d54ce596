// SPDX-License-Identifier: GPL-2.0-only
/*
 * heap.c, linked at a fixed address.
 */
#include "heap.c"
