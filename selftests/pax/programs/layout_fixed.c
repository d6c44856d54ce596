// SPDX-License-Identifier: GPL-2.0-only
/*
 * The same at a fixed address.
 */
#include "layout.c"
