#include "corpus.h"

#include <stdlib.h>
#include <string.h>

#include "../names.h"

#define SENTENCE_TOKENS_MAX 2000
#define GLUE_SENTENCES_MAX 20

/* --- one sentence --------------------------------------------------------------------------------------- */

typedef struct sentence {
    ndx_buf words; /* tokens, each followed by '\n' */
    size_t start[SENTENCE_TOKENS_MAX], end[SENTENCE_TOKENS_MAX];
    char tag[SENTENCE_TOKENS_MAX][8];
    size_t count;
} sentence;

static ndx_text sentence_word(const sentence *s, size_t i) {
    return (ndx_text){s->words.data + s->start[i], s->end[i] - s->start[i]};
}

static void sentence_reset(sentence *s) {
    ndx_buf_reset(&s->words);
    s->count = 0;
}

static void sentence_add(sentence *s, ndx_text line) {
    size_t tab = ndx_text_find(line, NDX_TEXT("\t"));
    if (tab == SIZE_MAX || tab == 0 || s->count == SENTENCE_TOKENS_MAX) return;
    ndx_text word = ndx_text_slice(line, 0, tab),
             tag = ndx_text_trim(ndx_text_slice(line, tab + 1, line.len));
    s->start[s->count] = s->words.len;
    ndx_buf_add_text(&s->words, word);
    s->end[s->count] = s->words.len;
    ndx_buf_add_char(&s->words, '\n');
    size_t len = tag.len < 7 ? tag.len : 7;
    memcpy(s->tag[s->count], tag.data, len);
    s->tag[s->count][len] = '\0';
    s->count++;
}

static gold_type type_of(const char *tag) {
    static const char *const names[GOLD_TYPES] = {"PER", "ORG", "LOC", "MISC"};
    for (int i = 0; i < GOLD_TYPES; i++)
        if (strlen(tag) > 2 && strcmp(tag + 2, names[i]) == 0) return (gold_type)i;
    return GOLD_TYPES;
}

/* --- spacing -------------------------------------------------------------------------------------------- */

static bool is_one_of(ndx_text word, const char *list) {
    ndx_text rest = ndx_text_of(list), piece;
    while (ndx_text_split(&rest, ' ', &piece))
        if (ndx_text_equal_nocase(piece, word)) return true;
    return false;
}

/* Whether a space stands between two tokens in running text. *quote: inside a quotation. */
static bool space_between(ndx_text before, ndx_text word, bool *quote) {
    bool is_quote = ndx_text_equal(word, NDX_TEXT("\"")) || ndx_text_equal(word, NDX_TEXT("''")) ||
                    ndx_text_equal(word, NDX_TEXT("``"));
    bool after_quote = ndx_text_equal(before, NDX_TEXT("\"")) || ndx_text_equal(before, NDX_TEXT("``"));
    if (is_quote) return !*quote;
    if (after_quote) return !*quote;
    if (is_one_of(word, ". , ; : ! ? ) ] } % 's n't 're 've 'll 'd 'm ...")) return false;
    if (ndx_text_equal(word, NDX_TEXT("'")) || is_one_of(word, "). ), \"),")) return false;
    return !is_one_of(before, "( [ { $ # (\"");
}

/* --- documents ------------------------------------------------------------------------------------------ */

typedef struct builder {
    labelled_corpus *corpus;
    corpus_options options;
    ndx_buf text;
    gold_span *span;
    size_t span_count, span_capacity;
    ndx_names seen; /* telling words of the document, for gluing */
    size_t sentences;
    bool failed;
} builder;

static void builder_flush(builder *b) {
    if (b->text.len > 0) {
        labelled_corpus *c = b->corpus;
        corpus_document *grown = ndx_grow(c->document, c->count, &c->capacity, sizeof *grown);
        gold_span *spans = ndx_arena_array(&c->arena, b->span_count + 1, sizeof *spans);
        if (!grown || !spans) {
            b->failed = true;
            return;
        }
        c->document = grown;
        if (b->span_count) memcpy(spans, b->span, b->span_count * sizeof *spans);
        c->document[c->count++] =
            (corpus_document){ndx_arena_copy(&c->arena, ndx_buf_text(&b->text)), spans, b->span_count};
    }
    ndx_buf_reset(&b->text);
    b->span_count = 0;
    b->sentences = 0;
    ndx_names_clear(&b->seen);
}

static void add_span(builder *b, size_t start, size_t end, gold_type type) {
    gold_span *grown = ndx_grow(b->span, b->span_count, &b->span_capacity, sizeof *grown);
    if (!grown) {
        b->failed = true;
        return;
    }
    b->span = grown;
    b->span[b->span_count++] = (gold_span){(uint32_t)start, (uint32_t)end, type};
}

static bool is_title(ndx_text word) {
    ndx_buf key = {0};
    ndx_fold(&key, word);
    while (key.len > 0 && key.data[key.len - 1] == '.') key.len--;
    unsigned kinds = name_word_kinds(ndx_buf_text(&key));
    bool kept = is_one_of(ndx_buf_text(&key), "mother st saint brother sister father");
    ndx_buf_clear(&key);
    return (kinds & (NAME_HONORIFIC | NAME_OFFICE | NAME_REGNAL)) && !kept;
}

