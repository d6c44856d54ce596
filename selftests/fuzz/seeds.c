// SPDX-License-Identifier: GPL-2.0-only
/*
 * seeds DIR: writes the first inputs of each fuzzing target to a directory below DIR.
 */
#include <elf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "arch/tramp_table.h"
#include "proof/prove.h"
#include "rules/signed.h"
#include "unit/btf.h"

static const char *top;

static void put(const char *target, unsigned int n, const void *data, size_t size)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", top, target);
	mkdir(path, 0755);
	snprintf(path, sizeof(path), "%s/%s/%u", top, target, n);
	file = fopen(path, "we");
	if (!file || fwrite(data, 1, size, file) != size || fclose(file)) {
		perror(path);
		exit(1);
	}
}

static void put_texts(const char *target, const char *const *texts, size_t num)
{
	size_t i;

	for (i = 0; i < num; i++)
		put(target, i, texts[i], strlen(texts[i]));
}

static const char *const marks[] = { "", "m", "em", "PeMRs", "pemrs", "PpEeM", "pemrsP", "srmep" };

/* A byte below six begins the file with that number; see policy_fuzz.c. */
static const char *const policies[] = {
	"em /usr/bin/a\n# no\nrequired PEmRs /usr/lib/*/b c\n- /usr/bin/[a-z]?\n",
	"\1inherit one\nm /a\n\2m /b\n\3- /a\nem /b\n\4inherit two\npem /c\n\5m /d e\n",
	"m /a\nm /a\nE /../b\ninherit x\np /x\n\tm\t/t \n",
	"\4inherit two\n\5inherit one\n",
};

/* The first byte is a format of enum list_format, or says that it is to be found; see list_fuzz.c.
 */
static const char *const lists[] = {
	"\1/usr/bin/a m\n\"/opt/b c\"\tpEmrs\tnonroot\n# no\n/d x\n/e p\n",
	"\2{ \"/usr/bin/a\": { \"flags\": \"pm\" },\n# no\n\"/b\": { \"flags\": \"E\", \"nonroot\": true } }",
	("\3X=\"/opt/${PN}\"\npax-mark -m \"${ED}\"/usr/bin/a \\\n \"${D}${X}\"/{b,'c d'} $(get_libdir)\n"
	 "if x; then pax-mark E \"${ED%/}/usr/*\"; fi\npax-mark m $(list x) ${S}/y out/z\n"),
	"\4secadm {\n\tpax { path: \"/a\", mprotect: false, aslr: on }\n tpe { enable: true } /* no */ }",
	"\4{ \"applications\": [ { \"path\": \"/a\", \"features\": { \"pageexec\": false, } } ] }",
	"\5/a NONE\n\"/b c\" MPROTECT, emutramp # no\n/d\\ e full\n/f* wxorx\n* NONE\n/a FULL\n",
	"\6# file: a\nem .local/x\nE ~/y # z\n",
};

static const char *const records[] = {
	"seq=1 time=1700000000.123456 event=mmap_denied action=deny pid=12 flags=PeMRs comm=\"a\" exe=\"/usr/bin/a\" prot=rwx file=\"/tmp/b\" size=4096\n",
	("seq=1 event=mprotect_denied flags=PEMRs exe=2F746D702F6120 prot=r-x had=rw- area=anonymous_mapping\nlost=3\n"
	 "seq=2 time=2.5 event=mmap_denied flags=PeMRs prot=rwx area=heap uid=0 auid=unset userns=init mntns=init traced=no exe_dev=8:1 exe_ino=12 exe=\"/a\"\n"),
	"seq=1 event=exec_fault flags=PeMRs exe=\"/opt/b\" area=stack\nseq=2 event=exec_fault exe=\"/opt/b\" area=no_mapping\n",
	("type=AVC msg=audit(1700000000.1:2): event=shmat_denied exe=\"/c\" prot=rwx area=shm\x1d"
	 "x=1\nseq=4 event=exec_refused exe=\"/sh\" file=\"/d\" uid=1000 auid=1000 mntns=other traced=yes file_dev=0:40 file_ino=9\n"),
	("node=n type=ANOM_ABEND msg=audit(1700000000.1:2): op=pax event=shmat_denied pax=PeMRs prot=r-x exe_dev=8:1 exe_ino=12 userns=init mntns=init traced=no ppid=1 auid=4294967295 uid=33 exe=\"/c\"\n"
	 "type=1701 msg=audit(11/23/26 11:00:00.127:42) : op=pax event=exec_fault pax=PeMRs exe=/c uid=root\n"),
};

