/* What each stage makes of an article, as one JSON line. Offsets are bytes of UTF-8 in "text": headline,
 * blank line, body. */
#include "indexer.h"

#include "newsdex/print.h"
#include "newsdex/text.h"

typedef struct dump {
    ndx_json json;
    const ndx_article *article;
    ndx_pipeline *pipeline;
} dump;

static void put_text(dump *d, const char *key, ndx_text value) {
    ndx_json_key(&d->json, key);
    ndx_json_text(&d->json, value);
}

static void put_str(dump *d, const char *key, const char *value) {
    put_text(d, key, ndx_text_of(value));
}

static void put_int(dump *d, const char *key, int64_t value) {
    ndx_json_key(&d->json, key);
    ndx_json_int(&d->json, value);
}

static void put_range(dump *d, uint32_t start, uint32_t end) {
    put_int(d, "start", start);
    put_int(d, "end", end);
}

/* A range's own words, so that a reader of the line need not count bytes. */
static void put_words(dump *d, uint32_t start, uint32_t end) {
    put_text(d, "text", ndx_text_slice(d->article->text, start, end));
}

static void begin_list(dump *d, const char *key) {
    ndx_json_key(&d->json, key);
    ndx_json_begin_array(&d->json);
}

static void put_list(dump *d, const char *key, ndx_text lines) {
    ndx_text value;
    begin_list(d, key);
    while (lines.len && ndx_text_split(&lines, '\n', &value)) ndx_json_text(&d->json, value);
    ndx_json_end_array(&d->json);
}

static void put_field(dump *d, ndx_field field) {
    const ndx_field_info *info = ndx_field_get(field);
    ndx_text value = d->article->field[field];
    if (value.len == 0) return;
    if (info->kind == NDX_LIST)
        put_list(d, info->json, value);
    else
        put_text(d, info->json, value);
}

static void put_id(dump *d) {
    put_text(d, "id", d->article->field[NDX_FIELD_ID]);
}

static void put_ranked_text(dump *d) {
    put_text(d, "text", ndx_article_ranked_text(d->article));
}

static void put_date(dump *d) {
    const ndx_date *date = &d->article->date;
    char day[11], iso[32];
    ndx_day_format(date->day, day);
    ndx_date_format(date, iso);
    if (!*day) return;
    put_str(d, "date", iso);
    put_str(d, "day", day);
    put_str(d, "date_source", ndx_date_source_word((ndx_date_source)date->source));
    put_str(d, "precision", ndx_precision_word((ndx_precision)date->precision));
}

/* --- stages --------------------------------------------------------------------------------------------- */

static void dump_read(dump *d) {
    const ndx_origin *origin = &d->article->origin;
    for (int field = 0; field < NDX_FIELD_COUNT; field++) put_field(d, (ndx_field)field);
    put_text(d, "path", origin->path);
    put_int(d, "offset", (int64_t)origin->offset);
    put_int(d, "length", (int64_t)origin->length);
    put_int(d, "ordinal", (int64_t)origin->ordinal);
}

static void put_zones(dump *d) {
    static const char *const names[NDX_ZONE_COUNT] = {"headline", "byline", "dateline",
                                                      "lead",     "body",   "tail"};
    ndx_json_key(&d->json, "zones");
    ndx_json_begin_object(&d->json);
    for (int zone = 0; zone < NDX_ZONE_COUNT; zone++) {
        ndx_range range = d->article->zone[zone];
        if (range.start == range.end) continue;
        ndx_json_key(&d->json, names[zone]);
        ndx_json_begin_array(&d->json);
        ndx_json_int(&d->json, range.start);
        ndx_json_int(&d->json, range.end);
        ndx_json_end_array(&d->json);
    }
    ndx_json_end_object(&d->json);
}

static void dump_clean(dump *d) {
    const ndx_article *article = d->article;
    put_id(d);
    put_text(d, "headline", ndx_article_zone(article, NDX_ZONE_HEADLINE));
    put_text(d, "body", ndx_article_zone(article, NDX_ZONE_BODY));
    put_text(d, "tail", ndx_article_zone(article, NDX_ZONE_TAIL));
    put_text(d, "lead", ndx_article_zone(article, NDX_ZONE_LEAD));
    put_date(d);
    for (int field = 0; field < NDX_FIELD_COUNT; field++)
        if (field != NDX_FIELD_ID && field != NDX_FIELD_HEADLINE && field != NDX_FIELD_BODY &&
            field != NDX_FIELD_DATE_TEXT)
            put_field(d, (ndx_field)field);
    put_text(d, "path", article->origin.path);
    put_zones(d);
    put_ranked_text(d);
}

static void put_flags(dump *d, uint32_t flags) {
    static const char *const names[] = {"joined",   "capital",   "all-caps", "digits",
                                        "sentence", "paragraph", "cjk"};
    begin_list(d, "flags");
    for (size_t i = 0; i < NDX_COUNT(names); i++)
        if (flags >> i & 1) ndx_json_text(&d->json, ndx_text_of(names[i]));
    ndx_json_end_array(&d->json);
}

