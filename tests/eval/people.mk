# Recogniser of names: making its lists and its model, and measuring it.
#   make people-lists ROOT=DIR   src/people/lists.bin from Debian packages unpacked into DIR (src/people/PROVENANCE.md)
#   make train-people DATA=DIR   src/people/names.bin from the token/tag files in DIR
#   make eval-people [DATA=DIR REUTERS=DIR]  precision, recall, speed and sizes; who: against Reuters' codes (some minutes)

PEOPLE_TRAIN := src/people/train
TRAIN_SETS   ?= gmb wikigold crossner wnut btc sec

$(B)/tools/pack-lists: $(B)/obj/$(PEOPLE_TRAIN)/pack_lists.o $(B)/libnewsdex.a
$(B)/tools/train-people: $(B)/obj/$(PEOPLE_TRAIN)/train.o $(B)/obj/$(PEOPLE_TRAIN)/weights.o $(B)/obj/$(PEOPLE_TRAIN)/corpus.o $(B)/libnewsdex.a
$(B)/tools/eval-people: $(B)/obj/$(PEOPLE_TRAIN)/eval.o $(B)/obj/$(PEOPLE_TRAIN)/corpus.o $(B)/libnewsdex.a
$(B)/tools/pack-lists $(B)/tools/train-people $(B)/tools/eval-people:
	@mkdir -p $(@D)
	$(CC) $(SANITIZE) $(LDFLAGS) $^ $(LDLIBS) -o $@

.PHONY: people-lists train-people eval-people
people-lists: $(B)/tools/pack-lists
	sh $(PEOPLE_TRAIN)/lists.sh $(ROOT) > $(B)/lists.tsv
	$(B)/tools/pack-lists $(B)/lists.tsv src/people/lists.bin
train-people: $(B)/tools/train-people
	$(B)/tools/train-people --output=src/people/names.bin $(foreach s,$(TRAIN_SETS),$(DATA)/$(s).tsv.gz)
eval-people: $(B)/tools/eval-people $(B)/newsdex-index $(B)/newsdex-query
	$(B)/tools/eval-people $(wildcard $(or $(DATA),../shared/data/ner)/dev.*.tsv.gz)
	@B=$(B) sh tests/eval/people-who.sh $(wildcard $(or $(REUTERS),../shared/data/reuters21578)/*.sgm.gz)
-include $(wildcard $(B)/obj/$(PEOPLE_TRAIN)/*.d)