/* 0xff ends an argument; see args_fuzz.c. */
static const char *const args[] = {
	"\x13\xff\x1",
	"-m\xffprog",
	"\x1b\xffprog\xffsub/prog",
	"\x17\xff\x1\xff\x2",
	"\x15\xff\x1",
	"show\xff\x18\xff\x1\xff\x2",
	"apply\xff\x8\xff\xb",
	"check\xff\x18\xff\x8\xff\xb",
	"diff\xff\x8\xff\xb",
	"scan\xff.",
	"explain\xff\x10",
	"events\xff\xd\xff--once",
	"learn\xff\x9",
	"migrate\xff\xb\xffprog",
	"revdep\xffprog",
	"status\xff\xd\xff\x18",
	"doctor\xff--btf=prog\xff--module=prog",
	"doctor\xff--btf=text\xff--config=text\xff--json",
	"help\xffshow",
	("ps\xff"
	 "1"),
};

static uint8_t file[1024];

static void number(size_t at, uint64_t value, unsigned int size, bool big)
{
	unsigned int i;

	for (i = 0; i < size; i++)
		file[at + (big ? size - 1 - i : i)] = value >> (8 * i);
}

/* Writes a program header. */
static void segment(unsigned int i, uint32_t type, uint32_t flags, uint64_t offset, uint64_t size,
		    bool is64, bool big)
{
	size_t at = (is64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr)) +
		    i * (is64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr));
	unsigned int word = is64 ? 8 : 4;

#define FIELD(name) (at + (is64 ? offsetof(Elf64_Phdr, name) : offsetof(Elf32_Phdr, name)))
	number(FIELD(p_type), type, 4, big);
	number(FIELD(p_flags), flags, 4, big);
	number(FIELD(p_offset), offset, word, big);
	number(FIELD(p_vaddr), offset, word, big);
	number(FIELD(p_filesz), size, word, big);
#undef FIELD
}

/* Writes a program with a mark, a dynamic section and names, for each class and byte order. */
static void put_elf(unsigned int n, bool is64, bool big)
{
	static const uint64_t dynamic[][2] = {
		{ DT_STRTAB, 700 }, { DT_STRSZ, 32 },	      { DT_SONAME, 1 },
		{ DT_NEEDED, 8 },   { DT_FLAGS, DF_TEXTREL }, { DT_NULL, 0 },
	};
	unsigned int word = is64 ? 8 : 4, i;

#define FIELD(name) (is64 ? offsetof(Elf64_Ehdr, name) : offsetof(Elf32_Ehdr, name))
	memset(file, 0, sizeof(file));
	memcpy(file, ELFMAG, SELFMAG);
	file[EI_CLASS] = is64 ? ELFCLASS64 : ELFCLASS32;
	file[EI_DATA] = big ? ELFDATA2MSB : ELFDATA2LSB;
	file[EI_VERSION] = EV_CURRENT;
	file[14] = 0x04; /* chpax: MPROTECT off */
	number(FIELD(e_type), ET_DYN, 2, big);
	number(FIELD(e_machine), is64 ? EM_X86_64 : EM_386, 2, big);
	number(FIELD(e_version), EV_CURRENT, 4, big);
	number(FIELD(e_phoff), is64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr), word, big);
	number(FIELD(e_phentsize), is64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr), 2, big);
	number(FIELD(e_phnum), 5, 2, big);
