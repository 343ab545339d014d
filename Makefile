# SPDX-License-Identifier: Apache-2.0
#
# make            builds build/ordo
# make run        installs what is missing, builds, makes $(DATA) with the
#                 concept and a demo university, serves it on $(PORT)
# make check      lint, unit tests and scenarios (a minute)
# make test       every test;  make bench  each figure beside its limit
# make histories  generated histories of appeals and requests, N=1000000 of
#                 them from the seed FROM=0, on all processors
# make kills      the server is killed KILLS=1000 times over appeals
# make fuzz       bytes without sense, FUZZ_SECONDS=20 a target (clang-14)
# make po         brings new messages into po/*.po
#
# Variables: CC=clang   SAN=address|thread   DATA=var   PORT=8080   JOBS=2
#   V=1         prints the commands
#   T=day       only the tests whose path contains this
#   PART="base" only these layers (with T: work on one while another is broken)
#   B=build/mine  another build folder (several people in one tree)
#   PO_LAX=1    missing translations are reported, not refused (development)

CC     = gcc
CXX    = g++
DATA  ?= var
PORT  ?= 8080
SAN   ?=
JOBS  ?= $(shell nproc)
PART  ?= base store kernel web mod top
B     := build
Q     := $(if $(V),,@)

SHELL := /bin/bash
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:
.SECONDEXPANSION:
MAKEFLAGS += -r
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(JOBS)
endif

# Each kind of build has its own folder; what is generated is shared in $(B).
O := $(B)$(if $(filter address,$(SAN)),/asan)$(if $(filter thread,$(SAN)),/tsan)

# --- Sources -----------------------------------------------------------------

