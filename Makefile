# SPDX-License-Identifier: GPL-2.0-only
#
# PaX memory protections for unmodified Linux kernels. "make help" lists the targets: each line
# of it is what stands behind "##" below. Targets call scripts; scripts/NAME --help says more.

KDIR ?= /lib/modules/$(shell uname -r)/build
O := $(CURDIR)/build
PREFIX ?= /usr/local
INSTALLING = DESTDIR='$(abspath $(DESTDIR))' PREFIX='$(PREFIX)' KDIR='$(KDIR)' \
	MODULE_SIGN_KEY='$(MODULE_SIGN_KEY)' MODULE_SIGN_CERT='$(MODULE_SIGN_CERT)'

.PHONY: $(shell sed -n 's/^\([a-z][a-z -]*\):.*/\1/p' $(lastword $(MAKEFILE_LIST)))

help:
	@awk -F ':.*## |##@ ' '/^##@/ { printf "\n%s\n", $$2 } \
		/^[a-z-]+:.*## / { sub(/:.*/, "", $$1); printf "  %-16s %s\n", $$1, $$2 } \
		/^#; / { printf "  %16s %s\n", "", substr($$0, 4) }' Makefile

##@ Begin with these two; they install what they need on Debian:
demo: need-lab ## boot a Debian kernel in QEMU and show what the module does
	@scripts/demo

check: need-check ## run the tests on this machine and on four guests
	@TESTS='$(TESTS)' scripts/check $(or $(GUEST),@default)
#; GUEST=NAME (make list), host or musl; TESTS="mprotect exec ..."

##@ Use it on this machine:
all: module tools

module: ## build pax.ko for the running kernel, or KDIR=DIR
	@[ -e '$(KDIR)/Makefile' ] || { \
		echo 'No kernel headers in $(KDIR).' >&2; \
		echo 'Install them (apt-get install linux-headers-$(shell uname -r)), or name others: make module KDIR=DIR' >&2; \
		exit 1; }
	@mkdir -p $(O)/module/kernel
	@cp -ru Kbuild kernel $(O)/module/
	$(MAKE) -C $(KDIR) M=$(O)/module modules
	@echo 'The module is $(O)/module/pax.ko'

tools: need-build ## build paxctl-ng and its library
	$(MAKE) -C userspace O=$(O)/host

install: module tools ## install both (PREFIX=/usr/local DESTDIR= KDIR= MODULE_SIGN_KEY=)
	@$(INSTALLING) scripts/install module $(O)/module/pax.ko
	@$(MAKE) -s -C userspace O=$(O)/host DESTDIR='$(abspath $(DESTDIR))' install
	@$(INSTALLING) scripts/install next

uninstall: ## remove what "make install" wrote, with the same PREFIX and DESTDIR
	@$(INSTALLING) scripts/install uninstall

##@ Packages and releases:
deb: ## Debian packages, in build/deb (RELEASE=bookworm or trixie: in a system of that release)
	@scripts/deb $(RELEASE:%=--release %)

check-deb: ## build, check, install and purge the packages of Debian 12 and 13, with time
	@scripts/check deb

check-system: ## install, boot, upgrade, rescue and purge on whole machines with Debian 12 and 13
	@scripts/check system

dist: ## the signed release tarball, in build/dist (KEY=)
	@KEY='$(KEY)' scripts/dist

repo: ## a signed repository for apt of the packages in build/deb, in build/repo (KEY= URL=)
	@KEY='$(KEY)' URL='$(URL)' scripts/repo

release: ## from a signed tag: tarball, packages, suite testing of REPO= (KEY= URL=); STABLE=VERSION
	@KEY='$(KEY)' URL='$(URL)' REPO='$(REPO)' scripts/release \
		$(if $(STABLE),--stable '$(STABLE)') $(if $(URGENT),--urgent '$(URGENT)')

##@ Build it into a kernel of your own (Documentation/integrating.rst):
in-tree: ## make PaX a security module of the source tree KSRC=DIR
	@scripts/in-tree $(KSRC)

in-tree-clean: ## undo that
	@scripts/in-tree --clean $(KSRC)

series: ## the same as a series of patches, in build/series
	@scripts/series $(KSRC)

##@ Test more:
check-all: need-check ## the tests on this machine, on all guests, and of the cost
	@scripts/check @all

check-more: need-check ## beside other security modules, without NX, and the packages
	@scripts/check @more

