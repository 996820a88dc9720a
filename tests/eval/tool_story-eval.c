/* build/tools/story-eval GOLD.json PAGES: how well the story of web pages is found.
 * GOLD.json: {"ID": {"articleBody": "..."}}; PAGES holds ID.html.gz. Precision, recall and F1 of word 4-grams, averaged over pages
 * (the measure of the article-extraction-benchmark); -v before them lists each page. */
#include "newsdex/read.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GRAM = 4 };

typedef struct grams {
    uint64_t *hash;
    size_t count, capacity;
} grams;

static int by_value(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Letters and digits; of other scripts what is no punctuation or blank. */
static bool is_word(uint32_t c) {
    if (c < 0x80)
        return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return c >= 0xC0 && c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c <= 0x206F) &&
           !(c >= 0x3000 && c <= 0x303F) && !(c >= 0xFF00 && c <= 0xFF0F);
}

/* The next word at or after *at; false at the end. */
static bool next_word(ndx_text text, size_t *at, ndx_text *word) {
    size_t from = *at, before = from;
    bool begun = false;
    while (*at < text.len) {
        before = *at;
        bool part = is_word(ndx_utf8_next(text.data, text.len, at));
        if (part && !begun) from = before, begun = true;
        if (!part && begun) break;
        if (part) before = *at;
    }
    *word = ndx_text_slice(text, from, before);
    return begun;
}

/* Hashes of each run of four words, sorted. */
static grams grams_of(ndx_text text) {
    grams g = {0};
    uint64_t words[GRAM] = {0};
    size_t seen = 0;
    ndx_text word;
    for (size_t at = 0; next_word(text, &at, &word);) {
        uint64_t run[GRAM];
        words[seen++ % GRAM] = ndx_hash(word.data, word.len, 0);
        if (seen < GRAM) continue;
        for (size_t i = 0; i < GRAM; i++) run[i] = words[(seen + i) % GRAM];
        g.hash = ndx_grow(g.hash, g.count, &g.capacity, sizeof *g.hash);
        if (!g.hash) abort();
        g.hash[g.count++] = ndx_hash(run, sizeof run, 1);
    }
    if (g.count) qsort(g.hash, g.count, sizeof *g.hash, by_value);
    return g;
}

static size_t common(const grams *a, const grams *b) {
    size_t i = 0, k = 0, count = 0;
    while (i < a->count && k < b->count) {
        if (a->hash[i] == b->hash[k])
            count++, i++, k++;
        else if (a->hash[i] < b->hash[k])
            i++;
        else
            k++;
    }
    return count;
}

/* Precision and recall of one page. */
static void measure(const char *path, const char *gold_body, double *precision, double *recall) {
    ndx_reader *reader;
    ndx_article article;
    ndx_error err;
    ndx_article_init(&article);
    if (ndx_reader_open(&path, 1, NULL, &reader, &err) != NDX_OK ||
        ndx_reader_next(reader, &article, &err) != NDX_OK)
        fprintf(stderr, "%s: not read\n", path);
    grams found = grams_of(article.field[NDX_FIELD_BODY]), gold = grams_of(ndx_text_of(gold_body));
    double both = (double)common(&found, &gold);
    *precision = found.count ? both / (double)found.count : gold.count == 0;
    *recall = gold.count ? both / (double)gold.count : found.count == 0;
    free(found.hash);
    free(gold.hash);
    ndx_reader_close(reader);
    ndx_article_clear(&article);
}

static double f1(double precision, double recall) {
    return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}

int main(int argc, char **argv) {
    bool verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
    argv += verbose, argc -= verbose;
    json_t *all = argc == 3 ? json_load_file(argv[1], 0, NULL) : NULL;
    if (!all) {
        fprintf(stderr, "usage: story-eval [-v] GOLD.json PAGES\n");
        return 2;
    }
    double precisions = 0, recalls = 0, f1s = 0, count = 0;
    const char *id;
    json_t *page;
    json_object_foreach(all, id, page) {
        char path[1024];
        double precision, recall;
        snprintf(path, sizeof path, "%s/%s.html.gz", argv[2], id);
        measure(path, json_string_value(json_object_get(page, "articleBody")), &precision, &recall);
        if (verbose) printf("%.3f %.3f %.3f %s\n", f1(precision, recall), precision, recall, id);
        precisions += precision, recalls += recall, f1s += f1(precision, recall), count++;
    }
    json_decref(all);
    if (count == 0) return 1;
    printf("pages %.0f  precision %.4f  recall %.4f  F1 %.4f (mean of pages' F1 %.4f)\n", count,
           precisions / count, recalls / count, f1(precisions / count, recalls / count), f1s / count);
    return 0;
}
