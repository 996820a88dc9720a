/* From an analysed article to its terms, values and record: the part of indexing that needs no index, done in
 * any thread. */
#include "prepared.h"

#include <stdlib.h>
#include <string.h>

#include "drafts.h"
#include "mentioned.h"
#include "record.h"
#include "weights.h"

#define PROMINENCE_WDF                                                                                       \
    4 /* wdf of the most prominent person; the least has 1. Low, for it makes the article longer too */
#define FACET_BYTES_MAX 240 /* of a value; people's keys together have ten times that */

struct ndx_prepared {
    ndx_drafts terms;
    ndx_buf record, values;
    ndx_prepared_value value[NDX_SLOT_COUNT];
    size_t value_count;
    ndx_text id_term;
    ndx_text id;
    ndx_buf id_bytes;
    const char *stemmer;
    ndx_date date;
    /* stem number -> number of the placed term, valid where the round is this article's */
    struct stem_slot {
        uint32_t round, placed;
    } * slots;
    size_t slot_capacity;
    uint32_t round;
    ndx_mentioned mentioned;
    ndx_placed_term *placed;
    size_t placed_count;
    uint32_t *positions,
        *token_place; /* of the placed terms, one term's after the other; of each token its placed term */
    size_t token_capacity;
    ndx_record_maker maker;
    ndx_arena names;
    ndx_person *people; /* with key, name and role_code, in names */
    size_t person_count;
};

ndx_status ndx_prepared_new(ndx_prepared **prepared, ndx_error *err) {
    *prepared = calloc(1, sizeof **prepared);
    return *prepared ? NDX_OK : ndx_fail_memory(err);
}

void ndx_prepared_free(ndx_prepared *prepared) {
    if (!prepared) return;
    ndx_drafts_clear(&prepared->terms);
    ndx_buf_clear(&prepared->record);
    ndx_buf_clear(&prepared->values);
    ndx_buf_clear(&prepared->id_bytes);
    free(prepared->slots);
    free(prepared->placed);
    free(prepared->positions);
    free(prepared->token_place);
    ndx_record_maker_clear(&prepared->maker);
    ndx_arena_clear(&prepared->names);
    free(prepared);
}

/* --- gathering ------------------------------------------------------------------------------------------ */

static bool add_value_term(ndx_prepared *prepared, ndx_field field, ndx_text value, uint32_t wdf) {
    size_t begin = prepared->terms.texts.len;
    ndx_term_of_value(field, value, &prepared->terms.texts);
    return ndx_drafts_end(&prepared->terms, begin, wdf, UINT32_MAX);
}

/* --- general text --------------------------------------------------------------------------------------- */

static bool ensure_slots(ndx_prepared *prepared, size_t stems) {
    if (stems > prepared->slot_capacity) {
        size_t capacity = stems + stems / 2 + 1024;
        struct stem_slot *grown = realloc(prepared->slots, capacity * sizeof *grown);
        if (!grown) return false;
        memset(grown + prepared->slot_capacity, 0, (capacity - prepared->slot_capacity) * sizeof *grown);
        prepared->slots = grown;
        prepared->slot_capacity = capacity;
    }
    if (++prepared->round == 0) { /* once in four billion articles the marks of old rounds would look new */
        memset(prepared->slots, 0, prepared->slot_capacity * sizeof *prepared->slots);
        prepared->round = 1;
    }
    return true;
}

/* Room for what `tokens` tokens can need at most, so that the passes over them need not look. */
static bool token_room(ndx_prepared *prepared, size_t tokens) {
    if (tokens <= prepared->token_capacity) return true;
    size_t capacity = tokens + tokens / 2 + 256;
    uint32_t *positions = realloc(prepared->positions, capacity * sizeof *positions);
    if (positions) prepared->positions = positions;
    uint32_t *places = realloc(prepared->token_place, capacity * sizeof *places);
    if (places) prepared->token_place = places;
    ndx_placed_term *placed = realloc(prepared->placed, capacity * sizeof *placed);
    if (placed) prepared->placed = placed;
    if (!positions || !places || !placed) return false;
    prepared->token_capacity = capacity;
    return true;
}

