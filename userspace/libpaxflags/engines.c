// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of engines that make code at run time, and the search for them in ELF files.
 *
 * A dynamic section has one table of strings for the names of libraries and of symbols. The search
 * reads that, so it needs neither the symbols nor their hash tables, which files have in several
 * forms. A name that the linker has merged into the end of a longer one is not found.
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "elf_table.h"
#include "engines.h"
#include "file.h"

/* The largest program of Debian has 30 MiB of names. The limit bounds the memory. */
#define MAX_STRINGS (64u << 20)

/* The limits of the table, which a test compares with it. */
#define MAX_PATTERNS 160
#define MAX_PATTERN 48

#define FALLS_BACK "it falls back to an interpreter"

const struct engine engines[] = {
	{ "luajit", "libluajit-*.so*|luaJIT_setmode|luaJIT_profile_start", "em",
	  "LuaJIT wants executable memory near its own code; the program luajit needs emr" },
	{ "llvm", "libLLVM*.so*|libLTO.so*|LLVMCreateExecutionEngine*|LLVMOrcCreateLLJIT", "em",
	  "LLVM makes code executable if it is used as a compiler to memory, as by Mesa's llvmpipe; compilers to files need no mark" },
	{ "v8", "libnode.so*|libv8*.so*|_ZN2v87Isolate3New*|libcef.so*", "em",
	  "V8 takes memory for code as it starts; --jitless does without" },
	{ "chromium", "libQt5WebEngineCore.so*|libQt6WebEngineCore.so*", "em",
	  "Chromium contains V8" },
	{ "spidermonkey", "libmozjs-*.so*|libmozjs*.so*|libxul.so", "em",
	  "SpiderMonkey makes compiled code executable as it starts" },
	{ "javascriptcore", "libjavascriptcoregtk-*.so*|libQt5WebKit.so*|libwebkit2gtk-*.so*", "em",
	  "JavaScriptCore takes executable memory; " FALLS_BACK },
	{ "qtqml", "libQt5Qml.so*|libQt6Qml.so*|libQt5Declarative.so*", "em",
	  "QtQml compiles JavaScript; QV4_FORCE_INTERPRETER=1 does without" },
	{ "mono", "libmonosgen-2.0.so*|libmonoboehm-2.0.so*|libmono-2.0.so*|mono_jit_init*", "em",
	  "Mono takes executable memory as it starts" },
	{ "dotnet", "libcoreclr.so|libclrjit.so|libhostfxr.so", "em",
	  ".NET makes code executable as it starts" },
	{ "hotspot", "libjvm.so|JNI_CreateJavaVM", "em",
	  "HotSpot makes memory executable as it starts; with ZGC it needs emr" },
	{ "jli", "libjli.so", "em", "it starts a Java virtual machine" },
	{ "openj9", "libj9jit*.so|libj9vm*.so", "em", "OpenJ9 compiles at run time" },
	{ "pypy", "libpypy*-c.so*|pypy_execute_source*", "em",
	  "PyPy takes executable memory as it starts" },
	{ "lightning", "liblightning.so*|jit_emit_code*", "em",
	  "GNU lightning takes executable memory" },
	{ "libjit", "libjit.so*|jit_function_compile", "em", "libjit takes executable memory" },
	{ "libgccjit", "libgccjit.so*", NULL,
	  "libgccjit compiles to a file and loads that, which needs no mark" },
	{ "pcre2", "libpcre2-8.so*|libpcre2-16.so*|libpcre2-32.so*|libpcre2-posix.so*", NULL,
	  "PCRE2 compiles expressions if the program asks for that; " FALLS_BACK
	  ", but some programs take the refusal for an error" },
	{ "pcre", "libpcre.so*|libpcre16.so*|libpcre32.so*|libpcreposix.so*|libpcrecpp.so*", NULL,
	  "PCRE compiles expressions if the program asks for that; " FALLS_BACK },
	{ "sljit", "sljit_generate_code*|sljit_create_compiler*", "em",
	  "sljit takes executable memory" },
	{ "asmjit", "libasmjit.so*|_ZN6asmjit*JitRuntime*", "em",
	  "asmjit takes executable memory, or maps it twice if that is refused" },
	{ "xbyak", "_ZN5Xbyak*", "em", "Xbyak makes code executable; oneDNN contains it" },
	{ "orc", "liborc-0.4.so*", NULL, "orc maps its code twice, which needs no mark" },
	{ "guile", "libguile-[23]*.so*", "em",
	  "Guile 3 takes executable memory; GUILE_JIT_THRESHOLD=-1 does without" },
	{ "ruby", "libruby*.so*|rb_yjit_*", NULL,
	  "Ruby compiles only if asked to (--yjit), for which it needs em" },
	{ "php", "libphp*.so*|zend_jit_*", NULL,
	  "PHP's opcache compiles only if told to (opcache.jit), for which it needs em" },
	{ "julia", "libjulia*.so*", "em", "Julia compiles with LLVM" },
	{ "tcc", "libtcc.so*|tcc_relocate", "em",
	  "TinyCC makes code executable with -run, and as a library; not as a compiler to files" },
	{ "polyml", "libpolyml.so*", "em", "Poly/ML puts code into its heap" },
	{ "ecl", "libecl.so*", NULL, "ECL compiles to files and loads those, which needs no mark" },
	{ "gforth", "gforth_engine*", "em", "Gforth joins native code; " FALLS_BACK },
	{ "qemu", "tcg_gen_*|tcg_region_init*|libunicorn.so*|uc_emu_start", "em",
	  "QEMU translates code to code; with -accel kvm it takes the memory all the same" },
	{ "dynamorio", "libdynamorio.so*|dr_app_setup*", "em",
	  "DynamoRIO runs programs as code that it makes" },
	{ "frida", "libfrida-*.so*|gum_interceptor_*|frida_*_session_*", "em",
	  "Frida changes the code of programs, which need the mark themselves" },
	{ "wine", "libwine.so*|wine_main_preload_info", "em",
	  "Wine wants low addresses, and its programs often make code: some need emr" },
	{ "tsan", "libtsan.so*|__tsan_init", "er", "ThreadSanitizer wants the stock layout" },
	{ "msan", "__msan_init", "er", "MemorySanitizer wants the stock layout" },
	{ "asan", "libasan.so*|__asan_init", NULL, "AddressSanitizer works without a mark" },
	{ "ffi", "libffi.so*", NULL,
	  "libffi has its trampolines in a file, which needs no mark; copies of older versions need PE" },
	{ "hyperscan", "libhs.so*|libvectorscan*.so*", NULL,
	  "Hyperscan compiles to tables, not to code, and needs no mark" },
	{ "pocl", "libpocl.so*", "em", "pocl compiles OpenCL with LLVM" },
	{ "mesa", "libgallium*.so*|swrast_dri.so|libvulkan_lvp.so*", "em",
	  "Mesa without a GPU compiles shaders with LLVM; GALLIUM_DRIVER=softpipe does without" },
	{ "faust", "libfaust.so*", "em", "Faust compiles with LLVM, if it is used as a library" },
	{ "dynasm", "dasm_link|dasm_encode", "em", "DynASM puts together code at run time" },
	{ "heap-trampoline", "__gcc_nested_func_ptr_created", "em",
	  "GCC 14's trampolines on the heap need em; -ftrampoline-impl=stack needs PE" },
	{ NULL, NULL, NULL, NULL },
};