# Tests lie beside the code (src/.../x_test.c) or in test/unit and test/matrix.
SRC_ALL := $(wildcard src/*.c src/*/*.c src/mod/*/*.c)
SRC     := $(filter-out %_test.c,$(SRC_ALL))
# The header that defines the translating macros holds no messages.
HEADERS := $(filter-out src/kernel/rq.h,$(wildcard src/*/*.h src/mod/*/*.h))
TESTS_C := $(filter %_test.c,$(SRC_ALL)) \
           $(wildcard test/unit/*_test.c test/matrix/*_test.c)

# A layer's objects make one archive; a test is linked with the archives of its
# layer and those below, so a layer that needs a higher one does not link.
src_base   = $(filter src/base/%,$(SRC))
src_store  = $(filter src/store/%,$(SRC))
src_kernel = $(filter src/kernel/%,$(SRC))
src_web    = $(filter src/web/%,$(SRC))
src_mod    = $(filter src/mod/%,$(SRC))
src_top    = $(filter-out src/main.c %_test.c,$(wildcard src/*.c))
# A library of templates behind functions of C.
SRC_CXX   := $(wildcard src/base/*.cc)
OBJ_CXX    = $(SRC_CXX:%.cc=$(O)/obj/%.o)

below_base   := base
below_store  := store base
below_kernel := kernel store base
below_web    := web kernel store base
below_mod    := top mod web kernel store base

OBJ = $(SRC:%.c=$(O)/obj/%.o) $(OBJ_CXX) $(ASSET_OBJ)
ASSET_OBJ := $(O)/obj/assets.o $(O)/obj/assets_table.o

# --- Flags -------------------------------------------------------------------

PKGS := libmicrohttpd sqlite3 jansson libsodium libcrypto libcurl icu-i18n \
        icu-uc zlib expat pangocairo pangoft2 fontconfig libqrencode

WARN := -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion \
    -Wsign-conversion -Wstrict-prototypes -Wmissing-prototypes \
    -Wdeclaration-after-statement -Wwrite-strings -Wcast-qual -Wvla -Wundef \
    -Wformat=2 -Wimplicit-fallthrough -Wnull-dereference

ifeq ($(SAN),)
MODE   := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong
else ifeq ($(SAN),address)
MODE   := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
          -fno-sanitize-recover=all
else ifeq ($(SAN),thread)
MODE   := -O1 -g -fno-omit-frame-pointer -fsanitize=thread
else
$(error SAN is address or thread)
endif

CFLAGS  ?=
LDFLAGS ?=
# The null dereference warning follows inlined paths that instrumentation
# makes up; the plain build is the one that warns.
COMPILE = $(CC) -std=c17 -D_GNU_SOURCE -Isrc $(WARN) \
          $(if $(SAN),-Wno-null-dereference) $(MODE) -fPIE -pthread \
          $(PKG_CFLAGS) $(CFLAGS)
LINKING = -pie -pthread -Wl,-z,relro,-z,now -Wl,--as-needed $(LDFLAGS)
LINK    = $(CC) $(MODE) $(LINKING)
# Without instrumentation: it has no memory of its own, and the compilers may
# be of two houses.
COMPILE_CXX = $(CXX) -std=c++17 -Isrc -Wall -Wextra -Wpedantic -Werror \
          -Wshadow -Wconversion -Wsign-conversion -O2 -g -fno-exceptions \
          -fno-rtti -fPIE -pthread
# libxlsxwriter and libstemmer have no pkg-config file in Debian 12; the
# runtime of C++ is there in any case (ICU).
LIBS    = $(PKG_LIBS) -lxlsxwriter -lstemmer -lstdc++ -lm

# What pkg-config says is kept in config.mk; a bare machine gets its packages
# here.  Goals that compile nothing need none of it.
ifneq ($(filter-out clean help install lint po,$(or $(MAKECMDGOALS),all)),)
include $(B)/config.mk
endif

$(B)/config.mk: Makefile tools/packages tools/install.sh
	@tools/install.sh build
	@mkdir -p $(@D)
	@pkg-config --exists --print-errors $(PKGS)
	@echo "PKG_CFLAGS := $$(pkg-config --cflags $(PKGS))" >$@.new
	@echo "PKG_LIBS := $$(pkg-config --libs $(PKGS))" >>$@.new
	@mv $@.new $@

# Objects depend on the compiler and its flags: another CC= builds anew.
FLAGS_NOW = $(strip $(COMPILE) $(COMPILE_CXX) $(LINK) $(LIBS))
ifneq ($(PKG_LIBS),)
ifneq ($(strip $(file <$(O)/flags)),$(FLAGS_NOW))
$(shell mkdir -p $(O))
$(file >$(O)/flags,$(FLAGS_NOW))
endif
endif
$(O)/flags: ;

# What is linked depends on the list of sources: one may have been removed.
ifneq ($(strip $(file <$(O)/sources)),$(strip $(SRC) $(SRC_CXX)))
$(shell mkdir -p $(O))
$(file >$(O)/sources,$(SRC) $(SRC_CXX))
endif
$(O)/sources: ;

# --- The program -------------------------------------------------------------

.PHONY: all clean help install run check test bench fuzz histories kills lint po
all: $(O)/ordo

# Linked only when every message is translated.
$(O)/ordo: $(OBJ) $(O)/sources | $(if $(PO_LAX),,$(B)/po.done)
	@echo "  LINK $@"
	$(Q)$(LINK) -o $@ $(OBJ) $(LIBS)

$(O)/obj/%.o: %.c $(O)/flags
	@mkdir -p $(@D)
	@echo "  CC   $<"
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(O)/obj/%.o: %.cc $(O)/flags
	@mkdir -p $(@D)
	@echo "  CXX  $<"
	$(Q)$(COMPILE_CXX) -MMD -MP -c -o $@ $<

define archive
$(O)/lib$(1).a: $(src_$(1):%.c=$(O)/obj/%.o) $(if $(filter web,$(1)),$(ASSET_OBJ)) \
    $(if $(filter base,$(1)),$(OBJ_CXX)) \
    $(O)/sources
	@rm -f $$@
	$(Q)ar rcs $$@ $$(filter %.o,$$^)
endef
$(foreach layer,base store kernel web mod top,$(eval $(call archive,$(layer))))

-include $(shell find $(O)/obj -name '*.d' 2>/dev/null)

clean:
	rm -rf $(B)

help:
	@sed -n '2,/^$$/s/^# \{0,1\}//p' Makefile

install:
	@tools/install.sh build run

# --- Assets: style sheet, scripts, icons, fonts, catalogues -------------------

ASSET_FILES := $(shell find assets -type f ! -name '*.md' 2>/dev/null)
ASSET_DIRS  := $(shell find assets -type d 2>/dev/null)
CATALOGUES  := $(B)/ky.mo $(B)/ru.mo
# What a new folder begins with: embedded, not served.
LAW_FILES   := $(wildcard data/kg/*.csv)

$(B)/fonts.done: $(wildcard tools/fonts.sh) | $(B)/config.mk
	@mkdir -p $(B)/fonts
	$(if $<,@echo "  FONT $(B)/fonts")
	$(if $<,$(Q)$< $(B)/fonts)
	@touch $@

# The folders are named too, so that a removed file is noticed.
$(B)/assets.done: tools/assets.sh $(B)/fonts.done $(CATALOGUES) \
                  $(ASSET_FILES) $(ASSET_DIRS) $(LAW_FILES)
	@echo "  ASSETS"
	$(Q)tools/assets.sh $(B) \
	    $(foreach f,$(ASSET_FILES),$(f:assets/%=%)=$(f)) \
	    $$(for f in $(B)/fonts/*.woff2 $(B)/fonts/*.ttf; do \
	        [ ! -e $$f ] || echo $${f##*/}=$$f; done) \
	    $(foreach f,$(CATALOGUES) $(LAW_FILES),$(notdir $(f))=$(f))
	@touch $@