/* What lies scattered in memory is asked for so many words before it is needed, about as long as memory takes, so that many words
 * wait for it together. */
#define AHEAD ((size_t)16)

/* First pass over the tokens: the distinct stems are numbered in the order they come, placed[].first is each one's number in the
 * lexicon, placed[].count how often it stands and the draft's wdf what that counts for; stems[] become their places. New or known
 * cannot be guessed, so there is no jump for it. Words that hold a sentence together, and forms that say a compound's parts once
 * more, are found but tell nothing: as weight they would only make the article longer than it is (TIME collection: mean average
 * precision 0.693 with them, 0.70 without). */
static void number_stems(ndx_prepared *prepared, const ndx_article *article, uint32_t *stems, size_t tokens) {
    const ndx_weighty zones = ndx_weighty_zones(article);
    struct stem_slot *slots = prepared->slots;
    ndx_placed_term *placed = prepared->placed;
    ndx_draft *drafts = prepared->terms.at;
    uint32_t round = prepared->round, count = 0;
    for (size_t i = 0; i < tokens; i++) {
        const ndx_token *token = &article->facts.tokens[i];
        bool tells = !(stems[i] & NDX_STEM_FUNCTION) & !(token->flags & NDX_TOKEN_JOINED);
        uint32_t stem = stems[i] & ~NDX_STEM_FUNCTION;
        if (i + AHEAD < tokens) __builtin_prefetch(&slots[stems[i + AHEAD] & ~NDX_STEM_FUNCTION]);
        bool fresh = slots[stem].round != round;
        uint32_t place = fresh ? count : slots[stem].placed;
        slots[stem] = (struct stem_slot){round, place};
        placed[count].first = stem; /* counts if it is fresh; there are no more of these than tokens so far */
        placed[count].count = 0;
        drafts[count].wdf = 0;
        count += fresh;
        stems[i] = place;
        placed[place].count++;
        drafts[place].wdf += tells ? ndx_zone_wdf(&zones, token->start) : 0;
    }
    prepared->placed_count = count;
}

/* Each stem becomes a placed term and, under the same number, a draft. */
static bool draft_stems(ndx_prepared *prepared, const ndx_text *texts) {
    ndx_placed_term *placed = prepared->placed;
    size_t count = prepared->placed_count;
    for (size_t i = 0; i < count; i++) {
        if (i + 2 * AHEAD < count) {
            __builtin_prefetch(&texts[placed[i + 2 * AHEAD].first]);
            __builtin_prefetch(texts[placed[i + AHEAD].first].data);
        }
        uint32_t stem = placed[i].first;
        placed[i].term = texts[stem];
        if (!ndx_drafts_add_stem(&prepared->terms, texts[stem], prepared->terms.at[i].wdf, stem,
                                 &placed[i].hash))
            return false;
    }
    return true;
}

static bool gather_stems(ndx_prepared *prepared, const ndx_article *article, const ndx_analyzer *analyzer,
                         size_t tokens) {
    if (!token_room(prepared, tokens) || !ndx_drafts_room(&prepared->terms, tokens)) return false;
    ndx_lexicon_stems(analyzer, article->facts.tokens, tokens, prepared->token_place);
    number_stems(prepared, article, prepared->token_place, tokens);
    return draft_stems(prepared, ndx_lexicon_stem_texts(analyzer));
}

/* The drafts' own copies of the stems: side by side, and with room behind for who reads many bytes at once. */
static bool copy_stems(ndx_prepared *prepared) {
    if (!ndx_buf_reserve(&prepared->terms.texts, NDX_FORMS_SHORT)) return false;
    for (size_t i = 0; i < prepared->placed_count; i++)
        prepared->placed[i].term.data = prepared->terms.texts.data + prepared->terms.at[i].at;
    prepared->maker.padded = true;
    return true;
}

/* Second pass: the positions of each, side by side, and which stands where. A stem that stands twice at one position (a joined form
 * like one of its parts) has it once. false: no memory. */
