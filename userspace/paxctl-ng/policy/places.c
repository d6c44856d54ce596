// SPDX-License-Identifier: GPL-2.0-only
/*
 * The places on which the marks depend, and what an event at such a place means; see places.h.
 */
#include <fnmatch.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>

#include "policy/places.h"
#include "terminal/memory.h"

/* A name, or a pattern, and its uses. */
struct place_name {
	char *text;
	unsigned int use;
};

static int by_id(const void *a, const void *b)
{
	const struct place *left = a, *right = b;

	if (left->dev != right->dev)
		return left->dev < right->dev ? -1 : 1;
	if (left->ino != right->ino)
		return left->ino < right->ino ? -1 : 1;
	return 0;
}

static int by_text(const void *a, const void *b)
{
	const struct place_name *left = a, *right = b;

	return strcmp(left->text, right->text);
}

/**
 * place_get - find a place, or add it
 * @places: the places
 * @dev: the device of the directory
 * @ino: its inode number
 *
 * Return: the place. A new one has no watch and no names.
 */
struct place *place_get(struct places *places, dev_t dev, ino_t ino)
{
	struct place key = { .dev = dev, .ino = ino }, *place;
	struct place **node = tfind(&key, &places->by_id, by_id);

	if (node)
		return *node;
	place = need_memory(calloc(1, sizeof(*place)));
	place->dev = dev;
	place->ino = ino;
	place->wd = -1;
	need_memory(tsearch(place, &places->by_id, by_id));
	places->places = grow_array(places->places, places->num, sizeof(*places->places));
	places->places[places->num++] = place;
	return place;
}

/**
 * place_by_watch - find a place by its watch
 * @places: the places
 * @wd: the watch
 *
 * Return: the place, or NULL if there is none with that watch.
 */
struct place *place_by_watch(const struct places *places, int wd)
{
	size_t i;

	for (i = 0; i < places->num; i++) {
		if (places->places[i]->wd == wd)
			return places->places[i];
	}
	return NULL;
}

static void free_name(void *node)
{
	struct place_name *name = node;

	free(name->text);
	free(name);
}

static void free_place(struct place *place)
{
	while (place->num_globs)
		free(place->globs[--place->num_globs].text);
	free(place->globs);
	tdestroy(place->literals, free_name);
	free(place->path);
	free(place);
}

/**
 * place_remove - remove and free a place
 * @places: the places
 * @place: the place
 */
void place_remove(struct places *places, struct place *place)
{
	size_t i;

	tdelete(place, &places->by_id, by_id);
	for (i = 0; places->places[i] != place; i++)
		;
	places->places[i] = places->places[--places->num];
	free_place(place);
}

/**
 * places_free - remove and free all places
 * @places: the places
 */
void places_free(struct places *places)
{
	while (places->num)
		place_remove(places, places->places[places->num - 1]);
	free(places->places);
	*places = (struct places){ 0 };
}

/**
 * place_add - add a name to a place
 * @place: the place
 * @name: the name, or a pattern
 * @glob: @name is a pattern
 * @use: bits of PLACE_FILE, PLACE_POLICY and PLACE_HELD
 *
 * A name that already has these uses is not added again, be it as itself or by a pattern.
 *
 * Return: true if it was added.
 */
bool place_add(struct place *place, const char *name, bool glob, unsigned int use)
{
	struct place_name key = { .text = (char *)name }, *new, **node;
	size_t i;

	if (!glob) {
		if ((place_use(place, name) & use) == use)
			return false;
		node = tfind(&key, &place->literals, by_text);
		if (node) {
			(*node)->use |= use;
			return true;
		}
		new = need_memory(malloc(sizeof(*new)));
		*new = (struct place_name){ need_memory(strdup(name)), use };
		need_memory(tsearch(new, &place->literals, by_text));
		return true;
	}
	for (i = 0; i < place->num_globs; i++) {
		if (!strcmp(place->globs[i].text, name)) {
			bool is_new = (place->globs[i].use & use) != use;

			place->globs[i].use |= use;
			return is_new;
		}
	}
	place->globs = grow_array(place->globs, place->num_globs, sizeof(*place->globs));
	place->globs[place->num_globs++] = (struct place_name){ need_memory(strdup(name)), use };
	return true;
}

static unsigned int plain_use(const struct place *place, const char *name)
{
	struct place_name key = { .text = (char *)name }, **node;
	unsigned int use = 0;
	size_t i;

	node = tfind(&key, &place->literals, by_text);
	if (node)
		use = (*node)->use;
	for (i = 0; i < place->num_globs; i++) {
		/* As a pattern, a literal name such as "[" may not match itself. */
		if (!strcmp(place->globs[i].text, name) ||
		    !fnmatch(place->globs[i].text, name, FNM_PERIOD))
			use |= place->globs[i].use;
	}
	return use;
}

/**
 * place_use - how a name in a place is used
 * @place: the place
 * @name: the name
 *
 * Return: bits of PLACE_*; 0 if nothing depends on the name.
 */
unsigned int place_use(const struct place *place, const char *name)
{
	size_t len = strlen(name), suffix = strlen(STAGED_SUFFIX);
	unsigned int use = plain_use(place, name);
	char *short_name;

	if (use || len <= suffix || strcmp(name + len - suffix, STAGED_SUFFIX))
		return use;
	short_name = need_memory(strndup(name, len - suffix));
	if (plain_use(place, short_name) & PLACE_FILE)
		use = PLACE_STAGED;
	free(short_name);
	return use;
}

/**
 * places_use - how a name is used in any place
 * @places: the places
 * @name: the name
 *
 * Return: bits of PLACE_*; 0 if nothing depends on the name.
 */
unsigned int places_use(const struct places *places, const char *name)
{
	unsigned int use = 0;
	size_t i;

	for (i = 0; i < places->num; i++)
		use |= place_use(places->places[i], name);
	return use;
}

/**
 * place_todo - decide what follows from an event
 * @use: how the name is used
 * @event: the mask of the event, as inotify(7) defines it
 * @is_unfinished: the name is that of a regular file without another name; if it has just been
 *	created, somebody is about to write it
 *
 * A new file has nothing in it yet, and its end of writing is another event. But a link to a
 * file is complete when it is created. A name that has gone takes no mark with it, and a policy
 * file that has gone changes the policy.
 *
 * Return: bits of PLACE_DO_*.
 */
unsigned int place_todo(unsigned int use, uint32_t event, bool is_unfinished)
{
	unsigned int todo = 0;

	if ((event & IN_CREATE) && !(event & IN_ISDIR) && is_unfinished)
		return 0;
	if (use & PLACE_POLICY)
		todo |= PLACE_DO_RELOAD;
	if (event & (IN_DELETE | IN_MOVED_FROM))
		return todo;
	if (use & (PLACE_FILE | PLACE_HELD))
		todo |= PLACE_DO_APPLY;
	if (use & PLACE_STAGED)
		todo |= PLACE_DO_STAGED;
	return todo;
}
