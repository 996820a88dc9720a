/* Make src/index/forms.bin, the table that article text is packed with beside its words' stems (src/index/forms.h): the
 * forms that words have, what stands between words, and Huffman codes for both as the text on standard input uses them.
 *
 *   build/tools/train-forms < news.txt > src/index/forms.bin
 *
 * The text is that of tool_train-words.c, a form feed between articles, every second one with its lines broken at some 65
 * columns, as wires do.
 */
#include "../../src/index/forms.h"
#include "newsdex/text.h"
#include "train.h"

#define BETWEEN_MAX 180u
#define FORMS_MAX 230u
#define SEEN_MIN 4 /* times */

typedef struct counted {
    ndx_text bytes; /* of an entry */
    uint64_t count;
} counted;

struct training {
    ndx_analyzer *analyzer;
    ndx_words_coder *words;
    ndx_names seen; /* entries as bytes */
    uint64_t *count;
    size_t count_capacity;
    ndx_names table; /* chosen: what stands between first */
    size_t between, forms;
    coded symbol[NDX_FORMS_STATES * 2][256], form[NDX_FORMS_CLASSES][256];
    /* the article at hand */
    ndx_placed_term *terms;
    uint32_t *place_at, *last;
    uint32_t position;
};

static ndx_text bytes_of(const ndx_forms_entry *entry) {
    return (ndx_text){(const char *)entry, sizeof *entry};
}

static void count_entry(struct training *t, const ndx_forms_entry *entry) {
    uint32_t number = ndx_names_add(&t->seen, bytes_of(entry));
    if (number == NDX_NO_NAME) die("out of memory");
    if (number >= t->count_capacity) {
        size_t capacity = (size_t)number * 2 + 1024;
        t->count = need(realloc(t->count, capacity * sizeof *t->count));
        memset(t->count + t->count_capacity, 0, (capacity - t->count_capacity) * sizeof *t->count);
        t->count_capacity = capacity;
    }
    t->count[number]++;
}

/* First pass. */
static void count_unit(struct training *t, const ndx_forms_guide *guide, const ndx_forms_unit *unit) {
    (void)guide;
    if (unit->word ? unit->symbol <= NDX_FORMS_CAPITALS : unit->entry.len > 0) count_entry(t, &unit->entry);
}

static void count_symbol(struct training *t, const ndx_forms_guide *guide, ndx_forms_state before,
                         uint32_t symbol) {
    uint32_t term = t->position < guide->places ? guide->place_at[t->position] : NDX_NO_PLACE;
    bool old = term != NDX_NO_PLACE && t->last[term];
    t->symbol[before * 2 + old][symbol].weight++;
}

static bool count_word(struct training *t, const ndx_forms_guide *guide, const ndx_forms_unit *unit) {
    uint32_t term = guide->place_at[unit->position], number = 0, symbol = unit->symbol;
    bool plain = symbol <= NDX_FORMS_CAPITALS;
    if (unit->position < t->position) return false;
    if (plain && (number = ndx_names_find(&t->table, bytes_of(&unit->entry))) == NDX_NO_NAME) return false;
    if (unit->position > t->position) count_symbol(t, guide, unit->before, NDX_FORMS_MOVE);
    t->position = unit->position;
    if (plain) {
        bool other = t->last[term] && t->last[term] != number + 1;
        count_symbol(t, guide, unit->before, symbol + (other ? NDX_FORMS_OTHER : 0u));
        if (!t->last[term] || other)
            t->form[ndx_forms_class(guide->terms[term].term)][number - t->between].weight++;
        t->last[term] = number + 1;
    } else {
        count_symbol(t, guide, unit->before, symbol);
    }
    t->position++;
    return true;
}

/* Second pass. */
static void train_unit(struct training *t, const ndx_forms_guide *guide, const ndx_forms_unit *unit) {
    if (unit->word && unit->symbol != NDX_FORMS_TOKEN && count_word(t, guide, unit)) return;
    uint32_t number =
        !unit->word && unit->entry.len ? ndx_names_find(&t->table, bytes_of(&unit->entry)) : NDX_NO_NAME;
    count_symbol(t, guide, unit->before,
                 number == NDX_NO_NAME ? NDX_FORMS_TOKEN : NDX_FORMS_SYMBOLS + number);
}

