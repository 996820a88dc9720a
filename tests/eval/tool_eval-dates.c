/* Scores the date finder against TimeML files: build/tools/eval-dates [--errors] FOLDER-OR-FILE...
 *
 * Of each .tml the creation time is read from <DCT>, the text between <TEXT> and </TEXT> is stripped of its tags, and what the finder
 * says is compared with the gold TIMEX3 of that text. As TempEval-3 does: strict, same extent; relaxed, extents overlap; value,
 * extents overlap and the values are the same string. The creation time itself is given, not found, so it does not count. */
#include "newsdex/dates.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct gold {
    size_t start, end;
    ndx_text value, type;
    bool taken;
} gold;
typedef struct score {
    size_t files, gold, found, strict, relaxed, value, type;
} score;

typedef struct document {
    const char *name;
    ndx_buf text;
    gold *gold;
    size_t gold_count, gold_capacity;
} document;

static void give_up(const char *what, const char *why) {
    fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

/* --- reading TimeML ------------------------------------------------------------------------------------- */

static ndx_text attribute(ndx_text tag, const char *name) {
    char wanted[40];
    snprintf(wanted, sizeof wanted, " %s=\"", name);
    size_t at = ndx_text_find(tag, ndx_text_of(wanted));
    if (at == SIZE_MAX) return (ndx_text){"", 0};
    tag = ndx_text_slice(tag, at + strlen(wanted), tag.len);
    return ndx_text_slice(tag, 0, ndx_text_find(tag, NDX_TEXT("\"")));
}

static ndx_text between(ndx_text all, const char *open, const char *close) {
    size_t from = ndx_text_find(all, ndx_text_of(open));
    if (from == SIZE_MAX) return (ndx_text){"", 0};
    all = ndx_text_slice(all, from + strlen(open), all.len);
    return ndx_text_slice(all, 0, ndx_text_find(all, ndx_text_of(close)));
}

static size_t add_reference(ndx_buf *to, ndx_text rest) {
    static const char *const references[][2] = {
        {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}};
    for (size_t i = 0; i < NDX_COUNT(references); i++) {
        if (!ndx_text_starts(rest, ndx_text_of(references[i][0]))) continue;
        ndx_buf_add_str(to, references[i][1]);
        return strlen(references[i][0]);
    }
    ndx_buf_add_char(to, rest.data[0]);
    return 1;
}

static void open_timex(document *d, ndx_text tag) {
    gold *grown = ndx_grow(d->gold, d->gold_count, &d->gold_capacity, sizeof *grown);
    if (!grown) give_up(d->name, "out of memory");
    d->gold = grown;
    grown[d->gold_count++] =
        (gold){d->text.len, SIZE_MAX, attribute(tag, "value"), attribute(tag, "type"), false};
}

static void close_timex(document *d) {
    for (size_t i = d->gold_count; i-- > 0;) {
        if (d->gold[i].end != SIZE_MAX) continue;
        d->gold[i].end = d->text.len;
        return;
    }
}

static void strip(document *d, ndx_text marked) {
    for (size_t at = 0; at < marked.len;) {
        ndx_text rest = ndx_text_slice(marked, at, marked.len);
        if (rest.data[0] == '&') {
            at += add_reference(&d->text, rest);
        } else if (rest.data[0] != '<') {
            ndx_buf_add_char(&d->text, rest.data[0]);
            at++;
        } else {
            ndx_text tag = ndx_text_slice(rest, 0, ndx_text_find(rest, NDX_TEXT(">")));
            if (ndx_text_starts(tag, NDX_TEXT("<TIMEX3"))) open_timex(d, tag);
            if (ndx_text_starts(tag, NDX_TEXT("</TIMEX3"))) close_timex(d);
            at += tag.len + 1;
        }
    }
}

/* --- comparing ------------------------------------------------------------------------------------------ */

static void show(const char *kind, const document *d, size_t start, size_t end, ndx_text gold_says,
                 ndx_text we_say) {
    ndx_text all = ndx_buf_text(&d->text);
    size_t from = start > 70 ? start - 70 : 0, to = end + 40 < all.len ? end + 40 : all.len;
    char line[600];
    int len = snprintf(line, sizeof line, "%s\t%s\t%.*s\t%.*s\t%.*s[%.*s]%.*s", kind, d->name,
                       NDX_ARG(gold_says), NDX_ARG(we_say), (int)(start - from), all.data + from,
                       (int)(end - start), all.data + start, (int)(to - end), all.data + end);
    for (int i = 0; i < len && line[i]; i++)
        if (line[i] == '\n') line[i] = ' ';
    puts(line);
}

/* The gold expression this one overlaps; one of the same extent before others. */
static gold *partner(const document *d, const ndx_date_mention *m) {
    gold *best = NULL;
    for (size_t k = 0; k < d->gold_count; k++) {
        gold *g = &d->gold[k];
        if (g->taken || g->start >= m->end || m->start >= g->end) continue;
        if (!best || (g->start == m->start && g->end == m->end)) best = g;
    }
    return best;
}

static void compare(document *d, const ndx_article *a, score *s, bool errors) {
    const ndx_text none = {"", 0};
    s->gold += d->gold_count;
    s->found += a->facts.date_count;
    for (size_t i = 0; i < a->facts.date_count; i++) {
        const ndx_date_mention *m = &a->facts.dates[i];
        gold *g = partner(d, m);
        if (!g) {
            if (errors) show("FALSE", d, m->start, m->end, none, m->value);
            continue;
        }
        g->taken = true;
        bool strict = g->start == m->start && g->end == m->end, value = ndx_text_equal(g->value, m->value);
        s->relaxed++;
        s->strict += strict;
        s->value += value;
        s->type += ndx_text_equal(g->type, ndx_text_of(m->type));
        if (!strict && errors)
            show("EXTENT", d, m->start, m->end, ndx_text_slice(ndx_buf_text(&d->text), g->start, g->end),
                 g->value);
        if (!value && errors) show("VALUE", d, m->start, m->end, g->value, m->value);
    }
    for (size_t k = 0; k < d->gold_count && errors; k++)
        if (!d->gold[k].taken)
            show("MISSED", d, d->gold[k].start, d->gold[k].end, d->gold[k].value, d->gold[k].type);
}

static void score_file(ndx_date_finder *finder, const char *path, score *s, bool errors) {
    const char *slash = strrchr(path, '/');
    document d = {.name = slash ? slash + 1 : path};
    ndx_buf file = {0};
    ndx_error err;
    ndx_article a;
    if (ndx_file_read(path, 64 << 20, &file, &err)) give_up(path, err.message);
    strip(&d, between(ndx_buf_text(&file), "<TEXT>", "</TEXT>"));
    ndx_article_init(&a);
    a.text = ndx_buf_text(&d.text);
    a.stemmer = "en";
    ndx_date_read(attribute(between(ndx_buf_text(&file), "<DCT>", "</DCT>"), "value"), &a.date, NULL);
    if (ndx_dates_find(finder, &a, &err)) give_up(path, err.message);
    s->files++;
    compare(&d, &a, s, errors);
    ndx_article_clear(&a);
    ndx_buf_clear(&d.text);
    ndx_buf_clear(&file);
    free(d.gold);
}

/* --- reporting ------------------------------------------------------------------------------------------ */

static double ratio(size_t part, size_t whole) {
    return whole ? (double)part / (double)whole : 0;
}
static double f1(size_t right, const score *s) {
    return ratio(2 * right, s->gold + s->found);
}

static void print_score(const char *name, const score *s) {
    printf("%-10s files %3zu  gold %4zu  found %4zu  strict F1 %.3f (P %.3f R %.3f)  relaxed F1 %.3f  value "
           "F1 %.3f  type F1 %.3f\n",
           name, s->files, s->gold, s->found, f1(s->strict, s), ratio(s->strict, s->found),
           ratio(s->strict, s->gold), f1(s->relaxed, s), f1(s->value, s), f1(s->type, s));
}

static void add(score *to, const score *from) {
    to->files += from->files, to->gold += from->gold, to->found += from->found, to->strict += from->strict;
    to->relaxed += from->relaxed, to->value += from->value, to->type += from->type;
}

static bool is_folder(const char *path) {
    struct stat st;
    if (stat(path, &st)) give_up(path, strerror(errno));
    return S_ISDIR(st.st_mode);
}

/* A folder's own .tml files make one line of the report; its folders come after, four deep at most. */
static void score_path(ndx_date_finder *finder, const char *path, score *total, bool errors, int depth) {
    struct dirent **entries;
    score own = {0};
    if (!is_folder(path)) {
        score_file(finder, path, &own, errors);
        add(total, &own);
        return;
    }
    int count = scandir(path, &entries, NULL, alphasort);
    if (count < 0) give_up(path, strerror(errno));
    for (int i = 0; i < count; i++) {
        char child[4096];
        snprintf(child, sizeof child, "%s/%s", path, entries[i]->d_name);
        if (ndx_text_ends(ndx_text_of(entries[i]->d_name), NDX_TEXT(".tml")))
            score_file(finder, child, &own, errors);
        else if (entries[i]->d_name[0] != '.' && depth < 4 && is_folder(child))
            score_path(finder, child, total, errors, depth + 1);
        free(entries[i]);
    }
    free(entries);
    const char *slash = strrchr(path, '/');
    if (own.files) print_score(slash ? slash + 1 : path, &own);
    add(total, &own);
}

int main(int argc, char **argv) {
    ndx_date_finder *finder;
    ndx_error err;
    score total = {0};
    bool errors = argc > 1 && !strcmp(argv[1], "--errors");
    if (argc < 2 + errors) {
        fprintf(stderr, "usage: %s [--errors] FOLDER-OR-FILE...\n", argv[0]);
        return 2;
    }
    if (ndx_date_finder_new(&finder, &err)) give_up("rules", err.message);
    for (int i = 1 + errors; i < argc; i++) score_path(finder, argv[i], &total, errors, 0);
    print_score("all", &total);
    ndx_date_finder_free(finder);
    return 0;
}
