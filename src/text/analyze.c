/* The room's door: analyzers, articles, queries. */
#include "tokens.h"

#include <libstemmer.h>
#include <stdlib.h>

struct ndx_analyzer {
    ndx_lexicon lexicon;
    bool detects;          /* "auto" */
    ndx_language language; /* unless it detects */
    ndx_detector *detector;
    ndx_token *tokens; /* of ndx_tokenize */
    size_t token_capacity;
};

/* --- life ----------------------------------------------------------------------------------------------- */

static ndx_status refuse_language(const char *language, ndx_error *err) {
    char known[400] = "";
    size_t len = 0;
    const char *code;
    for (size_t i = 0; (code = ndx_language_code(i)) && len + strlen(code) + 3 < sizeof known; i++) {
        memcpy(known + len, code, strlen(code));
        len += strlen(code);
        known[len++] = ' ';
    }
    known[len ? len - 1 : 0] = 0;
    return ndx_fail(err, NDX_USAGE, "unknown language \"%.40s\"; give auto, none or one of: %s", language,
                    known);
}

ndx_status ndx_analyzer_new(const char *language, ndx_analyzer **analyzer, ndx_error *err) {
    ndx_text name = ndx_text_of(language ? language : "auto");
    bool detects = ndx_text_equal_nocase(name, NDX_TEXT("auto")) || name.len == 0;
    ndx_language found = detects ? NDX_LANGUAGE_NONE : ndx_language_find(name);
    *analyzer = NULL;
    if (!detects && found == NDX_LANGUAGE_NONE && !ndx_text_equal_nocase(name, NDX_TEXT("none")))
        return refuse_language(language, err);
    ndx_analyzer *made = calloc(1, sizeof *made);
    if (!made) return ndx_fail_memory(err);
    made->detects = detects;
    made->language = found;
    ndx_lexicon_init(&made->lexicon);
    if (made->lexicon.failed) {
        ndx_analyzer_free(made);
        return ndx_fail_memory(err);
    }
    *analyzer = made;
    return NDX_OK;
}

void ndx_analyzer_free(ndx_analyzer *analyzer) {
    if (!analyzer) return;
    ndx_lexicon_clear(&analyzer->lexicon);
    ndx_detector_free(analyzer->detector);
    free(analyzer->tokens);
    free(analyzer);
}

/* --- articles and queries ------------------------------------------------------------------------------- */

static ndx_scan begin(ndx_analyzer *analyzer, ndx_language language, ndx_text text, ndx_token *tokens,
                      size_t capacity) {
    ndx_lexicon_seed(&analyzer->lexicon, language);
    return (ndx_scan){.lexicon = &analyzer->lexicon,
                      .language = language,
                      .traits = ndx_language_get(language)->traits,
                      .text = (const unsigned char *)text.data,
                      .tokens = tokens,
                      .capacity = capacity};
}

/* Offsets are 32 bits wide; what lies beyond is not tokenized. */
static uint32_t end_of(ndx_text text) {
    return text.len < UINT32_MAX ? (uint32_t)text.len : UINT32_MAX;
}

/* Words that were met where stems are put off have theirs from now on. */
static void settle_words(ndx_scan *scan) {
    for (size_t i = 0; scan->lexicon->has_put_off && i < scan->count; i++)
        ndx_lexicon_settle(scan->lexicon, scan->tokens[i].word);
}

static ndx_status outcome(const ndx_scan *scan, ndx_error *err) {
    return scan->failed || scan->lexicon->failed ? ndx_fail_memory(err) : NDX_OK;
}

static ndx_status language_of(ndx_analyzer *analyzer, ndx_article *article, ndx_language *language,
                              ndx_error *err) {
    ndx_text *declared = &article->field[NDX_FIELD_LANGUAGE];
    *language = analyzer->language;
    if (analyzer->detects && declared->len) {
        *language = ndx_language_find(*declared);
    } else if (analyzer->detects) {
        ndx_text text = ndx_article_ranked_text(article);
        if (!analyzer->detector) analyzer->detector = ndx_detector_new();
        if (!analyzer->detector) return ndx_fail_memory(err);
        *language = ndx_detect(analyzer->detector, text);
        if (*language == NDX_LANGUAGE_NONE && ndx_detect_is_plain_latin(text)) {
            *language = NDX_LANGUAGE_ENGLISH; /* to analyse it by; nothing is claimed in the field */
            return NDX_OK;
        }
    }
    if (declared->len == 0 && *language) *declared = ndx_text_of(ndx_language_get(*language)->code);
    return NDX_OK;
}

ndx_status ndx_analyze(ndx_analyzer *analyzer, ndx_article *article, ndx_error *err) {
    ndx_facts *facts = &article->facts;
    ndx_range tail = article->zone[NDX_ZONE_TAIL];
    uint32_t end = end_of(article->text),
             body_end = tail.end > tail.start && tail.start < end ? tail.start : end;
    ndx_language language;
    ndx_status status = language_of(analyzer, article, &language, err);
    facts->token_count = facts->words = facts->tail_token = 0;
    facts->lexicon = (ndx_lexicon_state){0, 0};
    if (status) return status;
    article->stemmer = ndx_language_get(language)->algorithm ? ndx_language_get(language)->code : "";
    ndx_scan scan = begin(analyzer, language, article->text, facts->tokens, facts->token_capacity);
    ndx_scan_range(&scan, 0, body_end);
    uint32_t words = scan.position, tail_token = (uint32_t)scan.count;
    if (body_end < end) ndx_scan_range(&scan, body_end, end);
    settle_words(&scan);
    facts->tokens = scan.tokens;
    facts->token_capacity = scan.capacity;
    status = outcome(&scan, err);
    if (status) return status;
    facts->token_count = scan.count;
    facts->lexicon = ndx_lexicon_now(analyzer);
    facts->words = words;
    facts->tail_token = tail_token;
    return NDX_OK;
}