_Static_assert(sizeof(engines) / sizeof(engines[0]) <= 65, "one bit for each");

/* Where the strings are. */
struct strings {
	uint64_t address;
	uint64_t size;
};

static void note_strings(uint64_t tag, uint64_t value, void *context)
{
	struct strings *strings = context;

	if (tag == DT_STRTAB)
		strings->address = value;
	else if (tag == DT_STRSZ)
		strings->size = value;
}

/* A pattern: @len characters before the first wildcard, and the next one with that first character.
 */
struct pattern {
	char text[MAX_PATTERN];
	size_t len;
	size_t engine;
	const struct pattern *next;
};

/* All patterns by their first character, so that most names need no comparison. */
struct patterns {
	struct pattern all[MAX_PATTERNS];
	const struct pattern *first[256];
	size_t num;
};

static void add_pattern(struct patterns *patterns, const char *text, size_t len, size_t engine)
{
	struct pattern *pattern = &patterns->all[patterns->num++];
	unsigned char first = *text;

	memcpy(pattern->text, text, len);
	pattern->text[len] = '\0';
	pattern->len = strcspn(pattern->text, "*?[");
	pattern->engine = engine;
	pattern->next = patterns->first[first];
	patterns->first[first] = pattern;
}

static void make_patterns(struct patterns *patterns)
{
	const char *text;
	size_t i, len;

	memset(patterns, 0, sizeof(*patterns));
	for (i = 0; engines[i].name; i++) {
		for (text = engines[i].patterns; *text; text += len + !!text[len]) {
			len = strcspn(text, "|");
			if (len < MAX_PATTERN && patterns->num < MAX_PATTERNS)
				add_pattern(patterns, text, len, i);
		}
	}
}

static bool matches(const struct pattern *pattern, const char *name)
{
	return !strncmp(pattern->text, name, pattern->len) && !fnmatch(pattern->text, name, 0);
}

static int match(const char *strings, size_t size, uint64_t *found)
{
	struct patterns *patterns = malloc(sizeof(*patterns));
	const char *name, *end = strings + size;
	const struct pattern *pattern;

	if (!patterns)
		return -ENOMEM;
	make_patterns(patterns);
	for (name = strings; name < end; name += strlen(name) + 1) {
		for (pattern = patterns->first[(unsigned char)*name]; pattern;
		     pattern = pattern->next) {
			if (matches(pattern, name))
				*found |= UINT64_C(1) << pattern->engine;
		}
	}
	free(patterns);
	return 0;
}

static int find_in(int fd, const struct elf_table *table, const struct elf_segment *dynamic,
		   uint64_t *found)
{
	struct strings strings = { 0 };
	uint64_t offset;
	char *bytes;
	ssize_t num;
	int err;

	err = elf_table_dynamic(fd, table, dynamic, note_strings, &strings);
	if (err || !strings.size)
		return err;
	if (strings.size > MAX_STRINGS)
		return -EBADMSG;
	err = elf_table_offset(table, strings.address, strings.size, &offset);
	if (err)
		return err;
	bytes = malloc(strings.size + 1);
	if (!bytes)
		return -ENOMEM;
	num = read_at(fd, bytes, strings.size, offset);
	err = num < 0 ? num : 0;
	if (!err) {
		bytes[num] = '\0';
		err = match(bytes, num, found);
	}
	free(bytes);
	return err;
}

int engines_find(int fd, uint64_t *found)
{
	struct elf_segment dynamic;
	struct elf_table table;
	int err;

	*found = 0;
	err = elf_table_read(fd, &table);
	if (err)
		return err;
	err = elf_table_find(&table, PT_DYNAMIC, &dynamic) ? find_in(fd, &table, &dynamic, found) :
							     -ENODATA;
	elf_table_free(&table);
	return err;
}