static void add_sentence_spans(builder *b, const sentence *s, const size_t *at) {
    for (size_t i = 0; i < s->count;) {
        gold_type type = type_of(s->tag[i]);
        size_t end = i + 1;
        if (type == GOLD_TYPES) {
            i++;
            continue;
        }
        while (end < s->count && s->tag[end][0] == 'I' && type_of(s->tag[end]) == type) end++;
        size_t first = i;
        if (type == GOLD_PER && b->options.strip)
            while (first + 1 < end && is_title(sentence_word(s, first))) first++;
        add_span(b, at[first], at[end - 1] + sentence_word(s, end - 1).len, type);
        i = end;
    }
}

static void separate(builder *b, const sentence *s) {
    if (b->text.len == 0) return;
    uint64_t chance = ndx_hash(s->words.data, s->words.len, 7) % 10;
    if (b->options.layout != CORPUS_MIXED)
        ndx_buf_add_char(&b->text, '\n');
    else
        ndx_buf_add_str(&b->text, chance < 5 ? " " : chance < 8 ? "\n" : "\n\n");
}

/* Words that tell one story from another: names and long words. */
static bool is_telling(ndx_text word, size_t at) {
    bool capital = word.data[0] >= 'A' && word.data[0] <= 'Z',
         small = word.data[0] >= 'a' && word.data[0] <= 'z';
    return (capital && at > 0 && word.len > 2) || (small && word.len > 6);
}

static void builder_add(builder *b, const sentence *s) {
    size_t at[SENTENCE_TOKENS_MAX];
    bool quote = false;
    bool spaced = b->options.layout == CORPUS_SPACED ||
                  (b->options.layout == CORPUS_MIXED && ndx_hash(s->words.data, s->words.len, 8) % 10 == 0);
    separate(b, s);
    for (size_t i = 0; i < s->count; i++) {
        ndx_text word = sentence_word(s, i);
        if (i > 0 && (spaced || space_between(sentence_word(s, i - 1), word, &quote)))
            ndx_buf_add_char(&b->text, ' ');
        if (ndx_text_equal(word, NDX_TEXT("\"")) || ndx_text_equal(word, NDX_TEXT("''")) ||
            ndx_text_equal(word, NDX_TEXT("``")))
            quote = !quote;
        at[i] = b->text.len;
        ndx_buf_add_text(&b->text, word);
        if (is_telling(word, i)) ndx_names_add(&b->seen, word);
    }
    add_sentence_spans(b, s, at);
    b->sentences++;
}

static bool shares_words(const builder *b, const sentence *s) {
    size_t names = 0, words = 0;
    for (size_t i = 0; i < s->count; i++) {
        ndx_text word = sentence_word(s, i);
        if (!is_telling(word, 1) || b->seen.count == 0 || ndx_names_find(&b->seen, word) == NDX_NO_NAME)
            continue;
        if (word.data[0] >= 'A' && word.data[0] <= 'Z')
            names++;
        else
            words++;
    }
    return names > 0 || words > 1;
}

/* A sentence has ended: it goes on with the document unless it begins one that tells another story. */
static void builder_end_sentence(builder *b, sentence *s, bool starts) {
    if (starts && !(b->options.glue && b->sentences < GLUE_SENTENCES_MAX && shares_words(b, s)))
        builder_flush(b);
    builder_add(b, s);
    sentence_reset(s);
}

static ndx_status read_sentences(builder *b, ndx_stream *stream, sentence *s, ndx_error *err) {
    bool starts = true;
    for (;;) {
        ndx_text line = {"", 0};
        bool cut;
        ndx_status status = ndx_stream_line(stream, 4096, &line, &cut, err);
        if (status != NDX_OK && status != NDX_END) return status;
        bool start_line = ndx_text_starts(line, NDX_TEXT("-DOCSTART-"));
        if (line.len > 0 && !start_line) {
            sentence_add(s, line);
            continue;
        }
        if (s->count > 0) {
            builder_end_sentence(b, s, starts);
            starts = false;
        }
        starts |= start_line;
        if (status == NDX_END) return NDX_OK;
    }
}

ndx_status corpus_read(labelled_corpus *corpus, const char *path, corpus_options options, ndx_error *err) {
    ndx_stream *stream;
    ndx_status status = ndx_stream_open(path, &stream, err);
    if (status != NDX_OK) return status;
    builder b = {.corpus = corpus, .options = options};
    sentence *s = calloc(1, sizeof *s);
    status = s ? read_sentences(&b, stream, s, err) : ndx_fail_memory(err);
    if (status == NDX_OK) builder_flush(&b);
    if (b.failed || b.text.failed || (s && s->words.failed)) status = ndx_fail_memory(err);
    ndx_stream_close(stream);
    ndx_buf_clear(&b.text);
    ndx_names_clear(&b.seen);
    free(b.span);
    if (s) ndx_buf_clear(&s->words);
    free(s);
    return status;
}

void corpus_clear(labelled_corpus *corpus) {
    free(corpus->document);
    ndx_arena_clear(&corpus->arena);
    memset(corpus, 0, sizeof *corpus);
}
