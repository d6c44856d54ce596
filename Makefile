# SPDX-License-Identifier: GPL-2.0-only
#
# PaX memory protections for unmodified Linux kernels. "make help" lists the targets.

KDIR ?= /lib/modules/$(shell uname -r)/build
O := $(CURDIR)/build

# What each target needs on a Debian 12 machine; scripts/need installs what is missing.
NEED_BUILD := gcc libc6-dev libelf-dev libjson-c-dev pkg-config scdoc
NEED_LAB := busybox-static cpio debian-archive-keyring e2fsprogs fakeroot gcc-12 kmod libelf1 \
	libssl3 mmdebstrap pahole procps qemu-system-x86 qemu-utils xz-utils zlib1g
NEED_CHECK := attr clang cmake gcovr libclang-rt-14-dev libfuse3-dev lld mold musl-tools perl python3 zsh

# What "make check" runs: each kernel release and each architecture, in the time of a coffee;
# the slow ones first.
CHECK := host musl arm64-6.12 armhf-6.1 amd64-6.12 amd64-6.1
GUESTS := $(shell scripts/lab list | tac)
CHECK_ALL := host musl $(filter-out %-nonx,$(GUESTS)) bench
CHECK_MORE := $(filter %-nonx,$(GUESTS)) security selinux

# For the guest amd64-debug and what is counted there.
NEED_COVERAGE := gcovr jq

.PHONY: help all module tools install list demo shell check check-all check-more check-debug coverage in-tree in-tree-clean series check-programs soak bench profile bench-tool check-sanitize check-valgrind fuzz fuzz-guest fuzz-trinity static clean need-build need-lab need-check

help:
	@echo 'The two commands to begin with, on a Debian 12 machine:'
	@echo '  make demo            boot a Debian kernel in QEMU and show what the module does'
	@echo '  make check           run all tests on this machine and on four guests'
	@echo '    GUEST=NAME         only on this guest (make list shows them), or host, or musl'
	@echo '  make check-all       the same on all six guests'
	@echo '  make check-more      beside other security modules, and on processors without NX'
	@echo '    TESTS="NAME..."    only these tests of the guest (mprotect, exec, module, ...)'
	@echo '  make check-debug     the whole suite on a kernel that reports memory errors, wrong'
	@echo '                       locking and leaks, and where every allocation can fail'
	@echo '  make coverage        which lines of the module that has executed'
	@echo '  make check-programs  start real programs with and without the marks they need'
	@echo '    PROGRAMS="NAME..." only these; SEARCH=1: find the marks by trying;'
	@echo '                       LEARN=1: compare with what paxctl-ng learn proposes'
	@echo ''
	@echo 'To use it on this machine:'
	@echo '  make module          build pax.ko for the running kernel (KDIR=DIR: another one)'
	@echo '  make tools           build paxctl-ng and its library'
	@echo '  make install         install both (PREFIX=/usr/local, DESTDIR=)'
	@echo ''
	@echo 'To build it into a kernel of your own (Documentation/integrating.rst):'
	@echo '  make in-tree KSRC=DIR         make PaX a security module of the source tree in DIR'
	@echo '  make in-tree-clean KSRC=DIR   undo that'
	@echo '  make series KSRC=DIR          the same as a series of patches, in build/series'
	@echo ''
	@echo 'To work on it:'
	@echo '  make shell           an interactive guest with the module loaded (GUEST=NAME)'
	@echo '  make list            the guests'
	@echo '  make check-sanitize  tests of the tool with ASan and UBSan; check-valgrind: with that'
	@echo '    TEST="ps scan"     only these of selftests/cli'
	@echo '  make fuzz            fuzz the parsers on this machine (SECONDS=20 in all, SEED=1, TARGET=)'
	@echo '  make fuzz-guest      random system calls in a guest against two models (GUEST=, STEPS=, SEED=)'
	@echo '  make fuzz-trinity    trinity in a guest with the module loaded (GUEST=, SECONDS=, SEED=)'
	@echo '  make soak            unload and load the module again and again under stress'
	@echo '    MINUTES=5 CYCLES=1000   for so long, or so often (and GUEST=NAME)'
	@echo '  make bench           what the protections cost, in instructions, beside the alternatives'
	@echo '    UPDATE=1           put the report into Documentation/performance.rst'
	@echo '  make profile         which functions an operation of these runs through (OP=, PER=, SETUP=)'
	@echo '  make bench-tool      speed of paxctl-ng: scan, apply, check, ps (FILES=1000000)'
	@echo '  make static          static checks of the sources'
	@echo '  make clean           remove build/'
	@echo '  scripts/lab --help   run any command in any guest'

all: module tools