static bool place_stems(ndx_prepared *prepared, const ndx_article *article, size_t tokens) {
    uint32_t first = 0, places = 0, *positions = prepared->positions;
    const uint32_t *token_place = prepared->token_place;
    const ndx_token *all = article->facts.tokens;
    ndx_placed_term *placed = prepared->placed;
    for (size_t i = 0; i < prepared->placed_count; i++) {
        placed[i].first = first;
        first += placed[i].count;
        placed[i].count = 0;
    }
    /* Positions ascend, but for joined forms, which stand before their parts at the first one's. */
    for (size_t i = tokens; i-- > 0 && places == 0;)
        if (!(all[i].flags & NDX_TOKEN_JOINED)) places = all[i].position + 1;
    uint32_t *place_at = ndx_record_places(&prepared->maker, places);
    if (!place_at) return false;
    for (size_t i = 0; i < tokens; i++) {
        uint32_t place = token_place[i], position = all[i].position;
        ndx_placed_term *term = &placed[place];
        uint32_t *next = positions + term->first + term->count;
        if (term->count && next[-1] >= position) continue;
        *next = position;
        term->count++;
        if (position >= places)
            prepared->maker.placed = false; /* no analyzer's tokens */
        else if (place_at[position] == NDX_NO_PLACE)
            place_at[position] = place;
        else
            ndx_forms_place(placed, place, &position, 1, place_at);
    }
    return true;
}

static ndx_status take_text(ndx_prepared *prepared, const ndx_article *article, const ndx_analyzer *analyzer,
                            ndx_error *err) {
    const ndx_facts *facts = &article->facts;
    size_t tokens = facts->tail_token < facts->token_count ? facts->tail_token : facts->token_count;
    if (!ensure_slots(prepared, ndx_lexicon_stem_count(analyzer)) ||
        !gather_stems(prepared, article, analyzer, tokens) || !copy_stems(prepared) ||
        !place_stems(prepared, article, tokens))
        return ndx_fail_memory(err);
    return ndx_record_make(&prepared->maker, article, prepared->placed, prepared->placed_count,
                           prepared->positions, &prepared->record, err);
}

/* --- fields, dates, people ------------------------------------------------------------------------------ */

static ndx_status take_words(ndx_prepared *prepared, ndx_field field, ndx_text text, const char *language,
                             ndx_analyzer *analyzer, ndx_error *err) {
    const ndx_field_info *info = ndx_field_get(field);
    const ndx_token *tokens;
    size_t count;
    ndx_status status = text.len ? ndx_tokenize(analyzer, text, language, &tokens, &count, err) : NDX_OK;
    for (size_t i = 0; text.len && status == NDX_OK && i < count; i++) {
        ndx_text stem = ndx_lexicon_stem_text(analyzer, ndx_lexicon_stem(analyzer, tokens[i].word));
        if (!ndx_drafts_add(&prepared->terms, info->prefix, stem, info->weight > 0 ? 1 : 0))
            return ndx_fail_memory(err);
    }
    return status;
}

/* The headline's words are tokens of the article already, when the zone is the field. */
static bool is_headline_zone(const ndx_article *article, ndx_field field) {
    return field == NDX_FIELD_HEADLINE &&
           ndx_text_equal(ndx_article_zone(article, NDX_ZONE_HEADLINE), article->field[field]);
}

static ndx_status take_headline(ndx_prepared *prepared, const ndx_article *article,
                                const ndx_analyzer *analyzer, ndx_error *err) {
    const ndx_field_info *info = ndx_field_get(NDX_FIELD_HEADLINE);
    ndx_range zone = article->zone[NDX_ZONE_HEADLINE];
    for (size_t i = 0; i < article->facts.token_count && article->facts.tokens[i].start < zone.end; i++) {
        const ndx_token *token = &article->facts.tokens[i];
        ndx_text stem = ndx_lexicon_stem_text(analyzer, ndx_lexicon_stem(analyzer, token->word));
        if (token->start >= zone.start &&
            !ndx_drafts_add(&prepared->terms, info->prefix, stem, info->weight > 0 ? 1 : 0))
            return ndx_fail_memory(err);
    }
    return NDX_OK;
}

