// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every kind of file that can be mapped: only data of a file may be executable. Other mappings may
 * be written by the kernel or a device, even if no mapping of them is writable.
 *
 * The runner starts it twice: protected, and exempt by the mark "m".
 */
#include <arpa/inet.h>
#include <glob.h>
#include <linux/aio_abi.h>
#include <linux/bpf.h>
#include <linux/dma-heap.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_xdp.h>
#include <linux/io_uring.h>
#include <linux/perf_event.h>
#include <linux/udmabuf.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "pax_test.h"

#ifndef AF_XDP
#define AF_XDP 44
#endif
#ifndef SOL_XDP
#define SOL_XDP 283
#endif

static int open_io_uring(void)
{
	struct io_uring_params params = { 0 };

	return syscall(__NR_io_uring_setup, 8, &params);
}

static int open_packet(void)
{
	struct tpacket_req request = {
		.tp_block_size = PAGE, .tp_block_nr = 1, .tp_frame_size = PAGE, .tp_frame_nr = 1
	};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL));

	return setsockopt(fd, SOL_PACKET, PACKET_RX_RING, &request, sizeof(request)) ? -1 : fd;
}

static int open_xdp(void)
{
	int fd = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0), entries = 8;

	return setsockopt(fd, SOL_XDP, XDP_RX_RING, &entries, sizeof(entries)) ? -1 : fd;
}

