# Measuring the ranking on judged queries.
#   make eval-rank DATA=DIR [RANK_OPTIONS=--expand]   DIR: TIME.ALL.gz, queries.tsv, qrels.txt (the TIME collection of 1963)
# Judgments count the articles from 1 in the order of the file, so the articles are numbered so on the way in.

RANK_OPTIONS ?=
.PHONY: eval-rank
eval-rank: $(B)/newsdex-index $(B)/newsdex-query $(B)/tools/eval-rank
	@[ -r "$(DATA)/TIME.ALL.gz" ] || { echo "eval-rank: DATA must name the folder of TIME.ALL.gz, queries.tsv and qrels.txt"; exit 2; }
	@rm -rf $(B)/eval-rank && mkdir -p $(B)/eval-rank
	@gzip -dc "$(DATA)/TIME.ALL.gz" | awk -f tests/eval/time.awk > $(B)/eval-rank/time.trec
	@$(B)/newsdex-index --db=$(B)/eval-rank/index rebuild --quiet $(B)/eval-rank/time.trec
	@$(B)/newsdex-query --db=$(B)/eval-rank/index --batch="$(DATA)/queries.tsv" --any --format=trec --limit=0 $(RANK_OPTIONS) > $(B)/eval-rank/run
	@$(B)/tools/eval-rank "$(DATA)/qrels.txt" $(B)/eval-rank/run
