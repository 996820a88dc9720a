# Newsdex: one makefile, no recursion, every dependency tracked.
#   make            programs and libraries in build/       make check    every test, from nothing
#   make demo       install, build, index corpus/, ask     make bench    figures, never a test
#   make asan|tsan  the same tests under sanitizers        make lint     clang-tidy and cppcheck
#   make install PREFIX=/usr/local DESTDIR=
#
# A room is src/ROOM/*.c; its door is include/newsdex/ROOM.h; its tests are tests/unit/ROOM/test_*.c.
# New files are found by themselves. What a room may include stands in src/rooms.

VERSION   := 0.1.0
SOVERSION := 0
PREFIX    ?= /usr/local
DESTDIR   ?=
# make's own defaults (cc, g++) are not a wish of the user's
ifeq ($(origin CC),default)
  CC := gcc
endif
ifeq ($(origin CXX),default)
  CXX := g++
endif
BATS      ?= bats

# A variant is the same makefile with another build folder and other flags, chosen by the goal.
GOAL      := $(firstword $(MAKECMDGOALS))
B         ?= $(if $(filter asan tsan fuzz,$(GOAL)),build/$(GOAL),build)
ifeq ($(GOAL),asan)
  OPT      ?= -O1 -g -fno-omit-frame-pointer
  SANITIZE ?= -fsanitize=address,undefined -fno-sanitize-recover=all
else ifeq ($(GOAL),tsan)
  OPT      ?= -O1 -g
  # a fence against another process's writes (glass_read.c) is nothing that it could see
  SANITIZE ?= -fsanitize=thread -Wno-tsan
else ifeq ($(GOAL),fuzz)
  CC       := clang
  CXX      := clang++
  OPT      ?= -O1 -g
  SANITIZE ?= -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
endif
# From nothing: what is missing is installed before anything is compiled.
FIRST     := $(if $(filter check demo,$(GOAL)),deps)
ifneq ($(filter check demo asan tsan fuzz,$(GOAL)),)
  MAKEFLAGS += -j$(shell nproc)
endif

ROOMS     := $(shell sed -n 's/^\([a-z-]*\):.*/\1/p' src/rooms)
PACKAGES  := $(shell sed 's/\#.*//' .ci/packages)
PKGS      := xapian-core zlib libdeflate libutf8proc jansson icu-uc icu-i18n libxml-2.0

OPT       ?= -O2 -g
SANITIZE  ?=
WARN      := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings \
             -Wvla -Wformat=2 -Wundef -Werror
WARNXX    := -Wall -Wextra -Wshadow -Wformat=2 -Werror
CPPFLAGS  += -Iinclude -D_GNU_SOURCE -DNDX_VERSION='"$(VERSION)"'
COMMON     = $(OPT) $(SANITIZE) -fPIC -pthread -fno-math-errno -fvisibility=hidden -MMD -MP
CFLAGS    += -std=c11 $(WARN)
CXXFLAGS  += -std=c++17 $(WARNXX)
LDLIBS     = -Wl,--as-needed $(PKGLIBS) -lstdc++ -lm -pthread

# V=1 shows whole commands
ifeq ($(V),)
  SAY = @printf '  %-5s %s\n' '$(1)' '$(2)';
endif