static int open_tcp(void)
{
	return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static int open_perf(void)
{
	struct perf_event_attr event = { .type = PERF_TYPE_SOFTWARE,
					 .size = sizeof(event),
					 .config = PERF_COUNT_SW_DUMMY };

	return syscall(__NR_perf_event_open, &event, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

static int make_bpf(unsigned int type, unsigned int key, unsigned int value, unsigned int flags)
{
	union bpf_attr map;

	memset(&map, 0, sizeof(map));
	map.map_type = type;
	map.key_size = key;
	map.value_size = value;
	map.max_entries = PAGE;
	map.map_flags = flags;
	return syscall(__NR_bpf, BPF_MAP_CREATE, &map, sizeof(map));
}

static int open_bpf_array(void)
{
	return make_bpf(BPF_MAP_TYPE_ARRAY, 4, 8, BPF_F_MMAPABLE);
}

static int open_bpf_ring(void)
{
	return make_bpf(BPF_MAP_TYPE_RINGBUF, 0, 0, 0);
}

static int open_zero(void)
{
	return open("/dev/zero", O_RDWR | O_CLOEXEC);
}

/* Where it can be mapped: low memory that is no RAM's, or the first page. */
static int open_mem(void)
{
	return open("/dev/mem", O_RDONLY | O_CLOEXEC);
}

static int open_block(void)
{
	glob_t disks;
	int fd = -1;

	if (!glob("/dev/[vs]d[a-z]", 0, NULL, &disks)) {
		fd = open(disks.gl_pathv[0], O_RDONLY | O_CLOEXEC);
		globfree(&disks);
	}
	return fd;
}

static int open_first(const char *pattern)
{
	glob_t found;
	int fd = -1;

	if (glob(pattern, 0, NULL, &found))
		return -1;
	for (size_t n = 0; n < found.gl_pathc && fd < 0; n++)
		fd = open(found.gl_pathv[n], O_RDONLY | O_CLOEXEC);
	globfree(&found);
	return fd;
}

static int open_framebuffer(void)
{
	return open_first("/dev/fb[0-9]*");
}

static int open_sound(void)
{
	return open_first("/dev/snd/pcm*");
}

static int open_pci(void)
{
	return open_first("/sys/bus/pci/devices/*/resource[0-9]");
}

static int open_trace(void)
{
	mount("tracefs", "/sys/kernel/tracing", "tracefs", 0, NULL);
	return open("/sys/kernel/tracing/per_cpu/cpu0/trace_pipe_raw", O_RDONLY | O_CLOEXEC);
}

static int open_memfd(void)
{
	int fd = memfd_create("kinds", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	return fd < 0 || ftruncate(fd, PAGE) ? -1 : fd;
}

static int open_udmabuf(void)
{
	struct udmabuf_create create = { .memfd = open_memfd(), .size = PAGE };
	int device = open("/dev/udmabuf", O_RDWR | O_CLOEXEC);

	fcntl(create.memfd, F_ADD_SEALS, F_SEAL_SHRINK);
	return ioctl(device, UDMABUF_CREATE, &create);
}

static int open_dma_heap(void)
{
	struct dma_heap_allocation_data data = { .len = PAGE, .fd_flags = O_RDWR | O_CLOEXEC };
	int device = open("/dev/dma_heap/system", O_RDWR | O_CLOEXEC);

	return ioctl(device, DMA_HEAP_IOCTL_ALLOC, &data) ? -1 : (int)data.fd;
}

static int open_kvm(void)
{
	int device = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	int vm = ioctl(device, _IO(0xAE, 0x01), 0);

	return ioctl(vm, _IO(0xAE, 0x41), 0);
}

static int open_secret(void)
{
#ifdef __NR_memfd_secret
	int fd = syscall(__NR_memfd_secret, 0);

	return fd < 0 || ftruncate(fd, PAGE) ? -1 : fd;
#else
	return -1;
#endif
}

static int open_disk(void)
{
	return temp_file(O_RDWR);
}

static int open_in(const char *directory)
{
	char name[64];
	int fd;

	snprintf(name, sizeof(name), "%s/kinds-XXXXXX", directory);
	fd = mkstemp(name);
	unlink(name);
	return fd < 0 || ftruncate(fd, PAGE) ? -1 : fd;
}

static int open_tmpfs(void)
{
	return open_in("/dev/shm");
}

static int open_overlay(void)
{
	int fd;

	if (mount("none", "/mnt", "tmpfs", 0, NULL) || mkdir("/mnt/lower", 0755) ||
	    mkdir("/mnt/upper", 0755) || mkdir("/mnt/work", 0755) ||
	    mount("none", "/mnt", "overlay", 0,
		  "lowerdir=/mnt/lower,upperdir=/mnt/upper,workdir=/mnt/work"))
		return -1;
	fd = open_in("/mnt");
	umount2("/mnt", MNT_DETACH);
	umount2("/mnt", MNT_DETACH);
	return fd;
}

/*
 * Who answers a mapping that is executable. Stock kernels refuse some themselves, newer ones more:
 * 7.3 those of anonymous inodes, of sockets, and of buffers for devices.
 */
enum answer { ALLOWED, REFUSED, KERNEL };

FIXTURE(file_kind)
{
	int fd;
	enum answer answer;
};

FIXTURE_VARIANT(file_kind)
{
	int (*open)(void);
	long long offset;
	bool private;
	enum answer answer;
};

/* clang-format off */
FIXTURE_VARIANT_ADD(file_kind, disk) { .open = open_disk };
FIXTURE_VARIANT_ADD(file_kind, disk_private) { .open = open_disk, .private = true };
FIXTURE_VARIANT_ADD(file_kind, tmpfs) { .open = open_tmpfs };
FIXTURE_VARIANT_ADD(file_kind, overlay) { .open = open_overlay, .private = true };
FIXTURE_VARIANT_ADD(file_kind, memfd) { .open = open_memfd };
FIXTURE_VARIANT_ADD(file_kind, zero_private) { .open = open_zero, .private = true };
FIXTURE_VARIANT_ADD(file_kind, zero_shared) { .open = open_zero, .answer = REFUSED };
FIXTURE_VARIANT_ADD(file_kind, io_uring_sq) { .open = open_io_uring, .offset = IORING_OFF_SQ_RING, .answer = REFUSED };
FIXTURE_VARIANT_ADD(file_kind, io_uring_cq) { .open = open_io_uring, .offset = IORING_OFF_CQ_RING, .answer = REFUSED };
FIXTURE_VARIANT_ADD(file_kind, io_uring_sqes) { .open = open_io_uring, .offset = IORING_OFF_SQES, .answer = REFUSED };
FIXTURE_VARIANT_ADD(file_kind, packet) { .open = open_packet, .answer = REFUSED };
FIXTURE_VARIANT_ADD(file_kind, xdp) { .open = open_xdp, .offset = XDP_PGOFF_RX_RING, .answer = REFUSED };
FIXTURE_VARIANT_ADD(file_kind, tcp) { .open = open_tcp, .answer = KERNEL };
FIXTURE_VARIANT_ADD(file_kind, perf) { .open = open_perf, .answer = REFUSED };
FIXTURE_VARIANT_ADD(file_kind, bpf_array) { .open = open_bpf_array, .answer = REFUSED };
FIXTURE_VARIANT_ADD(file_kind, bpf_ring) { .open = open_bpf_ring, .answer = REFUSED };
FIXTURE_VARIANT_ADD(file_kind, mem) { .open = open_mem, .answer = REFUSED };
FIXTURE_VARIANT_ADD(file_kind, mem_private) { .open = open_mem, .private = true, .answer = REFUSED };
FIXTURE_VARIANT_ADD(file_kind, block) { .open = open_block, .answer = REFUSED };
FIXTURE_VARIANT_ADD(file_kind, block_private) { .open = open_block, .private = true, .answer = REFUSED };
FIXTURE_VARIANT_ADD(file_kind, framebuffer) { .open = open_framebuffer, .answer = REFUSED };
FIXTURE_VARIANT_ADD(file_kind, sound) { .open = open_sound, .answer = REFUSED };
FIXTURE_VARIANT_ADD(file_kind, udmabuf) { .open = open_udmabuf, .answer = REFUSED };
FIXTURE_VARIANT_ADD(file_kind, dma_heap) { .open = open_dma_heap, .answer = REFUSED };
FIXTURE_VARIANT_ADD(file_kind, kvm_vcpu) { .open = open_kvm, .answer = REFUSED };
FIXTURE_VARIANT_ADD(file_kind, secret) { .open = open_secret, .answer = KERNEL };
FIXTURE_VARIANT_ADD(file_kind, pci_resource) { .open = open_pci, .answer = KERNEL };
FIXTURE_VARIANT_ADD(file_kind, trace) { .open = open_trace, .answer = KERNEL };
/* clang-format on */

static void *map(int fd, int prot, bool private, long long offset)
{
	return mmap(NULL, PAGE, prot, private ? MAP_PRIVATE : MAP_SHARED, fd, offset);
}

FIXTURE_SETUP(file_kind)
{
	void *page;

	ASSERT_FLAGS_EXPECTED();
	self->answer = variant->answer;
	self->fd = variant->open();
	if (self->fd < 0)
		SKIP(return, "there is none on this kernel or machine");
	if (self->answer != REFUSED)
		return;
	/* What is refused in permissive mode, the kernel refuses itself. */
	ASSERT_EQ(0, write_file(PAX_DIR "/mode", "permissive", 10));
	page = map(self->fd, PROT_READ | PROT_EXEC, variant->private, variant->offset);
	ASSERT_EQ(0, write_file(PAX_DIR "/mode", "enforce", 7));
	if (page == MAP_FAILED)
		self->answer = KERNEL;
	else
		munmap(page, PAGE);
}

FIXTURE_TEARDOWN(file_kind)
{
	if (self->fd >= 0)
		close(self->fd);
}

TEST_F(file_kind, mapped_executable)
{
	void *page = map(self->fd, PROT_READ, variant->private, variant->offset);
	long before = pax_counter("mmap_denied");
	bool refused;

	if (page == MAP_FAILED)
		SKIP(return, "it cannot be mapped here");
	munmap(page, PAGE);
	page = map(self->fd, PROT_READ | PROT_EXEC, variant->private, variant->offset);
	refused = self->answer == KERNEL || (expect_mprotect() && self->answer == REFUSED);
	if (refused) {
		EXPECT_EQ(MAP_FAILED, page);
		/* Some of the kernel's own say ENODEV. */
		if (self->answer == REFUSED)
			EXPECT_EQ(EPERM, errno);
	} else {
		EXPECT_NE(MAP_FAILED, page);
	}
	if (expect_mprotect() && self->answer == REFUSED)
		EXPECT_LE(before + 1, pax_counter("mmap_denied"));
}

TEST_F(file_kind, made_executable)
{
	void *page = map(self->fd, PROT_READ, variant->private, variant->offset);

	if (page == MAP_FAILED)
		SKIP(return, "it cannot be mapped here");
	if (!expect_mprotect())
		SKIP(return, "an exempt program gets what a stock kernel gives");
	EXPECT_EQ(-1, mprotect(page, PAGE, PROT_READ | PROT_EXEC));
	EXPECT_EQ(EACCES, errno);
}

/* A mapping made in permissive mode cannot become executable once PaX is enforced. */
TEST_F(file_kind, permissive_mapping_gains_no_exec)
{
	long before = pax_counter("mmap_denied");
	void *page, *text;

	if (!expect_mprotect())
		SKIP(return, "nothing is refused to an exempt program");
	ASSERT_EQ(0, write_file(PAX_DIR "/mode", "permissive", 10));
	page = map(self->fd, PROT_READ, variant->private, variant->offset);
	text = map(self->fd, PROT_READ | PROT_EXEC, variant->private, variant->offset);
	EXPECT_EQ(0, write_file(PAX_DIR "/mode", "enforce", 7));
	if (page == MAP_FAILED)
		SKIP(return, "it cannot be mapped here");
	if (self->answer != ALLOWED) {
		EXPECT_EQ(-1, mprotect(page, PAGE, PROT_READ | PROT_EXEC));
		EXPECT_EQ(EACCES, errno);
	}
	/* Permissive mode reports the request and allows it. */
	if (self->answer == REFUSED) {
		EXPECT_NE(MAP_FAILED, text);
		EXPECT_EQ(before + 1, pax_counter("mmap_denied"));
	}
}

/* The kernel maps it for the program: the ring of AIO. */
TEST(aio_ring)
{
	aio_context_t ring = 0;

	ASSERT_FLAGS_EXPECTED();
	if (syscall(__NR_io_setup, 4, &ring))
		SKIP(return, "no AIO on this kernel");
	if (!expect_mprotect())
		SKIP(return, "an exempt program gets what a stock kernel gives");
	EXPECT_EQ(-1, mprotect((void *)(unsigned long)ring, PAGE, PROT_READ | PROT_EXEC));
	EXPECT_EQ(EACCES, errno);
}

TEST_HARNESS_MAIN
