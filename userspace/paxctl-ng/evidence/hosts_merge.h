/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared by hosts.c, which reads the evidence of hosts, and hosts_merge.c, which merges it.
 */
#ifndef PAXCTL_HOSTS_MERGE_H
#define PAXCTL_HOSTS_MERGE_H

#include <pthread.h>
#include <stdint.h>

#include "evidence/hosts.h"

/* The group of a file that is in no directory of a group. */
#define NO_GROUP SIZE_MAX

/* A file, and whose it is. */
struct evidence {
	char *path;
	char *host;
	size_t group;
};

struct group {
	char *name;
	unsigned int hosts;
};

/* @lock: all but @filter and @files, which do not change while the hosts are read. */
struct fleet {
	const struct record_filter *filter;
	struct evidence *files;
	size_t num_files;
	pthread_mutex_t lock;
	size_t next;
	int err;
	struct group *groups;
	size_t num_groups;
	unsigned int hosts;
	void *programs;
	size_t path_bytes;
	struct denials sum;
	unsigned int min;
	size_t only;
	struct denials *result;
};

/* Merges what a host has shown. Under the lock. */
void hosts_merge(struct fleet *fleet, const struct evidence *host, const struct denials *denials);

#endif /* PAXCTL_HOSTS_MERGE_H */