check-debug: need-check ## on a kernel that reports memory errors, wrong locking and leaks
	@TESTS='$(TESTS)' scripts/check amd64-debug

coverage: need-check ## which lines of the module check-debug has executed
	@scripts/need @coverage
	@[ -e $(O)/results/amd64-debug/gcov-faults.tar.gz.b64 ] || $(MAKE) check-debug
	@selftests/unit/coverage.sh "$$(scripts/lab ksft)/tools/testing/selftests" $(O)/host/unit-coverage
	@scripts/coverage

check-sanitize: need-check ## the tests of the tool with ASan and UBSan (TEST="ps scan")
	@$(MAKE) -s -C userspace O=$(O)/host check-sanitize

check-valgrind: need-check ## the same with valgrind
	@scripts/need valgrind
	@$(MAKE) -s -C userspace O=$(O)/host check-valgrind

check-regress: ## the kernel's own tests, without and with the module (GUEST= TESTS= FRESH=1)
	@TESTS='$(TESTS)' scripts/regress $(if $(FRESH),--fresh) $(GUEST)

check-programs: need-check ## start real programs with and without the marks they need
	@scripts/need $$(scripts/lab need amd64-6.12)
	@scripts/programs $(if $(SEARCH),--search) $(if $(LEARN),--learn) $(PROGRAMS)

fuzz: ## fuzz the parsers on this machine (SECONDS=20 SEED=1 TARGET=)
	@scripts/need @build @fuzz
	@$(MAKE) -s -C selftests/fuzz O=$(O)/fuzz

fuzz-guest: need-lab ## random system calls in a guest against two models (STEPS= SEED= GUEST=)
	@scripts/need $$(scripts/lab need $(or $(GUEST),amd64-6.12))
	@scripts/fuzz-guest $(or $(GUEST),amd64-6.12) $(or $(STEPS),1000000) $(SEED)

fuzz-trinity: need-lab ## trinity in a guest (SECONDS= SEED= GUEST=)
	@scripts/need $$(scripts/lab need $(or $(GUEST),amd64-6.12))
	@scripts/fuzz-trinity $(or $(GUEST),amd64-6.12) $(or $(SECONDS),300) $(SEED)

soak: need-check ## load and unload under stress (MINUTES=5 or CYCLES= GUEST=)
	@MINUTES='$(MINUTES)' CYCLES='$(CYCLES)' GUEST='$(GUEST)' scripts/soak

##@ Work on it (CONTRIBUTING.rst):
shell: need-lab ## an interactive guest with the module loaded (GUEST=)
	@$(MAKE) -s tools > /dev/null
	@scripts/lab shell $(or $(GUEST),amd64-6.12) --load --payload $(O)/host

list: ## the guests; scripts/lab --help runs any command in one
	@scripts/lab list

static: need-check ## static checks of sources and documents
	@scripts/need @static
	@scripts/static

doc: ## the documents and man pages as HTML, in build/doc
	@scripts/need @doc
	@scripts/doc

bench: need-lab ## what the protections cost, in instructions (UPDATE=1 PARTS=)
	@scripts/need @bench $$(scripts/lab need amd64-6.12 amd64-6.12-builtin arm64-6.12 armhf-6.12)
	@scripts/bench $(if $(UPDATE),--update) $(PARTS)

# By default an exec: all of its instructions, by functions, without the module and with it.
OP = vfork+exec static
PER = bprm_execve
SETUP = on

profile: need-lab ## through which functions an operation of these runs (OP= PER= SETUP=)
	@scripts/need $$(scripts/lab need amd64-6.12)
	@scripts/profile '$(OP)' '$(PER)' '$(SETUP)'

bench-tool: tools ## how fast paxctl-ng scans, applies and checks (FILES=1000000)
	@scripts/need attr pax-utils time
	@$(MAKE) -s -C userspace O=$(O)/host tests
	@PAXCTL=$(O)/host/paxctl-ng selftests/bench/tool.sh $(FILES)

bench-hosts: tools ## how fast paxctl-ng learns from the logs of 1000 hosts
	@scripts/need time
	@PAXCTL=$(O)/host/paxctl-ng selftests/bench/hosts.sh

clean: ## remove build/
	rm -rf $(O)

need-build:
	@scripts/need @build

need-lab:
	@scripts/need @build @lab

need-check:
	@scripts/need @build @lab @check
