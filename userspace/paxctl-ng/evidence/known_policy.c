// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares the mark that a program needs with the policy in force; see known_policy.h.
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "evidence/known_policy.h"
#include "files/root.h"
#include "mark.h"
#include "policy/fleet_policy.h"
#include "terminal/memory.h"
#include "terminal/message.h"

/* A file. @ino: 0 if there is none. */
struct known_id {
	dev_t dev;
	ino_t ino;
};

static struct known_id find_id(struct root *root, const char *path)
{
	struct known_id id = { 0 };
	struct found found;

	if (!root_find(root, path, &found)) {
		id = (struct known_id){ found.st.st_dev, found.st.st_ino };
		close(found.fd);
	}
	return id;
}

static size_t num_lines(const struct known_policy *known)
{
	return known->policy.num + (known->own_counts ? known->own.num : 0);
}

static const struct rule *line_at(const struct known_policy *known, size_t i)
{
	return i < known->policy.num ? &known->policy.rules[i] :
				       &known->own.rules[i - known->policy.num];
}

/* Whether the file is one of the policy, which was read already. */
static bool is_in_policy(const struct known_policy *known, const char *own)
{
	struct stat st;
	size_t i;

	for (i = 0; i < known->policy.num_files && !stat(own, &st); i++) {
		struct known_id id = find_id(known->root, known->policy.files[i].name);

		if (id.ino == st.st_ino && id.dev == st.st_dev)
			return true;
	}
	return false;
}

/* Whether the line is in a file of the policy that comes after the one that learn adds to. */
static bool is_later(const struct known_policy *known, const struct rule *line)
{
	const char *from = strrchr(line->from, '/'), *own;

	if (known->own_name && !strcmp(line->from, FLEET_FILE))
		return true;
	if (!known->own_name || !from || !strstr(line->from, "/policy.d/") ||
	    !strstr(known->own_name, "/policy.d/"))
		return false;
	own = strrchr(known->own_name, '/');
	return strcmp(from, own) > 0;
}

int known_policy_load(struct known_policy *known, struct root *root, const char *own,
		      bool elsewhere)
{
	struct policy_request request = { .root = root };
	FILE *stream;
	size_t i;
	int err = 0;

	*known = (struct known_policy){ .root = root, .own_name = own };
	if (policy_exists(root))
		err = policy_load(&request, &known->policy);
	stream = own && !err ? fopen(own, "re") : NULL;
	if (stream) {
		err = policy_parse(stream, own, false, NULL, &known->own);
		fclose(stream);
	} else if (own && !err && errno != ENOENT) {
		err = -errno;
		say(own, "cannot read it: %s", strerror(-err));
	}
	if (err) {
		say("learn",
		    "nothing is proposed, since the policy has errors; correct those first");
		return err;
	}
	known->own_counts = own && !is_in_policy(known, own);
	if (elsewhere)
		return 0;
	known->ids = need_memory(calloc(num_lines(known) + 1, sizeof(*known->ids)));
	for (i = 0; i < num_lines(known); i++) {
		if (!line_at(known, i)->glob)
			known->ids[i] = find_id(root, line_at(known, i)->path);
	}
	return 0;
}

/* Whether a line is for the program with this path, which leads to the file @id. */
static bool is_for(const struct known_policy *known, size_t i, const char *path,
		   const struct known_id *id)
{
	const struct rule *line = line_at(known, i);

	if (!known->ids && line->id.known)
		return false;
	if (line->glob)
		return !fnmatch(line->path, path, FNM_PATHNAME | FNM_PERIOD);
	if (!strcmp(line->path, path))
		return true;
	return id->ino && known->ids[i].ino == id->ino && known->ids[i].dev == id->dev;
}

/* Returns the line that counts for a program, or NULL. */
static const struct rule *find_line(const struct known_policy *known, const char *path)
{
	struct known_id id = { 0 };
	size_t i;

	if (known->ids)
		id = find_id(known->root, path);
	for (i = num_lines(known); i-- > 0;) {
		if (is_for(known, i, path, &id))
			return line_at(known, i);
	}
	return NULL;
}

/* The flags that a mark gives in hard mode. */
static unsigned int flags_of(const struct paxflags_letters *letters)
{
	struct pax_mark mark = { .on = letters->on, .off = letters->off };

	return pax_mark_resolve(&mark, false, PAX_FLAGS_DEFAULT);
}

/* Lets a proposal keep what a line lifts. */
static void keep(const struct rule *line, struct program *program)
{
	unsigned int flags = flags_of(&line->letters);

	program->lifted |= ~flags & (PAX_PAGEEXEC | PAX_MPROTECT | PAX_RANDMMAP);
	program->emulating |= (flags & PAX_EMUTRAMP) != 0;
}

static enum known_verdict judge(const struct known_policy *known, const struct rule *line,
				const char *mark)
{
	struct paxflags_letters letters;

	if (paxflags_parse(mark, strlen(mark), &letters))
		return KNOWN_NOTHING;
	if (line->remove)
		return KNOWN_REMOVED;
	if (flags_of(&line->letters) == flags_of(&letters))
		return KNOWN_ALREADY;
	if (line->letters.on & letters.off & ~PAX_EMUTRAMP)
		return KNOWN_AGAINST;
	return is_later(known, line) ? KNOWN_LATER : KNOWN_KEPT;
}

void known_policy_mark(const struct known_policy *known, const struct program *program,
		       struct known_mark *mark)
{
	const struct rule *line =
		known && !program->rejected ? find_line(known, program->exe) : NULL;
	struct program with_policy = *program;

	*mark = (struct known_mark){ .line = line };
	if (line && !line->remove)
		keep(line, &with_policy);
	weakest_mark_find(&with_policy, &mark->weakest);
	if (line && mark->weakest.mark)
		mark->verdict = judge(known, line, mark->weakest.mark);
}

const char *known_verdict_text(enum known_verdict verdict)
{
	static const char *const texts[] = {
		[KNOWN_KEPT] = "the policy has another mark, whose exemptions this keeps",
		[KNOWN_ALREADY] = "the policy has this already",
		[KNOWN_REMOVED] = "the policy gives it no mark on purpose, so decide",
		[KNOWN_AGAINST] = "the policy turns on what this turns off, so decide",
		[KNOWN_LATER] = "a later file of the policy has another mark; change that line",
	};

	return texts[verdict];
}

void known_policy_free(struct known_policy *known)
{
	policy_free(&known->policy);
	policy_file_free(&known->own);
	free(known->ids);
	*known = (struct known_policy){ 0 };
}
