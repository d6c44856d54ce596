// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes an entry of the journal of each event. userspace/systemd/pax.catalog explains the message
 * identifiers, which never change.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "evidence/journal_entry.h"
#include "terminal/memory.h"
#include "terminal/quote.h"

#define ID_LOST "b3686bb96b174dbcaf8affa7be0554bb"
#define ID_OMITTED "806e513a4c304147be183a3c9cebd643"
#define ID_OTHER "ffb83558292c4cada59b614ec556a742"

/* @deny: the message if it was denied; @allow: in permissive mode, or of what has no action. */
static const struct kind {
	const char *event;
	const char *id;
	int priority;
	const char *deny;
	const char *allow;
} kinds[] = {
	{ "mmap_denied", "8cdc33b9c6d04c298129d4e45c6d3f8e", LOG_WARNING, "denied mmap",
	  "would have denied mmap" },
	{ "mprotect_denied", "6f66b1dd108241cc96034c915c9baaf4", LOG_WARNING, "denied mprotect",
	  "would have denied mprotect" },
	{ "shmat_denied", "b8e78399db464f208f6283e5d1b05efa", LOG_WARNING, "denied shmat",
	  "would have denied shmat" },
	{ "write_denied", "6b9db504da1b49e9ad3e0140a98cd06e", LOG_WARNING, "denied write to text",
	  "would have denied write to text" },
	{ "exec_refused", "a9db4ac3f78a4ff0ab448cc8a975f9eb", LOG_WARNING, "refused exec",
	  "would have refused exec" },
	{ "exec_fault", "a43368829f08403bacee26088ba6c826", LOG_ERR, "killed for execution",
	  "would have killed for execution" },
	{ "mark_invalid", "24dc37e613cb45d2a65e71fd44f69def", LOG_WARNING, NULL,
	  "ignored an invalid mark" },
	{ "mark_untrusted", "824dc7348ebb4fce8f5201e46ec1608d", LOG_WARNING, NULL,
	  "ignored a mark that is not trusted" },
	{ "mark_unreadable", "9f6368232c80403aa7735912a2daf201", LOG_WARNING, NULL,
	  "cannot read the mark" },
	{ "config_changed", "be50e0c0b0a04e329659356139103fa3", LOG_NOTICE, NULL,
	  "a setting was changed" },
	{ "armed_changed", "3e900ca71fa64800968a3e69758bc253", LOG_CRIT, NULL,
	  "enforcement was lost or is back" },
};

static const char *text_of(const struct out_pair *pairs, size_t num, const char *key)
{
	size_t i;

	for (i = 0; i < num; i++) {
		if (!strcmp(pairs[i].key, key))
			return pairs[i].text;
	}
	return NULL;
}

static void put(FILE *to, const char *before, const char *text, const char *after)
{
	char *safe;

	if (!text)
		return;
	safe = quote(text, false);
	fprintf(to, "%s%s%s", before, safe, after);
	free(safe);
}

/* Such as "PAX: denied mprotect rw- to r-x of /tmp/x by /usr/bin/luajit[luajit:812] uid 1000". */
static char *message(const struct kind *kind, const struct out_pair *pairs, size_t num)
{
	const char *action = text_of(pairs, num, "action"), *object = text_of(pairs, num, "file");
	bool denied = action && !strcmp(action, "deny");
	char *text = NULL;
	size_t size;
	FILE *to = need_memory(open_memstream(&text, &size));

	if (kind)
		fprintf(to, "PAX: %s", denied && kind->deny ? kind->deny : kind->allow);
	else
		put(to, "PAX: ", text_of(pairs, num, "event"), "");
	put(to, " ", text_of(pairs, num, "had"), " to");
	put(to, " ", text_of(pairs, num, "prot"), "");
	put(to, " of ", object ? object : text_of(pairs, num, "area"), "");
	put(to, " of ", text_of(pairs, num, "target"), "");
	put(to, ": \"", text_of(pairs, num, "mark"), "\"");
	put(to, ": ", text_of(pairs, num, "setting"), "");
	put(to, " from \"", text_of(pairs, num, "old"), "\"");
	put(to, " to \"", text_of(pairs, num, "new"), "\"");
	put(to, ": armed=", text_of(pairs, num, "armed"), "");
	put(to, " (", text_of(pairs, num, "cause"), ")");
	put(to, " by ", text_of(pairs, num, "exe"), "");
	put(to, "[", text_of(pairs, num, "comm"), "");
	put(to, ":", text_of(pairs, num, "pid"), "]");
	put(to, " uid ", text_of(pairs, num, "uid"), "");
	if (fclose(to))
		out_of_memory();
	return text;
}

static void begin(struct journal *journal, const char *text, const char *id, int priority)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", priority);
	journal_field(journal, "MESSAGE", text);
	journal_field(journal, "MESSAGE_ID", id);
	journal_field(journal, "PRIORITY", number);
	journal_field(journal, "SYSLOG_IDENTIFIER", "pax");
}

/* Adds PAX_KEY. A name that journald would drop cannot come from the kernel. */
static void add_pair(struct journal *journal, const struct out_pair *pair)
{
	char name[64] = "PAX_";
	size_t i, len = strlen(pair->key);

	if (!len || len > sizeof(name) - sizeof("PAX_"))
		return;
	for (i = 0; i < len; i++) {
		if (!isalnum((unsigned char)pair->key[i]) && pair->key[i] != '_')
			return;
		name[strlen("PAX_") + i] = toupper((unsigned char)pair->key[i]);
	}
	journal_field(journal, name, pair->text);
}

void journal_entry_event(struct journal *journal, const struct out_pair *pairs, size_t num)
{
	const char *event = text_of(pairs, num, "event"), *armed = text_of(pairs, num, "armed");
	const struct kind *kind = NULL;
	char *text;
	size_t i;

	for (i = 0; event && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!strcmp(kinds[i].event, event))
			kind = &kinds[i];
	}
	text = message(kind, pairs, num);
	begin(journal, text, kind ? kind->id : ID_OTHER,
	      !kind			     ? LOG_NOTICE :
	      armed && !strcmp(armed, "yes") ? LOG_NOTICE :
					       kind->priority);
	for (i = 0; i < num; i++)
		add_pair(journal, &pairs[i]);
	free(text);
}

static void put_number(struct journal *journal, const char *name, uint64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, number);
	journal_field(journal, name, text);
}

void journal_entry_lost(struct journal *journal, uint64_t lost)
{
	char text[128];

	snprintf(text, sizeof(text), "PAX: %" PRIu64 " event%s lost before they could be read",
		 lost, lost == 1 ? " was" : "s were");
	begin(journal, text, ID_LOST, LOG_WARNING);
	put_number(journal, "PAX_LOST", lost);
}

void journal_entry_omitted(struct journal *journal, const char *user, unsigned long omitted)
{
	char text[128];

	snprintf(text, sizeof(text),
		 "PAX: %lu event%s of uid %.20s left out, as there were too many", omitted,
		 omitted == 1 ? "" : "s", user);
	begin(journal, text, ID_OMITTED, LOG_WARNING);
	journal_field(journal, "PAX_UID", user);
	put_number(journal, "PAX_OMITTED", omitted);
}