static ndx_status take_fields(ndx_prepared *prepared, const ndx_article *article, ndx_analyzer *analyzer,
                              ndx_error *err) {
    for (size_t i = 0; i < NDX_FIELD_COUNT; i++) {
        const ndx_field_info *info = ndx_field_get((ndx_field)i);
        if (info->prefix[0] == 0 || article->field[i].len == 0) continue;
        ndx_status status = NDX_OK;
        if (is_headline_zone(article, (ndx_field)i))
            status = take_headline(prepared, article, analyzer, err);
        else if (info->kind == NDX_TEXTUAL)
            status = take_words(prepared, (ndx_field)i, article->field[i], article->stemmer, analyzer, err);
        else if (info->kind == NDX_EXACT && !add_value_term(prepared, (ndx_field)i, article->field[i], 0))
            status = ndx_fail_memory(err);
        if (status != NDX_OK) return status;
    }
    if (prepared->stemmer[0] &&
        !ndx_drafts_add(&prepared->terms, NDX_PREFIX_STEMMER, ndx_text_of(prepared->stemmer), 0))
        return ndx_fail_memory(err);
    size_t begin = prepared->terms.texts.len;
    if (article->origin.path.len == 0) return NDX_OK;
    ndx_term_of_path(article->origin.path, &prepared->terms.texts);
    return ndx_drafts_end(&prepared->terms, begin, 0, UINT32_MAX) ? NDX_OK : ndx_fail_memory(err);
}

/* A piece of the calendar and all that contain it. */
static bool add_pieces(ndx_prepared *prepared, const char *prefix, ndx_calendar_piece piece) {
    char term[16] = "";
    do {
        ndx_text text = {term, ndx_calendar_term(prefix, piece, term)};
        if (!ndx_drafts_add(&prepared->terms, "", text, 0)) return false;
    } while (ndx_calendar_up(&piece));
    return true;
}

static bool add_mark(ndx_prepared *prepared, const char *prefix, unsigned number) {
    size_t begin = prepared->terms.texts.len;
    if (number == 0) return true;
    ndx_term_of_mark(prefix, number, &prepared->terms.texts);
    return ndx_drafts_end(&prepared->terms, begin, 0, UINT32_MAX);
}

static bool take_date(ndx_prepared *prepared, const ndx_date *date) {
    static const ndx_calendar kinds[] = {[NDX_PRECISION_NONE] = NDX_CALENDAR_DAY,
                                         [NDX_PRECISION_YEAR] = NDX_CALENDAR_YEAR,
                                         [NDX_PRECISION_MONTH] = NDX_CALENDAR_MONTH,
                                         [NDX_PRECISION_DAY] = NDX_CALENDAR_DAY,
                                         [NDX_PRECISION_TIME] = NDX_CALENDAR_DAY};
    if (date->day == NDX_NO_DAY || date->precision >= NDX_COUNT(kinds)) return true;
    if (!add_mark(prepared, NDX_PREFIX_DATE_SOURCE, (unsigned)date->source) ||
        !add_mark(prepared, NDX_PREFIX_PRECISION, (unsigned)date->precision))
        return false;
    ndx_civil civil = ndx_day_civil(date->day);
    return add_pieces(prepared, NDX_PREFIX_DAY,
                      (ndx_calendar_piece){(uint8_t)kinds[date->precision], (int16_t)civil.year,
                                           (uint8_t)civil.month, (uint8_t)civil.day});
}

static bool take_mentions(ndx_prepared *prepared, const ndx_article *article) {
    const ndx_weighty zones = ndx_weighty_zones(article);
    ndx_mentioned_begin(&prepared->mentioned);
    for (size_t i = 0; i < article->facts.date_count; i++) {
        const ndx_date_mention *date = &article->facts.dates[i];
        if (!ndx_mentioned_add(&prepared->mentioned, date, ndx_zone_wdf(&zones, date->start),
                               &prepared->terms))
            return false;
    }
    return ndx_mentioned_post(&prepared->mentioned, &prepared->terms);
}