static ndx_status tokenize(ndx_analyzer *analyzer, ndx_text text, const char *language, bool put_off,
                           const ndx_token **tokens, size_t *count, ndx_error *err) {
    ndx_scan scan = begin(analyzer, ndx_language_find(ndx_text_of(language)), text, analyzer->tokens,
                          analyzer->token_capacity);
    analyzer->lexicon.puts_off = put_off;
    ndx_scan_range(&scan, 0, end_of(text));
    analyzer->lexicon.puts_off = false;
    analyzer->tokens = scan.tokens;
    analyzer->token_capacity = scan.capacity;
    if (!put_off) settle_words(&scan);
    *tokens = scan.tokens;
    *count = 0;
    ndx_status status = outcome(&scan, err);
    if (status == NDX_OK) *count = scan.count;
    return status;
}

ndx_status ndx_tokenize(ndx_analyzer *analyzer, ndx_text text, const char *language, const ndx_token **tokens,
                        size_t *count, ndx_error *err) {
    return tokenize(analyzer, text, language, false, tokens, count, err);
}

ndx_status ndx_tokenize_words(ndx_analyzer *analyzer, ndx_text text, const char *language,
                              const ndx_token **tokens, size_t *count, ndx_error *err) {
    return tokenize(analyzer, text, language, true, tokens, count, err);
}

/* --- the lexicon ---------------------------------------------------------------------------------------- */

ndx_text ndx_lexicon_word(const ndx_analyzer *analyzer, uint32_t word) {
    const ndx_word *entry = &analyzer->lexicon.words[word];
    return (ndx_text){entry->form, entry->len};
}

uint32_t ndx_lexicon_stem(const ndx_analyzer *analyzer, uint32_t word) {
    return analyzer->lexicon.words[word].stem;
}

ndx_status ndx_lexicon_stem_later(ndx_analyzer *analyzer, uint32_t word, uint32_t *stem, ndx_error *err) {
    ndx_lexicon_settle(&analyzer->lexicon, word);
    *stem = analyzer->lexicon.words[word].stem;
    return analyzer->lexicon.failed ? ndx_fail_memory(err) : NDX_OK;
}

ndx_text ndx_lexicon_stem_text(const ndx_analyzer *analyzer, uint32_t stem) {
    return analyzer->lexicon.stems.names[stem];
}

const ndx_text *ndx_lexicon_stem_texts(const ndx_analyzer *analyzer) {
    return analyzer->lexicon.stems.names;
}

uint32_t ndx_lexicon_stem_count(const ndx_analyzer *analyzer) {
    return (uint32_t)analyzer->lexicon.stems.count;
}

ndx_lexicon_state ndx_lexicon_now(const ndx_analyzer *analyzer) {
    return (ndx_lexicon_state){analyzer->lexicon.edition, (uint32_t)analyzer->lexicon.word_count};
}

bool ndx_lexicon_is_function_word(const ndx_analyzer *analyzer, uint32_t word) {
    return analyzer->lexicon.words[word].classes & NDX_WORD_FUNCTION;
}

#define STEMS_AHEAD 64 /* tokens: about as long as memory takes, there being little else to do */

void ndx_lexicon_stems(const ndx_analyzer *analyzer, const ndx_token *tokens, size_t count, uint32_t *stems) {
    _Static_assert(NDX_WORD_FUNCTION == 1, "the class becomes the highest bit of the stem");
    const ndx_word *words = analyzer->lexicon.words;
    for (size_t i = 0; i < count; i++) {
        const ndx_word *word = &words[tokens[i].word];
        if (i + STEMS_AHEAD < count) __builtin_prefetch(&words[tokens[i + STEMS_AHEAD].word]);
        stems[i] = word->stem | (uint32_t)word->classes << 31;
    }
}

uint32_t ndx_lexicon_acronym(ndx_analyzer *analyzer, uint32_t word) {
    const ndx_word *entry = &analyzer->lexicon.words[word];
    if (!(entry->classes & NDX_WORD_ACRONYM)) return UINT32_MAX;
    uint32_t acronym = ndx_acronym_word(&analyzer->lexicon, (ndx_language)entry->language,
                                        (ndx_text){entry->form, entry->len});
    return analyzer->lexicon.failed ? UINT32_MAX : acronym;
}

size_t ndx_lexicon_bytes(const ndx_analyzer *analyzer) {
    const ndx_lexicon *lexicon = &analyzer->lexicon;
    enum { NAME_BYTES = 16 }; /* of a table of names, for each: two slots at most twice as many as needed */
    return (lexicon->known.count + lexicon->listed.count) * sizeof(ndx_slot) +
           lexicon->word_capacity * sizeof *lexicon->words +
           lexicon->stems.capacity * (sizeof(ndx_text) + NAME_BYTES) + lexicon->stems.arena.used +
           lexicon->arena.used;
}

void ndx_lexicon_reset(ndx_analyzer *analyzer) {
    ndx_lexicon_forget(&analyzer->lexicon);
}

ndx_status ndx_stem(const char *language, ndx_text folded, ndx_buf *out, ndx_error *err) {
    ndx_language found = ndx_language_find(ndx_text_of(language));
    struct sb_stemmer *stemmer = ndx_stemmer_open(found);
    if (!stemmer && ndx_language_get(found)->algorithm) return ndx_fail_memory(err);
    folded.len = ndx_utf8_floor(folded, NDX_FORM_MAX);
    bool done = ndx_stem_written(stemmer, found, folded, out);
    if (stemmer) sb_stemmer_delete(stemmer);
    return done ? NDX_OK : ndx_fail_memory(err);
}