#undef FIELD
	segment(0, PT_LOAD, PF_R | PF_X, 0, sizeof(file), is64, big);
	segment(1, PT_INTERP, PF_R, 720, 8, is64, big);
	segment(2, PT_DYNAMIC, PF_R | PF_W, 500, 12 * word, is64, big);
	segment(3, PT_GNU_STACK, PF_R | PF_W | PF_X, 0, 0, is64, big);
	segment(4, 0x65041580, 1u << 9 | 1u << 13, 0, 0, is64, big);
	for (i = 0; i < sizeof(dynamic) / sizeof(dynamic[0]); i++) {
		number(500 + 2 * i * word, dynamic[i][0], word, big);
		number(500 + (2 * i + 1) * word, dynamic[i][1], word, big);
	}
	memcpy(file + 701, "a.so.1\0b.so.2", 14);
	put("elf", n, file, 800);
}

/* Writes one trampoline for each pattern of each instruction set. */
static void put_tramps(void)
{
	static const struct pax_tramp_isa *const isas[] = {
		&pax_tramp_i386, &pax_tramp_amd64, &pax_tramp_arm64,
		&pax_tramp_arm,	 &pax_tramp_thumb,
	};
	unsigned int i, n, k, seeds = 0;

	for (i = 0; i < sizeof(isas) / sizeof(isas[0]); i++) {
		for (n = 0; n < isas[i]->num; n++) {
			const struct pax_tramp_pattern *pattern = &isas[i]->patterns[n];
			uint8_t bytes[1 + PAX_TRAMP_MAX] = { i };
			size_t at = 1, size;

			if (pattern->landing) {
				memcpy(bytes + at, isas[i]->landing, 4);
				at += 4;
			}
			for (k = 0; pattern->code[k] >> 40 != PAX_TRAMP_END; k++) {
				uint64_t item = pattern->code[k];
				bool exact = item >> 40 == PAX_TRAMP_EXACT;

				size = item >> 32 ? item >> 32 & 0xff : 1;
				number(0, exact ? (uint32_t)item : 0x12345678, 8, false);
				memcpy(bytes + at, file, size);
				at += size;
			}
			put("tramp", seeds++, bytes, at);
		}
	}
}

/* Writes an ELF file of two sections, as a kernel and a module in one, with these types. */
static void put_vmlinux(const struct btf_writer *w)
{
	static const char names[] = "\0.BTF\0" PAX_ASSUMPTIONS_SECTION;
	static const struct pax_assumption table[] = {
		{ .what = PAX_ASSUMES_FUNCTION, .name = "f", .prototype = "long (void)" },
		{ .what = PAX_ASSUMES_MEMBER, .name = "s.a", .offset = 0, .size = 8 },
	};
	static uint8_t elf[65536];
	Elf64_Ehdr header = { .e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, 1 },
			      .e_shoff = sizeof(header),
			      .e_shentsize = sizeof(Elf64_Shdr),
			      .e_shnum = 4,
			      .e_shstrndx = 1 };
	Elf64_Shdr sections[4] = { { 0 },
				   { .sh_name = 0, .sh_size = sizeof(names) },
				   { .sh_name = 1, .sh_size = w->size },
				   { .sh_name = 6, .sh_size = sizeof(table) } };
	const void *const data[4] = { NULL, names, w->blob, table };
	size_t at = sizeof(header) + sizeof(sections);
	unsigned int n;

	for (n = 1; n < 4; n++) {
		sections[n].sh_type = SHT_PROGBITS;
		sections[n].sh_offset = at;
		memcpy(elf + at, data[n], sections[n].sh_size);
		at += sections[n].sh_size;
	}
	memcpy(elf, &header, sizeof(header));
	memcpy(elf + sizeof(header), sections, sizeof(sections));
	put("vmlinux", 0, elf, at);
	put("vmlinux", 1, w->blob, w->size);
}

