# The fault injector, and the runs that use it: `make torture` at length, a bounded round in `make check`.
$(B)/faults.so: tests/torture/faults.c | $(FIRST)
	@mkdir -p $(@D)
	$(call SAY,CC,$<)$(CC) -std=gnu11 -O1 -g -shared -fPIC -D_GNU_SOURCE -Wall -Wextra $< -ldl -o $@
tests: $(B)/faults.so
.PHONY: torture
torture: all tools $(B)/faults.so
	@B=$(B) TORTURE=$(TORTURE) sh tests/torture/run.sh; status=$$?; B=$(B) TORTURE=$(TORTURE) sh tests/torture/readers.sh && exit $$status
TORTURE ?= long
