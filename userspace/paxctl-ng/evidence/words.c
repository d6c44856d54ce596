// SPDX-License-Identifier: GPL-2.0-only
/*
 * The words of applications, and the meaning of denials. selftests/programs/table says which of the
 * words were seen; the others are those of the sources of the programs.
 */
#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/words.h"
#include "policy.h"
#include "terminal/memory.h"

static const struct words_entry entries[] = {
	{ "OOM in MemoryChunk allocation failed", "V8: node, Chromium, Electron", "em",
	  "its compiler was refused memory for code", "node --jitless" },
	{ "Failed to mark memory page as executable", "Java (HotSpot)", "em",
	  "HotSpot makes code at run time, with -Xint too",
	  "with -XX:+UseZGC it needs emr; -XX:-UseZGC does without r" },
	{ "restricted kernel?", "LuaJIT: luajit, nvim, rspamd", "em",
	  "its compiler was refused memory for code; the program luajit needs emr",
	  "luajit -joff" },
	{ "runtime code generation failed", "LuaJIT: luajit, nvim, rspamd", "em",
	  "its compiler was refused memory for code; the program luajit needs emr",
	  "luajit -joff" },
	{ "Couldn't make JIT page", "Ruby's YJIT", "em", "its compiler was refused memory for code",
	  "ruby without --yjit" },
	{ "mprotect?? failed ?13? Permission denied", "PHP's opcache", "em",
	  "its JIT compiler was refused memory for code", "php -d opcache.jit=off" },
	{ "PCRE JIT will be disabled", "PHP", NULL,
	  "PCRE2 goes on without its compiler, so this is only a warning", "php -d pcre.jit=0" },
	{ "Couldn't JIT the PCRE2 pattern", "git grep -P", "em",
	  "PCRE2's compiler was refused memory for code", "a pattern that begins with (*NO_JIT)" },
	{ "Cannot allocate write?execute memory", "Python's cffi", "PE",
	  "its callbacks are trampolines, which are emulated with E", NULL },
	{ "allocating JIT code buffer failed", "Guile", "em",
	  "its compiler was refused memory for code", "GUILE_JIT_THRESHOLD=-1" },
	{ "allocate some memory for the JIT", "PyPy", "em",
	  "its compiler was refused memory for code", NULL },
	{ "unhandlable oom", "SpiderMonkey: gjs, Firefox", "em",
	  "its compiler was refused memory for code", NULL },
	{ "error during JITing: Permission denied", "PostgreSQL", "em",
	  "LLVM was refused memory for code", "jit = off in postgresql.conf" },
	{ "Unable to allocate section memory", "LLVM, as in Mesa's llvmpipe", "em",
	  "LLVM was refused memory for code", "GALLIUM_DRIVER=softpipe for Mesa" },
	{ "bytes for jit buffer", "QEMU", "em", "it translates code to code",
	  "qemu-system-* -accel tcg,split-wx=on" },
	{ "Valgrind cannot continue", "Valgrind", "em",
	  "it runs the program as code that it makes; mark its tools in /usr/libexec/valgrind",
	  NULL },
	{ "write?execute permission is not allowed", "Racket, Chez Scheme", "em",
	  "its heap has code and was refused", NULL },
	{ "unexpected memory mapping", "ThreadSanitizer", "er",
	  "it wants the layout of a stock kernel", NULL },
	{ "Shadow memory range interleaves", "AddressSanitizer", "er",
	  "it wants the layout of a stock kernel", NULL },
	{ "mprotect failure", "GCL, as in Maxima", "emr",
	  "its heap has code and is to lie at its usual place", NULL },
	{ "cannot restore segment prot after reloc", "the loader (ld.so)", "em",
	  "a library has text relocations: paxctl-ng scan names it", "build it with -fPIC" },
	{ "cannot make segment writable for relocation", "the loader (ld.so)", "em",
	  "a library has text relocations: paxctl-ng scan names it", "build it with -fPIC" },
	{ "cannot enable executable stack", "the loader (ld.so)", "em",
	  "a library asks for an executable stack, mostly without need", "execstack -c LIBRARY" },
	{ "cannot change memory protections", "the loader (ld.so)", "em",
	  "a library asks for an executable stack, mostly without need", "execstack -c LIBRARY" },
	{ "cannot allocate executable memory", "a program with a compiler", "em",
	  "its compiler was refused memory for code", NULL },
	{ "ptrace*Input/output error", "a debugger", "em",
	  "breakpoints are written to text: mark the program that is debugged", NULL },
};