static bool take_people(ndx_prepared *prepared, const ndx_facts *facts) {
    for (size_t i = 0; i < facts->person_count; i++) {
        const ndx_person *person = &facts->people[i];
        float prominence = person->prominence > 0 ? person->prominence < 1 ? person->prominence : 1 : 0;
        uint32_t wdf = 1 + (uint32_t)(prominence * (PROMINENCE_WDF - 1) + 0.5f);
        if (person->key.len == 0) continue;
        if (!add_value_term(prepared, NDX_FIELD_PEOPLE, person->key, wdf)) return false;
        size_t begin = prepared->terms.texts.len;
        if (person->role_code == 0) continue;
        ndx_term_of_person_in_role(person->key, person->role_code, &prepared->terms.texts);
        if (!ndx_drafts_end(&prepared->terms, begin, wdf, UINT32_MAX)) return false;
    }
    return true;
}

/* Whom the writer will count. */
static bool keep_people(ndx_prepared *prepared, const ndx_facts *facts) {
    ndx_arena_reset(&prepared->names);
    prepared->person_count = 0;
    prepared->people = ndx_arena_array(&prepared->names, facts->person_count, sizeof *prepared->people);
    for (size_t i = 0; prepared->people && i < facts->person_count; i++)
        prepared->people[prepared->person_count++] =
            (ndx_person){.name = ndx_arena_copy(&prepared->names, facts->people[i].name),
                         .key = ndx_arena_copy(&prepared->names, facts->people[i].key),
                         .role_code = facts->people[i].role_code};
    return !prepared->names.failed;
}

/* Words of what the people are: "foreign minister". */
static ndx_status take_roles(ndx_prepared *prepared, const ndx_article *article, ndx_analyzer *analyzer,
                             ndx_error *err) {
    for (size_t i = 0; i < article->facts.person_count; i++) {
        const ndx_token *tokens;
        size_t count = 0;
        ndx_text role = article->facts.people[i].role;
        ndx_status status =
            role.len ? ndx_tokenize(analyzer, role, article->stemmer, &tokens, &count, err) : NDX_OK;
        if (status != NDX_OK) return status;
        for (size_t k = 0; k < count; k++) {
            ndx_text stem = ndx_lexicon_stem_text(analyzer, ndx_lexicon_stem(analyzer, tokens[k].word));
            if (!ndx_drafts_add(&prepared->terms, NDX_PREFIX_ROLE, stem, 0)) return ndx_fail_memory(err);
        }
    }
    return NDX_OK;
}

/* --- values --------------------------------------------------------------------------------------------- */

/* Values lie one after the other in prepared->values, which must not move while they are views: room is made
 * first. */
static void add_value(ndx_prepared *prepared, ndx_slot slot, ndx_text value) {
    if (value.len == 0) return;
    size_t begin = prepared->values.len;
    ndx_buf_add_text(&prepared->values, value);
    prepared->value[prepared->value_count++] =
        (ndx_prepared_value){slot, {prepared->values.data + begin, value.len}};
}

