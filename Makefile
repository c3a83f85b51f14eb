# SPDX-License-Identifier: GPL-2.0-only
#
# `make help` tells what there is. V=1 shows commands.

PREFIX ?= /usr/local
CC ?= gcc
CFLAGS ?= -O2 -g

B := build
PORT ?= 8080

# SANITIZE=1: the tools with gcc's checks of addresses and undefined behaviour, in a folder of their own.
sanitize :=
ifdef SANITIZE
B := build-asan
sanitize := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
endif

# Debian's packages: for the tools, the kernel, libc, the applications, to run, to test.
packages := gcc g++ make libc6-dev binutils libelf-dev libarchive-dev libcapstone-dev libjansson-dev \
	libssl-dev zlib1g-dev libevent-dev libjemalloc-dev \
	linux-source-6.12 bc bison flex xz-utils patch ccache \
	glibc-source gawk python3 \
	dpkg-dev libpcre2-dev openssl \
	qemu-system-x86 \
	bats busybox-static libmemcached-tools redis-tools tcl strace curl apache2-utils nghttp2-client wrk \
	cpio e2fsprogs iproute2 gnuplot-nox stress-ng autoconf automake libtool cmake libcap-dev

ifeq ($(V),1)
Q :=
say := @:
verbose := -v
else
Q := @
say := @printf '  %-7s %s\n'
verbose :=
endif

.PHONY: all
all: tools $(B)/nginx.vmlinux $(B)/hello.vmlinux

.PHONY: help
help:
	@echo 'make            build the tools (in build/bin), the kernel, libc, nginx and hello'
	@echo 'make run        boot nginx; it answers at http://127.0.0.1:$(PORT)/ (PORT=N for another port)'
	@echo 'make plugin     build the counter of instructions that ukl-bench needs'
	@echo 'make test       run all tests; ends with "N passed, N failed"'
	@echo 'make test-all   the same, and what needs other kernels or more time'
	@echo 'make soak       load servers for SOAK_SECONDS (1800) each on a bad line; see docs/reliability.md'
	@echo 'make fuzz       let ukl-link, ukl-run and ukl-bench read what clang makes of their inputs: 10 minutes'
	@echo '                for each kind, or FUZZ_SECONDS=N; ends with "fuzz: N inputs, M crashes, K hangs"'
	@echo 'make fuzz-keep  what make fuzz has found, and covers code, becomes part of the tree'
	@echo 'make test-sanitize  the tests of ukl-link and ukl-run, with the tools of make SANITIZE=1'
	@echo 'make attack     attack ring 0 from ring 3 (ATTACK_SECONDS=45, ATTACK_SEED, ATTACK_PROFILE)'
	@echo 'make faults     faults of the machine and of memory under linked servers (FAULT_SECONDS=60 for each kind)'
	@echo 'make install    install the tools below PREFIX (default /usr/local)'
	@echo 'make clean      remove what was built here; the cache (~/.cache/ukl) stays'
	@echo 'make distclean  remove build/ and the cache'
	@echo 'V=1             show commands'
	@echo 'SANITIZE=1      build the tools with checks of addresses and undefined behaviour, in build-asan/'

.PHONY: deps
deps:
	$(Q)tools/ukl-deps $(verbose) $(packages)

# The tools.

include tools/ukl-link/Makefile.inc
include tools/ukl-run/Makefile.inc
include tools/ukl-bench/Makefile.inc
include tools/ukl-cc/Makefile.inc

tool_cflags = -std=gnu11 -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-D_GNU_SOURCE -DUKL_VERSION='"$(shell cat VERSION)"' -Itools/common -MMD -MP $(sanitize)
objects = $(patsubst %.c,$(B)/obj/%.o,$(1))

$(B)/obj/%.o: %.c | deps
	$(say) CC $<
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(tool_cflags) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

define tool
$(B)/$(1): $(call objects,$(2) $(if $(SANITIZE),tests/fuzz/sanitize.c))
	$$(say) LINK $$@
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC) $$(CFLAGS) $$(sanitize) $$(LDFLAGS) -o $$@ $$^ $(3)
endef
$(eval $(call tool,bin/ukl-link,$(ukl-link-srcs),$(ukl-link-libs)))
$(eval $(call tool,bin/ukl-run,$(ukl-run-srcs),$(ukl-run-libs)))
$(eval $(call tool,bin/ukl-bench,$(ukl-bench-srcs),$(ukl-bench-libs)))
$(eval $(call tool,bin/ukl-cc,$(ukl-cc-srcs)))
$(eval $(call tool,lib/ukl-cc/ld,$(ukl-ld-srcs),$(ukl-ld-libs)))

include tests/fuzz/Makefile.inc

# What is linked into every application, never with checks that need a library of their own.
$(call objects,$(libukl-srcs) $(libukl-linux-srcs)): sanitize :=
$(call objects,$(libukl-srcs) $(libukl-linux-srcs)): tool_cflags += $(libukl-cflags)
$(B)/lib/libukl.a: $(call objects,$(libukl-srcs))
$(B)/lib/libukl-linux.a: $(call objects,$(libukl-linux-srcs))
libraries := $(B)/lib/libukl.a $(B)/lib/libukl-linux.a
$(libraries):
	$(say) AR $@
	$(Q)mkdir -p $(@D)
	$(Q)rm -f $@
	$(Q)ar rcsD $@ $^

include tools/plugin/Makefile.inc

.PHONY: tools
tools: $(B)/bin/ukl-link $(B)/bin/ukl-run $(B)/bin/ukl-bench $(ukl-cc) $(libraries)

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)

