// SPDX-License-Identifier: GPL-2.0-only
/*
 * Beside a program of the BPF LSM that refuses requests for memory: the denials of both sides hold,
 * whichever is stricter, and each side counts its own.
 *
 * The program is written as BPF instructions, so the test needs no compiler for them; the kernel's
 * type information (BTF) tells the function that it attaches to.
 */
#include <linux/bpf.h>
#include <linux/btf.h>
#include <stddef.h>
#include <sys/syscall.h>

#include "exec_common.h"

#define BTF "/sys/kernel/btf/vmlinux"
/* What no other part of the kernel answers to these requests. */
#define REFUSAL EXDEV
#define RWX (PROT_READ | PROT_WRITE | PROT_EXEC)
#define RX (PROT_READ | PROT_EXEC)
#define RW (PROT_READ | PROT_WRITE)
/* No request has this. */
#define NONE ~0ull

#define INSN(c, dst, src, o, i) \
	((struct bpf_insn){     \
		.code = (c), .dst_reg = (dst), .src_reg = (src), .off = (o), .imm = (i) })

/* What program and test share. */
struct shared {
	__u64 prot;  /* requests for this are refused */
	__u64 count; /* so many have been */
};

static long bpf(int command, union bpf_attr *attr)
{
	return syscall(SYS_bpf, command, attr, sizeof(*attr));
}

/* Bytes that follow a type of each kind: a fixed number, and one for each of its members. */
static size_t type_extra(__u32 info)
{
	size_t members = BTF_INFO_VLEN(info);

	switch (BTF_INFO_KIND(info)) {
	case BTF_KIND_INT:
	case BTF_KIND_VAR:
	case BTF_KIND_DECL_TAG:
		return 4;
	case BTF_KIND_ARRAY:
		return sizeof(struct btf_array);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
	case BTF_KIND_DATASEC:
	case BTF_KIND_ENUM64:
		return members * 12;
	case BTF_KIND_ENUM:
	case BTF_KIND_FUNC_PROTO:
		return members * 8;
	default:
		return 0;
	}
}

/* The number of a function's type, or 0. */
static __u32 find_function(const char *data, const char *name)
{
	const struct btf_header *header = (const void *)data;
	const char *strings = data + header->hdr_len + header->str_off;
	const char *at = data + header->hdr_len + header->type_off;
	const char *end = at + header->type_len;
	__u32 id;

	for (id = 1; at < end; id++) {
		const struct btf_type *type = (const void *)at;

		if (BTF_INFO_KIND(type->info) == BTF_KIND_FUNC &&
		    !strcmp(strings + type->name_off, name))
			return id;
		at += sizeof(*type) + type_extra(type->info);
	}
	return 0;
}

static char *read_btf(void)
{
	size_t size = 0, room = 64 << 20;
	int fd = open(BTF, O_RDONLY | O_CLOEXEC);
	char *data = fd < 0 ? NULL : malloc(room);
	ssize_t n;

	while (data && (n = read(fd, data + size, room - size)) > 0)
		size += n;
	if (fd >= 0)
		close(fd);
	return data;
}

/* Refuses what asks for shared->prot in this process; both hooks have it as argument 2. */
static int load(__u32 function, int map)
{
	struct bpf_insn code[] = {
		INSN(BPF_ALU64 | BPF_MOV | BPF_X, 6, 1, 0, 0),
		INSN(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_get_current_pid_tgid),
		INSN(BPF_ALU64 | BPF_RSH | BPF_K, 0, 0, 0, 32),
		INSN(BPF_JMP | BPF_JNE | BPF_K, 0, 0, 8, getpid()),
		INSN(BPF_LD | BPF_DW | BPF_IMM, 7, BPF_PSEUDO_MAP_VALUE, 0, map),
		INSN(0, 0, 0, 0, 0),
		INSN(BPF_LDX | BPF_MEM | BPF_DW, 2, 6, 16, 0),
		INSN(BPF_LDX | BPF_MEM | BPF_DW, 3, 7, offsetof(struct shared, prot), 0),
		INSN(BPF_JMP | BPF_JNE | BPF_X, 2, 3, 3, 0),
		INSN(BPF_ALU64 | BPF_MOV | BPF_K, 1, 0, 0, 1),
		INSN(BPF_STX | BPF_ATOMIC | BPF_DW, 7, 1, offsetof(struct shared, count), BPF_ADD),
		INSN(BPF_JMP | BPF_JA, 0, 0, 2, 0),
		INSN(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0),
		INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
		INSN(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, -REFUSAL),
		INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
	};
	static char log[1 << 16];
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_LSM,
		.expected_attach_type = BPF_LSM_MAC,
		.attach_btf_id = function,
		.insns = (unsigned long)code,
		.insn_cnt = sizeof(code) / sizeof(*code),
		.license = (unsigned long)"GPL",
		.log_buf = (unsigned long)log,
		.log_size = sizeof(log),
		.log_level = 1,
	};
	int fd = bpf(BPF_PROG_LOAD, &attr);

	if (fd < 0)
		printf("# errno %d, the verifier: %s\n", errno, log);
	return fd;
}

