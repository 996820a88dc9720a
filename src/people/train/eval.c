/* eval-people [--model=FILE] [--layout=plain|spaced|mixed] [--errors] FILE...: precision, recall and F1 of persons on token/tag files, on the
 * running text made of them: spans (exact borders), and per article the set of distinct names; speed and sizes.
 * eval-people --text FILE...: the people of plain text files; with --repeat=N the speed on them.
 * --repeat=N: all articles so often, for a steadier figure of the speed. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "../builtin.h"
#include "corpus.h"

typedef struct score {
    size_t right, found, gold;
} score;

static void print_score(const char *what, score s) {
    double p = s.found ? 100.0 * (double)s.right / (double)s.found : 0,
           r = s.gold ? 100.0 * (double)s.right / (double)s.gold : 0;
    printf("  %-9s precision %6.2f  recall %6.2f  F1 %6.2f   (%zu of %zu found, %zu wanted)\n", what, p, r,
           p + r > 0 ? 2 * p * r / (p + r) : 0, s.right, s.found, s.gold);
}

static ndx_text mention_text(const ndx_article *a, const ndx_mention *m) {
    return ndx_text_slice(a->text, m->start, m->end);
}

static void show(const char *kind, ndx_text text, size_t start, size_t end) {
    printf("%s\t", kind);
    for (size_t i = start > 50 ? start - 50 : 0; i < end + 40 && i < text.len; i++) {
        if (i == start) printf("[[");
        if (i == end) printf("]]");
        putchar(text.data[i] == '\n' ? '|' : text.data[i]);
    }
    putchar('\n');
}

static void score_spans(const corpus_document *d, const ndx_article *a, score *s, bool errors) {
    for (size_t g = 0; g < d->span_count; g++) {
        if (d->span[g].type != GOLD_PER) continue;
        s->gold++;
        bool hit = false;
        for (size_t m = 0; m < a->facts.mention_count && !hit; m++)
            hit =
                a->facts.mentions[m].start == d->span[g].start && a->facts.mentions[m].end == d->span[g].end;
        s->right += hit;
        if (!hit && errors) show("missed", d->text, d->span[g].start, d->span[g].end);
    }
    s->found += a->facts.mention_count;
    for (size_t m = 0; m < a->facts.mention_count && errors; m++) {
        bool hit = false;
        for (size_t g = 0; g < d->span_count && !hit; g++)
            hit = d->span[g].type == GOLD_PER && a->facts.mentions[m].start == d->span[g].start &&
                  a->facts.mentions[m].end == d->span[g].end;
        if (!hit) show("bogus", d->text, a->facts.mentions[m].start, a->facts.mentions[m].end);
    }
}

static void score_names(const corpus_document *d, const ndx_article *a, score *s) {
    ndx_names gold = {0}, found = {0};
    for (size_t g = 0; g < d->span_count; g++)
        if (d->span[g].type == GOLD_PER)
            ndx_names_add(&gold, ndx_text_slice(d->text, d->span[g].start, d->span[g].end));
    for (size_t m = 0; m < a->facts.mention_count; m++)
        ndx_names_add(&found, mention_text(a, &a->facts.mentions[m]));
    for (size_t i = 0; i < found.count; i++)
        s->right += gold.count > 0 && ndx_names_find(&gold, found.names[i]) != NDX_NO_NAME;
    s->found += found.count;
    s->gold += gold.count;
    ndx_names_clear(&gold);
    ndx_names_clear(&found);
}

/* Finds the people of a text; the time it took is added to `ticks`. */
static ndx_status find_timed(ndx_recognizer *recognizer, ndx_article *article, ndx_text text, clock_t *ticks,
                             ndx_error *err) {
    ndx_article_reset(article);
    article->text = text;
    clock_t start = clock();
    ndx_status status = ndx_people_find(recognizer, article, err);
    *ticks += clock() - start;
    return status;
}