$(B)/assets.S $(B)/assets_table.c: $(B)/assets.done ;

$(O)/obj/assets.o: $(B)/assets.S
	@mkdir -p $(@D)
	$(Q)$(CC) -c -o $@ $<

$(O)/obj/assets_table.o: $(B)/assets_table.c $(O)/flags
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

# --- Languages ---------------------------------------------------------------

# Keywords as in src/base/lang.h and src/kernel/rq.h.
XGETTEXT := xgettext --language=C --from-code=UTF-8 --no-wrap --sort-output \
    --add-location=file --add-comments=TRANSLATORS: --package-name=ordo \
    --keyword --keyword=N_ --keyword=T:2 --keyword=TN:2,3 --keyword=tr:2 \
    --keyword=trn:2,3 --keyword=fail:4

# The template is touched only when a message changed.
$(B)/pot.done: $(SRC) $(HEADERS) Makefile | $(B)/config.mk
	@$(XGETTEXT) -o $(B)/pot.new $(sort $(SRC) $(HEADERS))
	@sed -i '/^"POT-Creation-Date:/d' $(B)/pot.new 2>/dev/null || \
	    touch $(B)/pot.new
	@cmp -s $(B)/pot.new $(B)/ordo.pot || cp $(B)/pot.new $(B)/ordo.pot
	@touch $@

$(B)/ordo.pot: $(B)/pot.done ;

$(B)/%.mo: po/%.po
	@echo "  MO   $@"
	$(Q)msgfmt -c -o $@ $<

$(B)/po.done: po/ky.po po/ru.po $(B)/ordo.pot tools/po-check.sh
	@tools/po-check.sh $(B)/ordo.pot po/ky.po po/ru.po
	@touch $@

po: $(B)/ordo.pot
	@for f in po/ky.po po/ru.po; do \
	    msgmerge --quiet --update --backup=none --no-fuzzy-matching \
	        --no-wrap --sort-output --add-location=file $$f $<; \
	    echo "$$f: $$(msgattrib --untranslated --no-obsolete $$f | \
	        grep -c '^msgid "' | awk '{ print ($$1 ? $$1 - 1 : 0) }') missing"; \
	done

# --- Running -----------------------------------------------------------------

# The first run fills a folder beside and renames it: an interrupted one leaves
# nothing that could be taken for a university.
run: install $(B)/ordo
	@if [ ! -e '$(DATA)/ordo.db' ]; then \
	    rm -rf '$(DATA).new' && \
	    $(B)/ordo init '$(DATA).new' --concept data/oshtu --demo 400 && \
	    mv -T '$(DATA).new' '$(DATA)'; \
	fi
	@exec $(B)/ordo serve '$(DATA)' --listen 127.0.0.1:$(PORT)

# --- Tests -------------------------------------------------------------------

TESTS    = $(if $(T),$(foreach t,$(TESTS_C),$(if $(findstring $(T),$t),$t)),$(TESTS_C))
TEST_BIN = $(TESTS:%.c=$(O)/t/%)

# Archives for a test: its layer and below; all for test/unit and test/matrix.
layer_of = $(filter base store kernel web mod,$(word 2,$(subst /, ,$(1))))
libs_of  = $(patsubst %,$(O)/lib%.a,$(filter $(PART),$(below_$(or $(call layer_of,$(1)),mod))))

$(O)/t/%: $(O)/obj/%.o $$(call libs_of,$$*)
	@mkdir -p $(@D)
	$(Q)$(LINK) -o $@ $< -Wl,--start-group $(call libs_of,$*) -Wl,--end-group \
	    $(LIBS) -lcmocka

.PHONY: tests test-tools
tests: $(TEST_BIN)

test-tools:
	@tools/install.sh build run test

lint:
	@tools/lint.pl

