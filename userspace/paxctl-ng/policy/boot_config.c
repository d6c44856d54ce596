// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads pax.conf and the kernel's command line. A value is accepted here exactly if the module
 * accepts it.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/boot_config.h"
#include "policy/name_value.h"
#include "files/root.h"
#include "mark.h"
#include "paxflags.h"
#include "terminal/memory.h"
#include "terminal/message.h"

#define BLANKS " \t\r\v\f"

/* The files. The first one that exists is read. */
static const char *const places[] = { "/etc/pax/pax.conf", "/usr/lib/pax/pax.conf" };

#define NUM_PLACES (sizeof(places) / sizeof(places[0]))

/* @words: the values of a setting, or those that a list consists of. */
static const struct {
	const char *name;
	enum { CHOICE, LIST, FLAGS } kind;
	const char *words[3];
} keys[BOOT_NUM] = {
	[BOOT_DEFAULTS] = { "defaults", FLAGS, {} },
	[BOOT_TRUST] = { "trust", CHOICE, { "any", "root", "signed" } },
	[BOOT_STRICT] = { "strict", LIST, { "shared", "textrel=pass" } },
	[BOOT_SOFTMODE] = { "softmode", CHOICE, { "0", "1" } },
	[BOOT_MODE] = { "mode", CHOICE, { "enforce", "permissive" } },
	[BOOT_LOCK] = { "lock", CHOICE, { "0", "1" } },
};

/*
 * The state of the parser. @err: the negative errno of an error, if the file cannot be read.
 * @lines: the line of each key, for messages.
 */
struct reader {
	struct boot_config *config;
	bool quiet;
	int err;
	unsigned int line;
	unsigned int lines[BOOT_NUM];
};

__attribute__((format(printf, 2, 3))) static void fault(struct reader *reader, const char *format,
							...)
{
	struct boot_config *config = reader->config;
	char where[PATH_MAX + 16], *message;
	va_list args;

	va_start(args, format);
	message = format_text_args(format, args);
	va_end(args);
	if (reader->line)
		snprintf(where, sizeof(where), "%s:%u", config->path, reader->line);
	else
		snprintf(where, sizeof(where), "%s", config->path);
	if (!reader->quiet)
		say(where, "%s", message);
	if (!config->error)
		config->error = format_text("%s: %s", where, message);
	free(message);
}

const char *boot_key_name(enum boot_key key)
{
	return keys[key].name;
}

static int find_key(const char *name, size_t len)
{
	int key;

	for (key = 0; key < BOOT_NUM; key++) {
		if (strlen(keys[key].name) == len && !memcmp(keys[key].name, name, len))
			return key;
	}
	return -ENOENT;
}

static bool is_word(enum boot_key key, unsigned int n, const char *text, size_t len)
{
	return keys[key].words[n] && strlen(keys[key].words[n]) == len &&
	       !memcmp(keys[key].words[n], text, len);
}

/* Reads words with blanks or commas between them. The result has them in the module's order. */
static int take_list(enum boot_key key, const char *text, char value[BOOT_VALUE_SIZE])
{
	static const char between[] = BLANKS ",";
	bool found[2] = { false, false };
	unsigned int n;

	for (text += strspn(text, between); *text; text += strspn(text, between)) {
		size_t len = strcspn(text, between);

		for (n = 0; n < 2 && !is_word(key, n, text, len); n++)
			;
		if (n == 2)
			return -EINVAL;
		found[n] = true;
		text += len;
	}
	snprintf(value, BOOT_VALUE_SIZE, "%s%s%s", found[0] ? keys[key].words[0] : "",
		 found[0] && found[1] ? " " : "", found[1] ? keys[key].words[1] : "");
	return 0;
}

/* Reads all five letters in any order. The result has them in the module's order. */
static int take_flags(const char *text, char value[BOOT_VALUE_SIZE])
{
	unsigned int flags;

	if (pax_flags_parse(text, &flags))
		return -EINVAL;
	pax_flags_format(flags, value);
	return 0;
}

/* Reads the text of a value. Returns 0 or -EINVAL. */
static int take_value(enum boot_key key, const char *text, char value[BOOT_VALUE_SIZE])
{
	size_t len = strlen(text);

	switch (keys[key].kind) {
	case LIST:
		return take_list(key, text, value);
	case FLAGS:
		return take_flags(text, value);
	case CHOICE:
		break;
	}
	if (!is_word(key, 0, text, len) && !is_word(key, 1, text, len) &&
	    !is_word(key, 2, text, len))
		return -EINVAL;
	snprintf(value, BOOT_VALUE_SIZE, "%s", text);
	return 0;
}

static void refuse_value(struct reader *reader, enum boot_key key, const char *text)
{
	const char *name = keys[key].name, *const *words = keys[key].words;

	switch (keys[key].kind) {
	case CHOICE:
		fault(reader, "\"%.60s\" is no value of %s; it is %s%s%s or %s", text, name,
		      words[0], words[2] ? ", " : "", words[2] ? words[1] : "",
		      words[2] ? words[2] : words[1]);
		break;
	case LIST:
		fault(reader, "\"%.60s\" is no value of %s; it is empty, or a list of %s and %s",
		      text, name, words[0], words[1]);
		break;
	case FLAGS:
		fault(reader,
		      "\"%.60s\" is no value of %s; it is five letters such as PeMRs, and E and M need P",
		      text, name);
		break;
	}
}