static void put_token(dump *d, const ndx_token *token) {
    const ndx_analyzer *analyzer = ndx_pipeline_analyzer(d->pipeline);
    ndx_json_begin_object(&d->json);
    put_range(d, token->start, token->end);
    put_int(d, "position", token->position);
    put_text(d, "word", ndx_lexicon_word(analyzer, token->word));
    put_text(d, "stem", ndx_lexicon_stem_text(analyzer, ndx_lexicon_stem(analyzer, token->word)));
    put_flags(d, token->flags);
    ndx_json_end_object(&d->json);
}

static void dump_tokens(dump *d) {
    const ndx_facts *facts = &d->article->facts;
    put_id(d);
    put_str(d, "stemmer", d->article->stemmer ? d->article->stemmer : "");
    put_text(d, "language", d->article->field[NDX_FIELD_LANGUAGE]);
    put_int(d, "words", facts->words);
    put_ranked_text(d);
    begin_list(d, "tokens");
    for (size_t i = 0; i < facts->token_count && i < facts->tail_token; i++) put_token(d, &facts->tokens[i]);
    ndx_json_end_array(&d->json);
}

static void put_day(dump *d, const char *key, ndx_day day) {
    char text[11];
    ndx_day_format(day, text);
    if (*text) put_str(d, key, text);
}

static void dump_dates(dump *d) {
    const ndx_facts *facts = &d->article->facts;
    put_id(d);
    put_day(d, "day", d->article->date.day);
    put_ranked_text(d);
    begin_list(d, "dates");
    for (size_t i = 0; i < facts->date_count; i++) {
        const ndx_date_mention *date = &facts->dates[i];
        ndx_json_begin_object(&d->json);
        put_range(d, date->start, date->end);
        put_words(d, date->start, date->end);
        put_str(d, "type", date->type);
        put_text(d, "value", date->value);
        put_day(d, "first", date->first);
        put_day(d, "last", date->last);
        ndx_json_end_object(&d->json);
    }
    ndx_json_end_array(&d->json);
}

static void put_mentions(dump *d, uint32_t person) {
    const ndx_facts *facts = &d->article->facts;
    begin_list(d, "mentions");
    for (size_t i = 0; i < facts->mention_count; i++) {
        const ndx_mention *mention = &facts->mentions[i];
        if (mention->person != person) continue;
        ndx_json_begin_object(&d->json);
        put_range(d, mention->start, mention->end);
        put_words(d, mention->start, mention->end);
        ndx_json_end_object(&d->json);
    }
    ndx_json_end_array(&d->json);
}

static void dump_people(dump *d) {
    const ndx_facts *facts = &d->article->facts;
    put_id(d);
    put_day(d, "day", d->article->date.day);
    put_ranked_text(d);
    begin_list(d, "people");
    for (size_t i = 0; i < facts->person_count; i++) {
        const ndx_person *person = &facts->people[i];
        ndx_json_begin_object(&d->json);
        put_text(d, "name", person->name);
        put_text(d, "key", person->key);
        if (person->role.len) put_text(d, "role", person->role);
        ndx_json_key(&d->json, "prominence");
        ndx_json_real(&d->json, (double)(int)(person->prominence * 100 + 0.5F) / 100);
        ndx_json_key(&d->json, "from_source");
        ndx_json_bool(&d->json, person->from_source);
        put_mentions(d, (uint32_t)i);
        ndx_json_end_object(&d->json);
    }
    ndx_json_end_array(&d->json);
}

static void dump_terms(dump *d) {
    size_t count;
    const ndx_posting *postings = ndx_prepared_postings(ndx_pipeline_prepared(d->pipeline), &count);
    put_id(d);
    begin_list(d, "terms");
    for (size_t i = 0; i < count; i++) {
        ndx_json_begin_object(&d->json);
        put_text(d, "term", postings[i].term);
        put_int(d, "wdf", postings[i].wdf);
        ndx_json_end_object(&d->json);
    }
    ndx_json_end_array(&d->json);
}

void dump_article(ndx_buf *out, const ndx_article *article, ndx_stage stage, ndx_pipeline *pipeline) {
    static void (*const stages[NDX_STAGE_COUNT])(dump *) = {
        [NDX_STAGE_READ] = dump_read,   [NDX_STAGE_CLEAN] = dump_clean,   [NDX_STAGE_TOKENS] = dump_tokens,
        [NDX_STAGE_DATES] = dump_dates, [NDX_STAGE_PEOPLE] = dump_people, [NDX_STAGE_TERMS] = dump_terms,
    };
    dump d = {.article = article, .pipeline = pipeline};
    ndx_json_init(&d.json, out);
    ndx_json_begin_object(&d.json);
    stages[stage](&d);
    ndx_json_end_object(&d.json);
    ndx_buf_add_char(out, '\n');
}