LIB_C     := $(foreach r,$(ROOMS),$(wildcard src/$(r)/*.c))
LIB_CXX   := $(foreach r,$(ROOMS),$(wildcard src/$(r)/*.cc))
LIB_OBJ   := $(LIB_C:%.c=$(B)/obj/%.o) $(LIB_CXX:%.cc=$(B)/obj/%.o)
INDEXER   := $(patsubst %.c,$(B)/obj/%.o,$(wildcard indexer/*.c))
QUERY     := $(patsubst %.c,$(B)/obj/%.o,$(wildcard query/*.c))
UNIT_C    := $(wildcard tests/unit/*/test_*.c)
UNIT      := $(UNIT_C:tests/%.c=$(B)/tests/%)
# A tool is one file that links the library: trainers, evaluators, generators. tests/*/tool_NAME.c -> build/tools/NAME
TOOL_C    := $(wildcard tests/*/tool_*.c)
TOOL_CXX  := $(wildcard tests/*/tool_*.cc)
tool_of    = $(patsubst tool_%,$(B)/tools/%,$(basename $(notdir $(1))))
TOOLS     := $(foreach t,$(TOOL_C) $(TOOL_CXX),$(call tool_of,$(t)))
FUZZ_C    := $(wildcard tests/fuzz/fuzz_*.c)
FUZZ      := $(FUZZ_C:tests/fuzz/fuzz_%.c=$(B)/fuzz_%)
EMBED     := $(foreach r,$(ROOMS),$(wildcard src/$(r)/*.bin))
EMBED_OBJ := $(EMBED:%.bin=$(B)/obj/%.bin.o)

.PHONY: all lib tests tools fuzz
all: $(B)/newsdex-index $(B)/newsdex-query $(B)/libnewsdex.a $(B)/libnewsdex.so
tests: $(UNIT) tools
tools: $(TOOLS)
.SECONDARY:
.DELETE_ON_ERROR:

# --- objects ---------------------------------------------------------------------------------------------------------
# Asked once, and not before the first compilation: deps may have to install pkg-config's answers.
PKGFLAGS   = $(eval PKGFLAGS := $(shell pkg-config --cflags $(PKGS)))$(PKGFLAGS)
PKGLIBS    = $(eval PKGLIBS := $(shell pkg-config --libs $(PKGS)) -lstemmer -lcsv)$(PKGLIBS)
$(B)/obj/%.o: %.c Makefile | $(FIRST)
	@mkdir -p $(@D)
	$(call SAY,CC,$<)$(CC) $(CPPFLAGS) $(PKGFLAGS) $(COMMON) $(CFLAGS) -c $< -o $@
$(B)/obj/%.o: %.cc Makefile | $(FIRST)
	@mkdir -p $(@D)
	$(call SAY,CXX,$<)$(CXX) $(CPPFLAGS) $(PKGFLAGS) $(COMMON) $(CXXFLAGS) -c $< -o $@
# A binary table of a room (model, gazetteer, dictionary) becomes read-only data: symbols ndx_bin_NAME and ndx_bin_NAME_end.
$(B)/obj/%.bin.o: %.bin Makefile | $(FIRST)
	@mkdir -p $(@D)
	$(call SAY,BIN,$<)printf '.section .rodata\n.balign 64\n.global ndx_bin_$(notdir $*)\n.hidden ndx_bin_$(notdir $*)\nndx_bin_$(notdir $*):\n.incbin "$<"\n.global ndx_bin_$(notdir $*)_end\n.hidden ndx_bin_$(notdir $*)_end\nndx_bin_$(notdir $*)_end:\n.byte 0\n.section .note.GNU-stack,"",%%progbits\n' | $(CC) -c -x assembler - -o $@

$(B)/libnewsdex.a: $(LIB_OBJ) $(EMBED_OBJ)
	@rm -f $@
	$(call SAY,AR,$@)ar rcsD $@ $^
$(B)/libnewsdex.so: $(LIB_OBJ) $(EMBED_OBJ)
	$(call SAY,LINK,$@)$(CXX) -shared $(SANITIZE) -Wl,-soname,libnewsdex.so.$(SOVERSION) $^ $(LDLIBS) -o $@
$(B)/newsdex-index: $(INDEXER) $(B)/libnewsdex.a
	$(call SAY,LINK,$@)$(CC) $(SANITIZE) $(LDFLAGS) $^ $(LDLIBS) -o $@
# It is started for every question. At a fixed address, with the stemmers' tables in it, none of their pointers has to be
# relocated: a quarter off its start. QUERY_LDFLAGS= makes it position-independent.
QUERY_LDFLAGS ?= $(if $(SANITIZE),,-no-pie)
$(B)/newsdex-query: $(QUERY) $(B)/libnewsdex.a
	$(call SAY,LINK,$@)$(CC) $(SANITIZE) $(LDFLAGS) $(QUERY_LDFLAGS) $^ $(subst -lstemmer,-l:libstemmer.a,$(LDLIBS)) -o $@
$(B)/tests/%: $(B)/obj/tests/%.o $(B)/libnewsdex.a
	@mkdir -p $(@D)
	$(call SAY,LINK,$@)$(CC) $(SANITIZE) $(LDFLAGS) $^ $(LDLIBS) -lcmocka -o $@
define tool_rule
$(call tool_of,$(1)): $(B)/obj/$(basename $(1)).o $(B)/libnewsdex.a
	@mkdir -p $$(@D)
	$$(call SAY,LINK,$$@)$$(CC) $$(SANITIZE) $$(LDFLAGS) $$^ $$(LDLIBS) -o $$@
endef
$(foreach t,$(TOOL_C) $(TOOL_CXX),$(eval $(call tool_rule,$(t))))

# --- tests -----------------------------------------------------------------------------------------------------------
.PHONY: check test demo deps asan tsan lint format bench bench-deps clean install
check asan tsan: test
test: all tests
	@B=$(B) BATS=$(BATS) sh tests/run.sh
demo: all
	@B=$(B) sh tests/demo.sh
deps:
	@sh .ci/deps $(PACKAGES)
# Builds the fuzzers and runs each for FUZZ_SECONDS.
fuzz: $(FUZZ)
	@B=$(B) SECONDS_EACH=$(FUZZ_SECONDS) sh tests/fuzz/run.sh
FUZZ_SECONDS ?= 60
$(B)/fuzz_%: $(B)/obj/tests/fuzz/fuzz_%.o $(B)/libnewsdex.a
	$(call SAY,LINK,$@)clang++ -fsanitize=fuzzer,address,undefined $^ $(LDLIBS) -o $@
lint: deps
	@sh tests/house/lint.sh
format:
	clang-format -i $$(git ls-files '*.c' '*.h' '*.cc')
bench: all tools
	@B=$(B) sh tests/bench/run.sh
bench-deps:
	@sh .ci/deps sqlite3 sphinxsearch xapian-omega notmuch recollcmd
clean:
	rm -rf build

# --- installation ----------------------------------------------------------------------------------------------------
install: all
	@B=$(B) PREFIX=$(PREFIX) DESTDIR=$(DESTDIR) VERSION=$(VERSION) SOVERSION=$(SOVERSION) sh indexer/install.sh

-include $(LIB_OBJ:.o=.d) $(INDEXER:.o=.d) $(QUERY:.o=.d) $(UNIT_C:%.c=$(B)/obj/%.d) $(TOOL_C:%.c=$(B)/obj/%.d) $(FUZZ_C:%.c=$(B)/obj/%.d)
include $(wildcard tests/*/*.mk)

# --- for daily work: everything compiles and every header stands alone; the unit tests of one room ---------------------
.PHONY: lib-check unit
lib-check: $(B)/libnewsdex.a
	@for h in include/newsdex/*.h; do echo "#include \"newsdex/$${h##*/}\"" | $(CC) -std=c11 $(CPPFLAGS) -fsyntax-only -x c - || exit 1; done
unit: $(filter $(B)/tests/unit/$(ROOM)/%,$(UNIT))
	@for t in $^; do $$t || exit 1; done