/* Writes the types of kernels that hold what btf_fuzz.c asks of them, and one that has little. */
static void put_btf(void)
{
	static struct btf_writer w;
	u32 word, half, outer, pointer, proto;

	btf_begin(&w);
	word = btf_int(&w, "long int", 8);
	half = btf_type(&w, "", INFO(STRUCT, 2), 32);
	btf_member(&w, "a", word, 0);
	btf_member(&w, "b", 5, 64);
	outer = btf_type(&w, "s", INFO(STRUCT, 1), 32);
	btf_member(&w, "", half, 0);
	btf_type(&w, "", INFO(ARRAY, 0), 0);
	btf_word(&w, word);
	btf_word(&w, word);
	btf_word(&w, 2);
	btf_type(&w, "b_t", INFO(STRUCT, 2) | FLAG, 24);
	btf_member(&w, "bits", word, 3u << 24 | 2);
	btf_member(&w, "c", 4, 64);
	pointer = btf_type(&w, "", INFO(PTR, 0), outer);
	proto = btf_type(&w, "", INFO(PROTO, 1), 0);
	btf_parameter(&w, pointer);
	btf_type(&w, "btf_trace_t", INFO(TYPEDEF, 0), btf_type(&w, "", INFO(PTR, 0), proto));
	btf_func(&w, "f", btf_type(&w, "", INFO(PROTO, 0), word));
	btf_end(&w);
	put("btf", 0, w.blob, w.size);
	put_vmlinux(&w);
	btf_func(&w, "f", proto);
	btf_end(&w);
	put("btf", 1, w.blob, w.size);
	btf_begin(&w);
	btf_type(&w, "s", INFO(TYPEDEF, 0), btf_type(&w, "z", INFO(ENUM64, 0), 8));
	btf_end(&w);
	put("btf", 2, w.blob, w.size);
}

/* The smallest message with a signer, whose name is "a", and certificate with a usage. */
static const unsigned char message[] = {
	0x30, 0x30, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02,
	0xa0, 0x23, 0x30, 0x21, 0x02, 0x01, 0x01, 0x31, 0x00, 0x30, 0x00, 0x31, 0x18,
	0x30, 0x16, 0x02, 0x01, 0x01, 0x30, 0x11, 0x30, 0x0c, 0x31, 0x0a, 0x30, 0x08,
	0x06, 0x03, 0x55, 0x04, 0x03, 0x0c, 0x01, 0x61, 0x02, 0x01, 0x07,
};

static const unsigned char certificate[] = {
	0x30, 0x2a, 0x30, 0x23, 0xa0, 0x03, 0x02, 0x01, 0x02, 0x02, 0x01, 0x01, 0x30, 0x00, 0x30,
	0x00, 0x30, 0x00, 0x30, 0x00, 0x30, 0x00, 0xa3, 0x0f, 0x30, 0x0d, 0x30, 0x0b, 0x06, 0x03,
	0x55, 0x1d, 0x0f, 0x04, 0x04, 0x03, 0x02, 0x07, 0x80, 0x30, 0x00, 0x03, 0x01, 0x00,
};

/* A statement without and with a digest by fs-verity, and an empty sequence for a signature. */
static void put_signed(void)
{
	struct pax_statement statement = { .mark = { 0, PAX_MPROTECT }, .size = 4096, .time = 1 };
	unsigned char value[PAX_STATEMENT_SIZE + 2];

	memcpy(value + PAX_STATEMENT_SIZE, "\x30", 2);
	pax_statement_write(&statement, value);
	put("signed", 0, value, sizeof(value));
	statement.flags = PAX_STATEMENT_VERITY | PAX_STATEMENT_PRIVILEGED;
	statement.verity[0] = 1;
	pax_statement_write(&statement, value);
	put("signed", 1, value, sizeof(value));
	put("signed", 2, message, sizeof(message));
	put("signed", 3, certificate, sizeof(certificate));
}

int main(int argc, char **argv)
{
	unsigned int n;

	if (argc != 2) {
		fputs("usage: seeds DIR\n", stderr);
		return 64;
	}
	top = argv[1];
	mkdir(top, 0755);
	put_texts("mark", marks, sizeof(marks) / sizeof(marks[0]));
	put_texts("policy", policies, sizeof(policies) / sizeof(policies[0]));
	put_texts("list", lists, sizeof(lists) / sizeof(lists[0]));
	put_texts("record", records, sizeof(records) / sizeof(records[0]));
	put_texts("args", args, sizeof(args) / sizeof(args[0]));
	for (n = 0; n < 4; n++)
		put_elf(n, n & 1, n & 2);
	put_tramps();
	put_btf();
	put_signed();
	return 0;
}