/* The article's stems and where they stand. */
static ndx_forms_guide guide_of(struct training *t, const ndx_article *article) {
    const ndx_facts *facts = &article->facts;
    size_t stems = ndx_lexicon_stem_count(t->analyzer);
    t->terms = need(realloc(t->terms, (stems + 1) * sizeof *t->terms));
    t->last = need(realloc(t->last, (stems + 1) * sizeof *t->last));
    t->place_at = need(realloc(t->place_at, (facts->token_count + 1) * sizeof *t->place_at));
    memset(t->last, 0, stems * sizeof *t->last);
    memset(t->place_at, 0xff, (facts->token_count + 1) * sizeof *t->place_at);
    for (size_t i = 0; i < facts->token_count; i++) {
        uint32_t stem = ndx_lexicon_stem(t->analyzer, facts->tokens[i].word);
        t->terms[stem].term = ndx_lexicon_stem_text(t->analyzer, stem);
        ndx_forms_place(t->terms, stem, &facts->tokens[i].position, 1, t->place_at);
    }
    return (ndx_forms_guide){t->terms, stems, t->place_at, (uint32_t)facts->token_count + 1, false};
}

static void each_unit(struct training *t, ndx_text text,
                      void (*fn)(struct training *, const ndx_forms_guide *, const ndx_forms_unit *)) {
    const ndx_token *tokens;
    size_t count;
    for (size_t begin = 0, end; begin < text.len; begin = end + 1) {
        const char *feed = memchr(text.data + begin, '\f', text.len - begin);
        end = feed ? (size_t)(feed - text.data) : text.len;
        ndx_article article;
        ndx_article_init(&article);
        article.text = ndx_text_slice(text, begin, end);
        if (ndx_tokenize(t->analyzer, article.text, "en", &tokens, &count, NULL) != NDX_OK)
            die("out of memory");
        article.facts.tokens = (ndx_token *)tokens;
        article.facts.token_count = count;
        ndx_forms_guide guide = guide_of(t, &article);
        ndx_forms_tokens all = {tokens, count, UINT32_MAX, 0, {0, 0}};
        if (!ndx_words_begin(t->words, article.text)) die("out of memory");
        ndx_forms_units units = {&guide, &all, ndx_words_map(t->words), article.text, 0, 0, NDX_FORMS_BEGIN};
        ndx_forms_unit unit;
        t->position = 0;
        while (ndx_forms_next(&units, &unit)) fn(t, &guide, &unit);
    }
}

static int by_count(const void *a, const void *b) {
    const counted *x = a, *y = b;
    if (x->count != y->count) return x->count < y->count ? 1 : -1;
    return ndx_text_compare(x->bytes, y->bytes);
}

static bool stands_between(ndx_text bytes) {
    return (uint8_t)bytes.data[NDX_FORMS_TEXT] == NDX_FORMS_STANDS;
}

/* The most frequent entries of one kind into the table; how many. */
static size_t choose(struct training *t, bool between, size_t most) {
    counted *all = need(calloc(t->seen.count + 1, sizeof *all));
    size_t count = 0;
    for (size_t i = 0; i < t->seen.count; i++)
        if (stands_between(t->seen.names[i]) == between && t->count[i] >= SEEN_MIN)
            all[count++] = (counted){t->seen.names[i], t->count[i]};
    qsort(all, count, sizeof *all, by_count);
    if (count > most) count = most;
    for (size_t i = 0; i < count; i++)
        if (ndx_names_add(&t->table, all[i].bytes) == NDX_NO_NAME) die("out of memory");
    free(all);
    return count;
}

static void put_code(coded *items, size_t count) {
    make_code(items, count);
    put_lengths(items, count);
    for (size_t i = 0; i < count; i++) putchar((int)items[i].item);
}

static void put_table(struct training *t) {
    put32(NDX_FORMS_MAGIC);
    put16((uint32_t)t->between);
    put16((uint32_t)t->forms);
    put32(0);
    put32(0);
    for (size_t i = 0; i < t->table.count; i++)
        fwrite(t->table.names[i].data, 1, sizeof(ndx_forms_entry), stdout);
    for (size_t i = 0; i < NDX_COUNT(t->symbol); i++) put_code(t->symbol[i], NDX_FORMS_SYMBOLS + t->between);
    for (size_t i = 0; i < NDX_FORMS_CLASSES; i++) put_code(t->form[i], t->forms);
}

int main(void) {
    static struct training t;
    ndx_text text = read_all();
    if (ndx_analyzer_new("en", &t.analyzer, NULL) != NDX_OK || ndx_words_coder_new(&t.words, NULL) != NDX_OK)
        die("out of memory");
    each_unit(&t, text, count_unit);
    t.between = choose(&t, true, BETWEEN_MAX);
    t.forms = choose(&t, false, FORMS_MAX);
    for (uint32_t k = 0; k < 256; k++) {
        for (size_t i = 0; i < NDX_COUNT(t.symbol); i++) t.symbol[i][k] = (coded){1, k, 0};
        for (size_t i = 0; i < NDX_FORMS_CLASSES; i++) t.form[i][k] = (coded){1, k, 0};
    }
    each_unit(&t, text, train_unit);
    put_table(&t);
    ndx_analyzer_free(t.analyzer);
    ndx_words_coder_free(t.words);
    free((char *)text.data);
    return 0;
}