static bool take_values(ndx_prepared *prepared, const ndx_article *article) {
    char bytes[6];
    ndx_text path = ndx_id_has_path(article) ? (ndx_text){"", 0} : article->origin.path;
    if (!ndx_buf_reserve(&prepared->values, 64 + FACET_BYTES_MAX * (NDX_SLOT_COUNT + 12) + path.len))
        return false;
    add_value(prepared, NDX_SLOT_DAY, (ndx_text){bytes, ndx_value_date(&article->date, bytes)});
    ndx_value_words(article->facts.words, bytes);
    add_value(prepared, NDX_SLOT_WORDS, (ndx_text){bytes, 3});
    static const ndx_field faceted[] = {NDX_FIELD_SOURCE, NDX_FIELD_SECTION, NDX_FIELD_PLACE,
                                        NDX_FIELD_LANGUAGE};
    for (size_t i = 0; i < NDX_COUNT(faceted); i++) {
        ndx_text value = article->field[faceted[i]];
        add_value(
            prepared, ndx_slot_of(faceted[i]),
            ndx_text_slice(value, 0,
                           ndx_utf8_floor(value, value.len < FACET_BYTES_MAX ? value.len : FACET_BYTES_MAX)));
    }
    size_t begin = prepared->values.len;
    for (size_t i = 0; i < article->facts.person_count; i++) {
        ndx_text key = article->facts.people[i].key;
        uint8_t role = article->facts.people[i].role_code;
        if (key.len == 0 || prepared->values.len - begin + key.len + 3 > (size_t)FACET_BYTES_MAX * 10)
            continue;
        if (prepared->values.len > begin) ndx_buf_add_char(&prepared->values, '\n');
        ndx_buf_add_text(&prepared->values, key);
        if (role) {
            ndx_buf_add_char(&prepared->values, '\t');
            ndx_buf_add_char(&prepared->values, ndx_role_letter(role));
        }
    }
    if (prepared->values.len > begin)
        prepared->value[prepared->value_count++] = (ndx_prepared_value){
            NDX_SLOT_PEOPLE, {prepared->values.data + begin, prepared->values.len - begin}};
    add_value(prepared, NDX_SLOT_PATH, path);
    return !prepared->values.failed;
}

/* --- the whole ------------------------------------------------------------------------------------------ */

static void forget(ndx_prepared *prepared) {
    ndx_drafts_reset(&prepared->terms);
    ndx_buf_reset(&prepared->record);
    ndx_buf_reset(&prepared->values);
    ndx_buf_reset(&prepared->id_bytes);
    prepared->value_count = 0;
}

static bool take_id(ndx_prepared *prepared, ndx_text id) {
    ndx_buf_add_text(&prepared->id_bytes, id);
    size_t begin = prepared->id_bytes.len;
    ndx_term_of_value(NDX_FIELD_ID, id, &prepared->id_bytes);
    ndx_text both = ndx_buf_text(&prepared->id_bytes);
    prepared->id = ndx_text_slice(both, 0, begin);
    prepared->id_term = ndx_text_slice(both, begin, both.len);
    return !prepared->id_bytes.failed;
}

ndx_status ndx_prepare(ndx_prepared *prepared, const ndx_article *article, ndx_analyzer *analyzer,
                       ndx_error *err) {
    forget(prepared);
    ndx_text id = article->field[NDX_FIELD_ID];
    if (id.len == 0)
        return ndx_fail(err, NDX_USAGE, "an article of %.*s has no id", NDX_ARG(article->origin.path));
    prepared->stemmer = article->stemmer ? article->stemmer : "";
    prepared->date = article->date;
    ndx_status status = take_text(prepared, article, analyzer, err);
    if (status == NDX_OK) status = take_fields(prepared, article, analyzer, err);
    if (status == NDX_OK) status = take_roles(prepared, article, analyzer, err);
    if (status != NDX_OK) return status;
    bool room = take_id(prepared, id) && take_date(prepared, &article->date) &&
                take_mentions(prepared, article) && take_people(prepared, &article->facts) &&
                keep_people(prepared, &article->facts) && take_values(prepared, article) &&
                ndx_drafts_post(&prepared->terms);
    if (room) ndx_mentioned_rate(&prepared->mentioned, &prepared->terms);
    return room ? NDX_OK : ndx_fail_memory(err);
}

const ndx_posting *ndx_prepared_postings(const ndx_prepared *prepared, size_t *count) {
    *count = prepared->terms.posting_count;
    return prepared->terms.postings;
}

ndx_prepared_view ndx_prepared_look(const ndx_prepared *prepared) {
    return (ndx_prepared_view){
        .postings = prepared->terms.postings,
        .posting_count = prepared->terms.posting_count,
        .values = prepared->value,
        .value_count = prepared->value_count,
        .record = ndx_buf_text(&prepared->record),
        .people = prepared->people,
        .person_count = prepared->person_count,
        .id = prepared->id,
        .id_term = prepared->id_term,
        .stemmer = prepared->stemmer,
        .date = prepared->date,
    };
}