# The kernel and the C library: the folder in the cache changes when anything of them does.

.PHONY: kernel libc
kernel libc: | deps
	$(Q)mkdir -p $(B)
	$(Q)tools/ukl-$(@:libc=glibc) $(verbose) >$(B)/$@.new
	$(Q)cmp -s $(B)/$@.new $(B)/$@.folder || mv $(B)/$@.new $(B)/$@.folder
	$(Q)rm -f $(B)/$@.new
$(B)/kernel.folder: kernel ;
$(B)/libc.folder: libc ;

# Applications.

recipe_files = $(shell find apps/$(1) -type f)
define application
$(B)/$(1).vmlinux: $(B)/bin/ukl-link $(libraries) $(B)/kernel.folder $(B)/libc.folder $(call recipe_files,$(1)) \
		$(wildcard linker-scripts/* ukl/include/ukl/*)
	$$(say) UKL-LINK $$@
	$$(Q)$$< $$(verbose) -o $$@ $(1)
endef
$(foreach app,$(notdir $(wildcard apps/*)),$(eval $(call application,$(app))))

.PHONY: run
run: all
	$(Q)$(B)/bin/ukl-run --port $(PORT):80 $(B)/nginx.vmlinux || [ $$? -eq 130 ]

# Tests.

.PHONY: test
test: all $(B)/lib/ukl-count.so
	$(Q)tests/run

.PHONY: test-all
test-all: test
	$(Q)tests/ring3-cost
	$(Q)tests/run-guest-tests --kml
	$(Q)tests/run-differential-tests
	$(Q)tests/run-attack --profile general+tests/selftests/legacy.config --seconds 300
	$(Q)tests/run-kernel-selftests
	$(Q)$(MAKE) faults FAULT_SECONDS=10
	$(Q)tests/run-glibc-tests
	$(Q)SERVER_REQUESTS=100000 tests/run redis memcached
	$(Q)tests/run-redis-suite
	$(Q)tests/run-memcached-suite
	$(Q)tests/run-python-suite
	$(Q)TCP_LONG=1 TCP_SMP=1 tests/run tcp
	$(Q)TCP_LONG=1 TCP_SMP=2 tests/run tcp
	$(Q)PROFILES_BOOT=1 tests/run profiles
	$(Q)tests/run --profile debug
	$(Q)tests/run --profile hardened guest nginx
	$(Q)$(MAKE) test-sanitize

# The tools with checks, on the tests of those that read what others have made.
.PHONY: test-sanitize
test-sanitize: all
	$(Q)$(MAKE) SANITIZE=1 tools
	$(Q)UKL_BUILD=build-asan tests/run ukl-link ukl-run

.PHONY: soak
soak: all
	$(Q)SOAK_SECONDS=$${SOAK_SECONDS:-1800} tests/run soak

# ATTACK_SECONDS=3600 for longer; the seed that is printed repeats it (ATTACK_SEED=...).
.PHONY: attack
attack: tools kernel libc
	$(Q)tests/run-attack --seconds $(or $(ATTACK_SECONDS),45) $(if $(ATTACK_SEED),--seed $(ATTACK_SEED)) \
		$(if $(ATTACK_PROFILE),--profile $(ATTACK_PROFILE))

# Processors, clocks, pauses, swap; allocations, accesses and calls that fail. FAULT_SEED repeats the last part.
.PHONY: faults
faults: FAULT_SECONDS ?= 60
faults: all
	$(Q)FAULT_SECONDS=$(FAULT_SECONDS) tests/run faults
	$(Q)tests/run-faults --seconds $$((3 * $(FAULT_SECONDS))) $(if $(FAULT_SEED),--seed $(FAULT_SEED))

.PHONY: install
install: tools $(B)/lib/ukl-count.so
	$(say) INSTALL $(DESTDIR)$(PREFIX)
	$(Q)install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/lib" "$(DESTDIR)$(PREFIX)/include/ukl" \
		"$(DESTDIR)$(PREFIX)/share/ukl/tools/ukl-bench"
	$(Q)install $(B)/bin/ukl-link $(B)/bin/ukl-run $(B)/bin/ukl-bench "$(DESTDIR)$(PREFIX)/bin/"
	$(Q)install -m 644 $(libraries) $(B)/lib/ukl-count.so "$(DESTDIR)$(PREFIX)/lib/"
	$(Q)cp -P $(B)/bin/ukl-cc $(B)/bin/ukl-c++ "$(DESTDIR)$(PREFIX)/bin/"
	$(Q)cp -PR $(B)/lib/ukl-cc "$(DESTDIR)$(PREFIX)/lib/"
	$(Q)install -m 644 ukl/include/ukl/*.h "$(DESTDIR)$(PREFIX)/include/ukl/"
	$(Q)install tools/ukl-kernel tools/ukl-profile tools/ukl-glibc tools/ukl-source tools/ukl-deps "$(DESTDIR)$(PREFIX)/share/ukl/tools/"
	$(Q)cp -r apps glibc-patches linker-scripts ukl "$(DESTDIR)$(PREFIX)/share/ukl/"
	$(Q)cp -r tools/ukl-bench/guest "$(DESTDIR)$(PREFIX)/share/ukl/tools/ukl-bench/"

.PHONY: clean
clean:
	rm -rf build build-asan build-fuzz

.PHONY: distclean
distclean: clean
	rm -rf "$${UKL_CACHE:-$${XDG_CACHE_HOME:-$$HOME/.cache}/ukl}"
