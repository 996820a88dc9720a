# Extents and values of dates in running text, against TimeML files with gold TIMEX3 (see tool_eval-dates.c).
.PHONY: eval-dates
eval-dates: DATA ?= ../shared/data/timex/TBAQ-cleaned
eval-dates: $(B)/tools/eval-dates
	@if [ -d "$(DATA)" ]; then $< $(DATA); else echo "eval-dates: skipped, no $(DATA)"; fi