check: test-tools lint
	@$(MAKE) -s --no-print-directory tests $(if $(T),,all)
	@MATRIX_SLICE=15 KILLS=20 ORDO=$(abspath $(B)/ordo) tools/run-tests.sh $(TEST_BIN) \
	    $(if $(T),,$(wildcard test/unit/*.sh) test/crash/kill9.mjs)

# Tests for the thread sanitizer say so with the word "tsan" in a comment, or
# use threads themselves.
THREADED = $(shell grep -lE '\btsan\b|pthread' /dev/null $(TESTS))
WEB      = $(filter-out %/lib.mjs %_help.mjs,$(wildcard test/web/*.mjs))
CRASH_C  = $(wildcard test/crash/*_test.c)
CRASH    = $(CRASH_C:%.c=$(B)/t/%) $(wildcard test/crash/*.sh) \
           $(filter-out %/check.mjs %/house.mjs,$(wildcard test/crash/*.mjs))

node_modules := test/web/node_modules/.package-lock.json
$(node_modules): test/web/package-lock.json test/web/.npmrc
	@cd test/web && npm ci --ignore-scripts --loglevel=error
	@touch $@

# One run over all, so that one closing line counts all; what is under the
# address sanitizer comes first because it says most about a fault.
test: test-tools lint
	@$(MAKE) -s --no-print-directory SAN=address tests all
	@$(MAKE) -s --no-print-directory tests all $(CRASH_C:%.c=$(B)/t/%)
	@$(if $(THREADED),$(MAKE) -s --no-print-directory SAN=thread \
	    $(THREADED:%.c=$(B)/tsan/t/%))
	@$(if $(WEB),$(MAKE) -s --no-print-directory $(node_modules))
	+@$(if $(FUZZ_CC),$(FUZZ_MAKE))
	@ORDO=$(abspath $(B)/ordo) B=$(B) tools/run-tests.sh \
	    $(TESTS:%.c=$(B)/asan/t/%) $(TESTS:%.c=$(B)/t/%) \
	    $(wildcard test/unit/*.sh) $(THREADED:%.c=$(B)/tsan/t/%) \
	    $(wildcard test/doc/*.mjs) $(CRASH) \
	    $(if $(FUZZ_CC),test/fuzz/run.sh) $(WEB)

# No appeal and no request is left to nobody: what `make test` shows on a few
# hundred histories and kills, on as many as one has time for.
N    ?= 1000000
FROM ?= 0
histories: test-tools $(O)/t/test/unit/histories_test
	@JOBS=$(JOBS) test/histories.sh $(O)/t/test/unit/histories_test $(N) $(FROM)

KILLS ?= 1000
kills: test-tools $(B)/ordo
	@KILLS=$(KILLS) ORDO=$(abspath $(B)/ordo) node test/crash/appeals.mjs

# The bare programs that Ordo is measured against use libraries only.
BENCH_C = $(wildcard test/bench/*.c)
$(B)/bench/%: test/bench/%.c $(O)/flags
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -o $@ $< $(LINKING) $(LIBS)

bench: test-tools $(B)/ordo $(BENCH_C:test/bench/%.c=$(B)/bench/%) \
    $(O)/t/test/bench/house/ledger $(O)/t/test/bench/house/words \
    $(O)/t/test/bench/house/trials $(O)/t/test/bench/house/office \
    $(O)/t/test/bench/house/signing
	@test/bench/run.sh $(B)

# --- Fuzzing -----------------------------------------------------------------

# Built by clang in a folder of their own: every object carries the counters.
FUZZ_CC   := $(shell command -v clang-14)
FUZZ_C    := $(wildcard test/fuzz/*.c)
FUZZ_MAKE  = $(MAKE) -s --no-print-directory B=$(B)/fuzz CC=$(FUZZ_CC) \
             SAN=address PO_LAX=1 CFLAGS='-fsanitize=fuzzer-no-link -w' fuzzers
.PHONY: fuzzers
fuzzers: $(FUZZ_C:test/fuzz/%.c=$(O)/fuzz/%)

$(O)/fuzz/%: $(O)/obj/test/fuzz/%.o $(below_mod:%=$(O)/lib%.a)
	@mkdir -p $(@D)
	$(Q)$(LINK) -fsanitize=fuzzer -o $@ $< -Wl,--start-group \
	    $(below_mod:%=$(O)/lib%.a) -Wl,--end-group $(LIBS)

FUZZ_SECONDS ?= 20
fuzz: test-tools
	+@$(if $(FUZZ_CC),$(FUZZ_MAKE),echo "make fuzz needs clang-14"; exit 1)
	@B=$(B) FUZZ_SECONDS=$(FUZZ_SECONDS) test/fuzz/run.sh
