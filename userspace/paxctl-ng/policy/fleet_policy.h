/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The policy of a fleet: one signed file, with sections for groups of machines. pax-policy(5)
 * describes it.
 */
#ifndef PAXCTL_FLEET_POLICY_H
#define PAXCTL_FLEET_POLICY_H

#include "policy/rules.h"

/* The installed file. Its signature has the same name and ".sig". */
#define FLEET_FILE "/etc/pax/fleet.conf"
#define FLEET_KEYS "/etc/pax/trust.d"
#define FLEET_GROUPS "/etc/pax/groups"

/**
 * struct fleet_policy - the policy of a fleet, as far as it is about this machine
 * @files: the sections that hold here, in the order of the file
 * @num: the number of @files
 * @summary: who signed it and which sections hold here, for people; NULL without a policy
 */
struct fleet_policy {
	struct policy_file *files;
	size_t num;
	char *summary;
};

enum fact {
	FACT_HOST,
	FACT_GROUP,
	FACT_OS,
	FACT_ARCH,
	FACT_KERNEL,
	FACT_NUM,
};

/**
 * struct facts - what is known of a machine
 * @values: the values of each fact; a host has two names, and may be in several groups
 * @num: the number of values of each
 * @known: whether the fact is known
 */
struct facts {
	char **values[FACT_NUM];
	size_t num[FACT_NUM];
	bool known[FACT_NUM];
};

/* fleet_policy.c */
int fleet_policy_read(const struct policy_request *request, struct fleet_policy *fleet);

/* facts.c */
int facts_read(struct root *root, const char *const *given, struct facts *facts);
void facts_free(struct facts *facts);
int facts_find(const char *name, size_t len);
const char *facts_name(enum fact fact);
bool facts_match(const struct facts *facts, enum fact fact, const char *patterns);

#endif /* PAXCTL_FLEET_POLICY_H */