static bool lsm_is_on(void)
{
	char list[256] = "";
	FILE *f = fopen("/sys/kernel/security/lsm", "re");
	bool on = f && fgets(list, sizeof(list), f) && strstr(list, "bpf");

	if (f)
		fclose(f);
	return on;
}

FIXTURE(bpf)
{
	struct shared *shared;
	long mmaps, mprotects;
};

FIXTURE_SETUP(bpf)
{
	static const char *const hooks[] = { "bpf_lsm_mmap_file", "bpf_lsm_file_mprotect" };
	union bpf_attr attr = {
		.map_type = BPF_MAP_TYPE_ARRAY,
		.key_size = 4,
		.value_size = sizeof(struct shared),
		.max_entries = 1,
		.map_flags = BPF_F_MMAPABLE,
	};
	__u32 function;
	char *types;
	int map, n;

	ASSERT_FLAGS_EXPECTED();
	types = read_btf();
	if (!types)
		SKIP(return, "this kernel has no type information (CONFIG_DEBUG_INFO_BTF)");
	if (!lsm_is_on())
		SKIP(return, "the BPF LSM is not on here");
	map = bpf(BPF_MAP_CREATE, &attr);
	ASSERT_LE(0, map);
	self->shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, map, 0);
	ASSERT_NE(MAP_FAILED, self->shared);
	self->shared->prot = NONE;
	for (n = 0; n < 2; n++) {
		function = find_function(types, hooks[n]);
		ASSERT_NE(0, function);
		memset(&attr, 0, sizeof(attr));
		attr.raw_tracepoint.prog_fd = load(function, map);
		ASSERT_LE(0, (int)attr.raw_tracepoint.prog_fd);
		if (bpf(BPF_RAW_TRACEPOINT_OPEN, &attr) < 0) {
			ASSERT_EQ(524 /* ENOTSUPP */, errno);
			SKIP(return,
				   "this kernel cannot attach such programs on this architecture");
		}
	}
	free(types);
	self->mmaps = pax_counter("mmap_denied");
	self->mprotects = pax_counter("mprotect_denied");
}

FIXTURE_TEARDOWN(bpf)
{
	write_file(PAX_DIR "/mode", "enforce", 7);
}

/* A new mapping: 0, or the errno. */
static int try_map(int prot)
{
	void *map = mmap(NULL, PAGE, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (map == MAP_FAILED)
		return errno;
	munmap(map, PAGE);
	return 0;
}

/* A change of protection: 0, or the errno. */
static int try_change(int from, int to)
{
	void *map = mmap(NULL, PAGE, from, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int err = map == MAP_FAILED ? errno : 0;

	if (!err) {
		err = mprotect(map, PAGE, to) ? errno : 0;
		munmap(map, PAGE);
	}
	return err;
}

/* What the program and the module have counted: refusals, denied mappings and changes. */
#define EXPECT_COUNTS(refusals, maps, changes)                                          \
	do {                                                                            \
		EXPECT_EQ(refusals, self->shared->count);                               \
		EXPECT_EQ(self->mmaps + (maps), pax_counter("mmap_denied"));            \
		EXPECT_EQ(self->mprotects + (changes), pax_counter("mprotect_denied")); \
	} while (0)

TEST_F(bpf, neither)
{
	EXPECT_EQ(0, try_map(RX));
	EXPECT_EQ(0, try_change(RW, PROT_READ));
	EXPECT_COUNTS(0, 0, 0);
}

TEST_F(bpf, program_only)
{
	self->shared->prot = RX;
	EXPECT_EQ(REFUSAL, try_map(RX));
	EXPECT_COUNTS(1, 0, 0);
	self->shared->prot = PROT_NONE;
	EXPECT_EQ(REFUSAL, try_change(RW, PROT_NONE));
	EXPECT_COUNTS(2, 0, 0);
}

TEST_F(bpf, module_only)
{
	EXPECT_EQ(EPERM, try_map(RWX));
	EXPECT_COUNTS(0, 1, 0);
	EXPECT_EQ(EACCES, try_change(RW, RX));
	EXPECT_COUNTS(0, 1, 1);
}

/* Who is asked first answers: for mappings the program, for what a mapping may become not. */
TEST_F(bpf, both)
{
	self->shared->prot = RWX;
	EXPECT_EQ(REFUSAL, try_map(RWX));
	EXPECT_COUNTS(1, 0, 0);
	self->shared->prot = RX;
	EXPECT_EQ(EACCES, try_change(RW, RX));
	EXPECT_COUNTS(1, 0, 1);
}

/* The module lets pass, the program does not. */
TEST_F(bpf, permissive)
{
	ASSERT_EQ(0, write_file(PAX_DIR "/mode", "permissive", 10));
	self->shared->prot = RWX;
	EXPECT_EQ(REFUSAL, try_map(RWX));
	EXPECT_COUNTS(1, 0, 0);
	self->shared->prot = NONE;
	EXPECT_EQ(0, try_map(RWX));
	EXPECT_COUNTS(1, 1, 0);
}

TEST_HARNESS_MAIN