module:
	@[ -e '$(KDIR)/Makefile' ] || { \
		echo 'No kernel headers in $(KDIR).' >&2; \
		echo 'Install them (apt-get install linux-headers-amd64), or name them: make module KDIR=DIR' >&2; \
		exit 1; }
	@mkdir -p $(O)/module/kernel
	@cp -ru Kbuild kernel $(O)/module/
	$(MAKE) -C $(KDIR) M=$(O)/module modules
	@echo 'The module is $(O)/module/pax.ko'

tools: need-build
	$(MAKE) -C userspace O=$(O)/host

install: module tools
	$(MAKE) -C $(KDIR) M=$(O)/module modules_install
	depmod -a
	$(MAKE) -C userspace O=$(O)/host install

in-tree:
	@scripts/in-tree $(KSRC)

in-tree-clean:
	@scripts/in-tree --clean $(KSRC)

series:
	@scripts/series $(KSRC)

need-build:
	@scripts/need $(NEED_BUILD)

need-lab: need-build
	@scripts/need $(NEED_LAB)

need-check: need-lab
	@scripts/need $(NEED_CHECK)

list:
	@scripts/lab list

demo: need-lab
	@scripts/demo

shell: need-lab
	@$(MAKE) -s tools > /dev/null
	@scripts/lab shell $(or $(GUEST),amd64-6.12) --load --payload $(O)/host

# The guests of suites that do not have a guest's name.
GUEST_OF_security := amd64-6.12
GUEST_OF_selinux := amd64-6.12
GUEST_OF_bench := amd64-6.12
GUEST_OF_orders := amd64-6.12-builtin

# check_on SUITES: run them, when the machine has what their guests need.
define check_on
@scripts/need $$(scripts/lab need $(foreach suite,$(filter-out host musl,$(1)),$(or $(GUEST_OF_$(suite)),$(suite))))
@TESTS='$(TESTS)' scripts/check $(1)
endef

check: need-check
	$(call check_on,$(or $(GUEST),$(CHECK)))

check-all: need-check
	$(call check_on,$(CHECK_ALL))

check-more: need-check
	$(call check_on,$(CHECK_MORE))

check-debug: need-check
	$(call check_on,amd64-debug)

coverage: need-check
	@scripts/need $(NEED_COVERAGE)
	@[ -e $(O)/results/amd64-debug/gcov-faults.tar.gz.b64 ] || $(MAKE) check-debug
	@selftests/unit/coverage.sh "$$(scripts/lab ksft)/tools/testing/selftests" $(O)/host/unit-coverage
	@scripts/coverage

check-sanitize: need-check
	@$(MAKE) -s -C userspace O=$(O)/host check-sanitize

check-valgrind: need-check
	@scripts/need valgrind
	@$(MAKE) -s -C userspace O=$(O)/host check-valgrind

check-programs: need-check
	@scripts/need $$(scripts/lab need amd64-6.12)
	@scripts/programs $(if $(SEARCH),--search) $(if $(LEARN),--learn) $(PROGRAMS)

soak: need-check
	@scripts/need $$(scripts/lab need $(or $(GUEST),amd64-6.12 arm64-6.12))
	@MINUTES='$(MINUTES)' CYCLES='$(CYCLES)' GUEST='$(GUEST)' scripts/soak

bench: need-lab
	@scripts/need gnuplot-nox $$(scripts/lab need amd64-6.12 amd64-6.12-builtin arm64-6.12 armhf-6.12)
	@scripts/bench $(if $(UPDATE),--update) $(PARTS)

# By default an exec: all of its instructions, by functions, without the module and with it.
OP = vfork+exec static
PER = bprm_execve
SETUP = on

profile: need-lab
	@scripts/need $$(scripts/lab need amd64-6.12)
	@scripts/profile '$(OP)' '$(PER)' '$(SETUP)'

bench-tool: tools
	@scripts/need attr pax-utils time
	@$(MAKE) -s -C userspace O=$(O)/host tests
	@PAXCTL=$(O)/host/paxctl-ng selftests/bench/tool.sh $(FILES)

fuzz: need-build
	@scripts/need clang libclang-rt-14-dev libstdc++-12-dev
	@$(MAKE) -s -C selftests/fuzz O=$(O)/fuzz

fuzz-guest fuzz-trinity: need-lab
	@scripts/need $$(scripts/lab need $(or $(GUEST),amd64-6.12))
	@scripts/$@ $(or $(GUEST),amd64-6.12) $(or $(STEPS),$(SECONDS),'') $(SEED)

static: need-check
	@scripts/need clang-format clang-tidy coccinelle codespell cppcheck shellcheck sparse
	@scripts/static

clean:
	rm -rf $(O)