static void take_line(struct reader *reader, char *text, size_t len)
{
	struct boot_config *config = reader->config;
	struct name_value line;
	int key;

	reader->line++;
	switch (name_value_split(text, len, &line)) {
	case -ENODATA:
		return;
	case -EILSEQ:
		fault(reader, "there is a NUL byte in it; this is no text file");
		return;
	case -EINVAL:
		fault(reader, "\"%.60s\" has no \"=\"; write KEY = VALUE", line.name);
		return;
	}
	key = find_key(line.name, line.len);
	if (key < 0) {
		fault(reader,
		      "there is no setting \"%.*s\"; there are mode, softmode, defaults, trust, strict and lock",
		      (int)(line.len < 40 ? line.len : 40), line.name);
		return;
	}
	if (reader->lines[key]) {
		fault(reader, "line %u has set %s already; leave one of them out",
		      reader->lines[key], keys[key].name);
		return;
	}
	reader->lines[key] = reader->line;
	if (take_value(key, line.value, config->value[key]))
		refuse_value(reader, key, line.value);
	else
		config->given[key] = true;
}

static void refuse_file(struct reader *reader, int err, const char *why)
{
	reader->err = err;
	fault(reader, "cannot read it: %s", why);
}

static void read_stream(struct reader *reader, FILE *stream)
{
	char *text = NULL;
	size_t size = 0;
	ssize_t len;

	while (errno = 0, (len = getline(&text, &size, stream)) >= 0)
		take_line(reader, text, len);
	reader->line = 0;
	if (ferror(stream))
		refuse_file(reader, -EIO, strerror(errno ? errno : EIO));
	free(text);
	fclose(stream);
}

/* Reads the file @found in the root. Closes its descriptor. */
static void read_found(struct reader *reader, const struct found *found)
{
	FILE *stream;
	int fd;

	if (!S_ISREG(found->st.st_mode)) {
		close(found->fd);
		fault(reader, "it is not a regular file; remove it");
		return;
	}
	if ((found->st.st_uid != 0 && found->st.st_uid != geteuid()) ||
	    (found->st.st_mode & 0002)) {
		close(found->fd);
		fault(reader, "others may write it; chown root, chmod o-w");
		return;
	}
	fd = paxflags_reopen(found->fd, O_RDONLY);
	close(found->fd);
	stream = fd < 0 ? NULL : fdopen(fd, "r");
	if (stream)
		read_stream(reader, stream);
	else
		refuse_file(reader, fd < 0 ? fd : -errno, error_text(fd < 0 ? fd : -errno));
}

static void read_place(struct reader *reader, struct root *root)
{
	struct found found;
	size_t i;
	int err;

	for (i = 0; i < NUM_PLACES; i++) {
		err = root_find(root, places[i], &found);
		if (err == -ENOENT)
			continue;
		reader->config->path = places[i];
		if (err)
			refuse_file(reader, err, root_error(err));
		else
			read_found(reader, &found);
		return;
	}
}

/* One word of the command line, such as "pax.mode=permissive", without quotes. */
static void take_word(struct boot_config *config, char *word)
{
	char *value = strchr(word, '=');
	int key;

	if (strncmp(word, "pax.", 4))
		return;
	word += 4;
	if (value)
		*value++ = '\0';
	if (!strcmp(word, "off")) {
		config->off = !value || (*value && strchr("1yYtT", *value)) ||
			      !strncasecmp(value, "on", 2);
		return;
	}
	key = find_key(word, strlen(word));
	if (key < 0 || !value)
		return;
	/* A value that is none has kept the module from loading. */
	config->on_cmdline[key] = !take_value(key, value, config->cmdline[key]);
}

/* Splits the command line as modprobe does: double quotes keep blanks in a word. */
static void take_cmdline(struct boot_config *config, char *line)
{
	while (*line) {
		char *word = line + strspn(line, " \t\n"), *to = word, *from = word;
		bool quoted = false;

		for (; *from && (quoted || !strchr(" \t\n", *from)); from++) {
			if (*from == '"')
				quoted = !quoted;
			else
				*to++ = *from;
		}
		line = *from ? from + 1 : from;
		*to = '\0';
		take_word(config, word);
	}
}

static void read_cmdline(struct root *root, struct boot_config *config)
{
	struct found found;
	char *line = NULL;
	size_t size = 0;
	FILE *stream;
	int fd;

	if (root_find(root, "/proc/cmdline", &found))
		return;
	fd = paxflags_reopen(found.fd, O_RDONLY | O_NONBLOCK);
	close(found.fd);
	stream = fd < 0 ? NULL : fdopen(fd, "r");
	if (!stream)
		return;
	if (getline(&line, &size, stream) > 0)
		take_cmdline(config, line);
	free(line);
	fclose(stream);
}

int boot_config_read(struct root *root, bool quiet, struct boot_config *config)
{
	struct reader reader = { .config = config, .quiet = quiet };
	FILE *stream;

	if (config->path) {
		stream = fopen(config->path, "re");
		if (stream)
			read_stream(&reader, stream);
		else
			refuse_file(&reader, -errno, strerror(errno));
	} else {
		read_place(&reader, root);
	}
	read_cmdline(root, config);
	config->rescue =
		(config->on_cmdline[BOOT_MODE] &&
		 !strcmp(config->cmdline[BOOT_MODE], "permissive")) ||
		(config->on_cmdline[BOOT_SOFTMODE] && !strcmp(config->cmdline[BOOT_SOFTMODE], "1"));
	if (!config->error)
		return 0;
	memset(config->given, 0, sizeof(config->given));
	return reader.err ? reader.err : -EINVAL;
}

const char *boot_config_wanted(const struct boot_config *config, enum boot_key key)
{
	if (config->on_cmdline[key])
		return config->cmdline[key];
	if (!config->given[key] || (key == BOOT_LOCK && config->rescue))
		return NULL;
	return config->value[key];
}

void boot_config_free(struct boot_config *config)
{
	free(config->error);
	config->error = NULL;
}
