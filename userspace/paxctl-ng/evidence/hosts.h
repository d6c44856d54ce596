/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Merges the evidence of many hosts. What a file says of its own origin does not count, since who
 * can write into a log can write anything: the host of a file is the one that its path names, where
 * the administrator collected it.
 *
 * Memory is bounded: that for a host is freed when it was merged, and a host can add only a limited
 * number of programs to the result.
 */
#ifndef PAXCTL_HOSTS_H
#define PAXCTL_HOSTS_H

#include <stdbool.h>
#include <stddef.h>

#include "evidence/denials.h"

struct fleet;

/**
 * fleet_new - begin
 * @filter: which records count
 *
 * Return: the fleet, which the caller frees.
 */
struct fleet *fleet_new(const struct record_filter *filter);

/**
 * fleet_add - add evidence
 * @fleet: the fleet
 * @path: a file, which is one host's; or a directory, which is a group of hosts: each file in it,
 *	and each directory with files, is one host's
 *
 * A host has the name of the file, without endings such as .log, .1 and .gz. All files with the
 * same name are of the same host.
 *
 * Return: 0, or a negative errno after a message.
 */
int fleet_add(struct fleet *fleet, const char *path);

/**
 * fleet_read - read all evidence
 * @fleet: the fleet
 *
 * Return: 0, or a negative errno after messages if something could not be read.
 */
int fleet_read(struct fleet *fleet);

/**
 * fleet_merge - keep what enough hosts have shown
 * @fleet: the fleet, after fleet_read()
 * @min: how many hosts must show a kind of denial
 * @group: only programs of this group, or NULL
 * @denials: the result, sorted; valid until fleet_free()
 *
 * Return: false if there is no such group.
 */
bool fleet_merge(struct fleet *fleet, unsigned int min, const char *group, struct denials *denials);

/**
 * fleet_hosts - count the hosts
 * @fleet: the fleet
 *
 * Return: the number of hosts.
 */
size_t fleet_hosts(const struct fleet *fleet);

/**
 * fleet_free - free all
 * @fleet: the fleet
 * @denials: the result of fleet_merge()
 */
void fleet_free(struct fleet *fleet, struct denials *denials);

#endif /* PAXCTL_HOSTS_H */