static ndx_status evaluate(ndx_recognizer *recognizer, const char *path, corpus_layout layout, bool errors,
                           int repeat, ndx_error *err) {
    labelled_corpus data = {0};
    ndx_article article;
    score spans = {0}, names = {0};
    size_t bytes = 0;
    clock_t ticks = 0;
    ndx_article_init(&article);
    ndx_status status = corpus_read(&data, path, (corpus_options){.layout = layout}, err);
    /* All articles again and again, not each one: what the last round found counts. */
    for (size_t i = 0; i < data.count * (size_t)repeat && status == NDX_OK; i++) {
        const corpus_document *d = &data.document[i % data.count];
        status = find_timed(recognizer, &article, d->text, &ticks, err);
        bytes += d->text.len;
        if (i + data.count < data.count * (size_t)repeat) continue;
        score_spans(d, &article, &spans, errors);
        score_names(d, &article, &names);
    }
    if (status == NDX_OK) {
        printf("%s: %zu articles\n", path, data.count);
        print_score("spans", spans);
        print_score("name sets", names);
        if (ticks > 0)
            printf("  %.1f MB/s (%.2f MB of text on one core)\n",
                   (double)bytes / 1e6 / ((double)ticks / CLOCKS_PER_SEC), (double)bytes / 1e6);
    }
    article.text = (ndx_text){0};
    ndx_article_clear(&article);
    corpus_clear(&data);
    return status;
}

/* A plain text file as one article: its people, or with `repeat` only the speed of reading it so often. */
static ndx_status read_text(ndx_recognizer *recognizer, const char *path, int repeat, ndx_error *err) {
    ndx_buf file = {0};
    ndx_article article;
    clock_t ticks = 0;
    ndx_article_init(&article);
    ndx_status status = ndx_file_read(path, 1u << 28, &file, err);
    for (int i = 0; i < (repeat ? repeat : 1) && status == NDX_OK; i++)
        status = find_timed(recognizer, &article, ndx_buf_text(&file), &ticks, err);
    if (repeat && ticks > 0)
        printf("%s: %.1f MB/s\n", path, (double)file.len * repeat / 1e6 / ((double)ticks / CLOCKS_PER_SEC));
    for (size_t i = 0; i < article.facts.person_count && !repeat; i++) {
        const ndx_person *p = &article.facts.people[i];
        printf("%.2f %2u %s%.*s [%.*s] (%.*s)\n", (double)p->prominence, p->mentions,
               p->surname_only ? "?" : "", NDX_ARG(p->name), NDX_ARG(p->key), NDX_ARG(p->role));
    }
    article.text = (ndx_text){0};
    ndx_article_clear(&article);
    ndx_buf_clear(&file);
    return status;
}

int main(int argc, char **argv) {
    const char *model = NULL;
    corpus_layout layout = CORPUS_PLAIN;
    bool errors = false, text = false;
    int repeat = 0;
    static const struct option options[] = {{"model", 1, NULL, 'm'},  {"layout", 1, NULL, 'l'},
                                            {"errors", 0, NULL, 'e'}, {"text", 0, NULL, 't'},
                                            {"repeat", 1, NULL, 'r'}, {NULL, 0, NULL, 0}};
    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (c) {
        case 'm':
            model = optarg;
            break;
        case 'l':
            layout = strcmp(optarg, "spaced") == 0  ? CORPUS_SPACED
                     : strcmp(optarg, "mixed") == 0 ? CORPUS_MIXED
                                                    : CORPUS_PLAIN;
            break;
        case 'e':
            errors = true;
            break;
        case 't':
            text = true;
            break;
        case 'r':
            repeat = atoi(optarg);
            break;
        default:
            fprintf(stderr, "usage: eval-people [--model=FILE --layout=plain|spaced|mixed --errors | --text] "
                            "[--repeat=N] FILE...\n");
            return 2;
        }
    }
    ndx_error err = {0};
    ndx_recognizer *recognizer;
    ndx_status status = ndx_recognizer_new(model, &recognizer, &err);
    for (int i = optind; i < argc && status == NDX_OK; i++)
        status = text ? read_text(recognizer, argv[i], repeat, &err)
                      : evaluate(recognizer, argv[i], layout, errors, repeat > 0 ? repeat : 1, &err);
    if (status == NDX_OK && optind == argc) printf("skipped: no labelled files\n");
    if (status == NDX_OK)
        printf("model %zu bytes, lists %zu bytes\n", builtin_names().len, builtin_lists().len);
    if (status != NDX_OK)
        fprintf(stderr, "eval-people: %s\n", err.message);
    else
        ndx_recognizer_free(recognizer);
    return ndx_status_exit_code(status);
}