#define NUM_ENTRIES (sizeof(entries) / sizeof(entries[0]))

const struct words_entry *words_entry_at(size_t n)
{
	return n < NUM_ENTRIES ? &entries[n] : NULL;
}

/* Writes @words as a pattern for a part of a line, in which only "*" and "?" have a meaning. */
static char *make_pattern(const char *words)
{
	char *pattern = need_memory(malloc(2 * strlen(words) + 3)), *to = pattern;

	*to++ = '*';
	for (; *words; words++) {
		/* A "?" at the end of the words is one. */
		if (strchr("[]\\", *words) || (*words == '?' && !words[1]))
			*to++ = '\\';
		*to++ = *words;
	}
	memcpy(to, "*", 2);
	return pattern;
}

const struct words_entry *words_find(const char *text, size_t *at)
{
	while (*at < NUM_ENTRIES) {
		const struct words_entry *entry = &entries[(*at)++];
		char *pattern = make_pattern(entry->pattern);
		bool found = !fnmatch(pattern, text, FNM_CASEFOLD);

		free(pattern);
		if (found)
			return entry;
	}
	return NULL;
}

enum kind {
	KIND_CODE,
	KIND_TEXT,
	KIND_STACK,
	KIND_TRAMPOLINE,
	KIND_DATA,
	KIND_JUMP,
	KIND_REFUSED,
	KIND_SEALED,
	KIND_SHARED,
	KIND_DEBUGGED,
};

static const struct meaning meanings[] = {
	[KIND_CODE] = { "it makes code at run time, as compilers (JIT) do; or an attacker does",
			"if it does: mark it \"em\", or turn its compiler off" },
	[KIND_TEXT] = { "code of this file was to be changed: it has text relocations, or a debugger set a breakpoint",
			"build the file with -fPIC, or mark the program \"em\"" },
	[KIND_STACK] = { "it, or a library that it loads, asks for an executable stack, often without need",
			 "\"execstack -c\" of that file; if that does not do, mark the program \"em\"" },
	[KIND_TRAMPOLINE] = { "it executed code on the stack or in data: a trampoline of a nested function or of libffi; or an attacker did",
			      "if it has trampolines: mark it \"PE\", which emulates them; otherwise look for an attack" },
	[KIND_DATA] = { "it executed data of a file that it did not map as code",
			"an old program may need \"pem\"; otherwise look for an attack" },
	[KIND_JUMP] = { "it jumped to where nothing is: an error of the program, or an attack",
			"no mark helps; look for a newer version, and for an attack" },
	[KIND_REFUSED] = { "its mark contradicts itself, so the kernel does not run it",
			   "paxctl-ng explain MARK says why; set it anew with -d and then letters" },
	[KIND_SEALED] = { "data that the loader has sealed (RELRO) was to become writable",
			  "mark the program \"em\" if it is to do so" },
	[KIND_DEBUGGED] = { "another program was to write to its code: a debugger, to set a breakpoint; or an attacker",
			    "to debug it, use hardware breakpoints (gdb: hbreak), or debug a copy that is marked \"em\"" },
	[KIND_SHARED] = { "shared memory was to be executable",
			  "mark the program \"em\" if it puts code there" },
};

const struct meaning *denial_meaning(const struct denial *denial)
{
	bool is_file = *denial->where == '/';

	switch (denial->type) {
	case DENIAL_EXEC_REFUSED:
		return &meanings[KIND_REFUSED];
	case DENIAL_WRITE:
		return &meanings[KIND_DEBUGGED];
	case DENIAL_SHMAT:
		return &meanings[KIND_SHARED];
	case DENIAL_EXEC_FAULT:
		if (!denial->mapped)
			return &meanings[KIND_JUMP];
		return &meanings[denial->data ? KIND_TRAMPOLINE : KIND_DATA];
	case DENIAL_MPROTECT:
		if (!strcmp(denial->where, "stack"))
			return &meanings[KIND_STACK];
		if (!(denial->prot & PAX_VM_EXEC) && !(denial->had & PAX_VM_EXEC))
			return &meanings[KIND_SEALED];
		return &meanings[is_file ? KIND_TEXT : KIND_CODE];
	default:
		return &meanings[KIND_CODE];
	}
}
