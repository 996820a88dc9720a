/* Did you mean: words that no article has are replaced by near ones that many have. */
#include "edit.h"
#include "plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 8u     /* of a query that are looked at */
#define STEMS_MAX 6u     /* nearest stems whose written forms are compared with what was asked */
#define FORMS_ARTICLES 8 /* in which a stem's written forms are looked for */
#define SUFFIX_MAX 5u    /* letters a stemmer may have taken off the word that was meant */

typedef struct near_term {
    ndx_buf term; /* without prefix */
    uint64_t articles;
    double merit;
} near_term;

typedef struct nearest {
    ndx_edit_word asked, whole; /* as it is in the index; as it was typed */
    uint32_t limit;
    size_t prefix_len;
    ndx_text key; /* of a person */
    bool known;
    near_term found[STEMS_MAX]; /* best first */
    size_t count;
} nearest;

static void clear(nearest *n) {
    for (size_t i = 0; i < STEMS_MAX; i++) ndx_buf_clear(&n->found[i].term);
}

/* A letter's difference must be outweighed a hundredfold by frequency. */
static double merit(uint32_t distance, uint64_t articles) {
    return log10((double)articles + 1) - 2.0 * distance;
}

/* What a stemmer would have taken off the word that was meant still stands in a word mistyped ("marketnig"): a stem is near, too,
 * when it is near the beginning. */
static uint32_t distance_to(const nearest *n, const ndx_edit_word *term) {
    uint32_t distance = ndx_edit_distance(&n->asked, term, n->limit);
    uint32_t more = n->whole.length > term->length ? n->whole.length - term->length : 0;
    if (distance == 0 || more == 0 || more > SUFFIX_MAX || term->length < 3) return distance;
    ndx_edit_word beginning = n->whole;
    beginning.length = term->length;
    uint32_t begins = 1 + ndx_edit_distance(&beginning, term, n->limit);
    return begins < distance ? begins : distance;
}

static bool look(void *context, ndx_text term, uint64_t articles) {
    nearest *n = context;
    ndx_edit_word word;
    ndx_text rest = ndx_text_slice(term, n->prefix_len, term.len);
    if (rest.len == 0 || (rest.data[0] >= 'A' && rest.data[0] <= 'Z')) return true;
    ndx_edit_word_set(&word, rest);
    uint32_t distance = distance_to(n, &word);
    if (distance > n->limit || distance == 0) return true;
    double value = merit(distance, articles);
    if (n->count == STEMS_MAX && value <= n->found[STEMS_MAX - 1].merit) return true;
    near_term last = n->found[n->count < STEMS_MAX ? n->count++ : STEMS_MAX - 1];
    size_t at = n->count - 1;
    for (; at > 0 && n->found[at - 1].merit < value; at--) n->found[at] = n->found[at - 1];
    last.merit = value;
    last.articles = articles;
    ndx_buf_reset(&last.term);
    ndx_buf_add_text(&last.term, rest);
    n->found[at] = last;
    return !last.term.failed;
}

/* Words that begin alike are tried first: hardly anybody mistypes the first letter, and they are few. */
static ndx_status nearest_stems(ndx_index *index, ndx_text stem, ndx_text word, nearest *n, ndx_error *err) {
    size_t first = 0;
    ndx_edit_word_set(&n->asked, stem);
    ndx_edit_word_set(&n->whole, word);
    n->limit = n->asked.length < 4 ? 1 : 2;
    n->prefix_len = 0;
    if (stem.len) ndx_utf8_next(stem.data, stem.len, &first);
    ndx_status status = ndx_index_each_term(index, ndx_text_slice(stem, 0, first), look, n, err);
    for (char letter = 'a'; letter <= 'z' && !status && n->count == 0; letter++)
        status = ndx_index_each_term(index, (ndx_text){&letter, 1}, look, n, err);
    for (size_t i = 0; i < n->count && !status; i++) status = ndx_buf_status(&n->found[i].term, err);
    return status;
}

static ndx_status nearest_name(ndx_index *index, ndx_text key, uint32_t limit, nearest *n, ndx_error *err) {
    const char *prefix = ndx_field_get(NDX_FIELD_PEOPLE)->prefix;
    ndx_edit_word_set(&n->asked, key);
    n->limit = n->asked.length < 8 ? 1 : limit;
    n->prefix_len = strlen(prefix);
    ndx_status status = ndx_index_each_term(index, ndx_text_of(prefix), look, n, err);
    return status || n->count == 0 ? status : ndx_buf_status(&n->found[0].term, err);
}

/* --- a stem as a written word --------------------------------------------------------------------------- */

/* The written form nearest to the word asked for. */
typedef struct form {
    ndx_edit_word asked;
    uint32_t limit;
    ndx_buf word;
    double merit;
} form;

static void weigh_forms(ndx_plan *plan, const ndx_token *tokens, size_t count, const near_term *stem,
                        form *best) {
    for (size_t i = 0; i < count; i++) {
        ndx_edit_word word;
        uint32_t number = tokens[i].word;
        ndx_text stemmed = ndx_lexicon_stem_text(plan->analyzer, ndx_lexicon_stem(plan->analyzer, number));
        if (!ndx_text_equal(stemmed, ndx_buf_text(&stem->term))) continue;
        ndx_text written = ndx_lexicon_word(plan->analyzer, number);
        ndx_edit_word_set(&word, written);
        uint32_t distance = ndx_edit_distance(&best->asked, &word, best->limit);
        double value = merit(distance, stem->articles);
        if (distance > best->limit || (best->word.len && value <= best->merit)) continue;
        best->merit = value;
        ndx_buf_reset(&best->word);
        ndx_buf_add_text(&best->word, written);
    }
}

static ndx_status forms_in(ndx_plan *plan, uint32_t article_number, const near_term *stem,
                           ndx_article *article, form *best, ndx_error *err) {
    ndx_stored *stored = NULL;
    const ndx_token *tokens = NULL;
    size_t count = 0;
    ndx_status status = ndx_index_fetch(plan->index, article_number, &stored, err);
    if (!status) status = ndx_stored_article(stored, article, err);
    if (!status) {
        const char *language = article->stemmer && article->stemmer[0] ? article->stemmer : NULL;
        status =
            ndx_tokenize(plan->analyzer, ndx_article_ranked_text(article), language, &tokens, &count, err);
    }
    if (!status) weigh_forms(plan, tokens, count, stem, best);
    ndx_stored_free(stored);
    return status;
}

/* Looks at some articles that have the stem for the ways in which it is written. */
static ndx_status weigh_stem(ndx_plan *plan, const near_term *stem, ndx_article *article, form *best,
                             ndx_error *err) {
    ndx_expr expr = {.kind = NDX_EXPR_TERM, .term = ndx_buf_text(&stem->term)};
    ndx_find_options options = {.limit = FORMS_ARTICLES, .around = NDX_NO_DAY};
    ndx_hits hits = {0};
    ndx_status status = ndx_index_find(plan->index, &expr, &options, &hits, err);
    for (size_t i = 0; !status && i < hits.count; i++)
        status = forms_in(plan, hits.hits[i].number, stem, article, best, err);
    ndx_hits_clear(&hits);
    return status;
}

/* A word as articles write it; nothing when no form of the stems is near enough. */
static ndx_status nearest_word(ndx_plan *plan, const nearest *n, ndx_text asked, ndx_buf *out,
                               ndx_error *err) {
    form best = {.limit = n->limit};
    ndx_article article;
    ndx_status status = NDX_OK;
    ndx_article_init(&article);
    ndx_edit_word_set(&best.asked, asked);
    for (size_t i = 0; i < n->count && !status; i++)
        status = weigh_stem(plan, &n->found[i], &article, &best, err);
    if (!status) ndx_buf_add_text(out, ndx_buf_text(&best.word));
    ndx_buf_clear(&best.word);
    ndx_article_clear(&article);
    return status ? status : ndx_buf_status(out, err);
}

/* --- the words of the query ----------------------------------------------------------------------------- */

typedef struct replacement {
    const ndx_node *node;
    ndx_buf word;
} replacement;

typedef struct suggestion {
    ndx_plan *plan;
    replacement words[WORDS_MAX];
    size_t count;
} suggestion;

/* Does anybody in the index have the name, or is it part of anybody's? */
static bool is_named(void *context, ndx_text term, uint64_t articles) {
    nearest *n = context;
    (void)articles;
    ndx_text key = ndx_text_slice(term, n->prefix_len, term.len);
    bool other = key.len == 0 || (key.data[0] >= 'A' && key.data[0] <= 'Z');
    n->known = !other && ndx_name_match(n->key, key) > 0;
    return !n->known;
}

/* A key of the index as articles write it: the name of the person it is, else itself. */
static ndx_status written_name(ndx_index *index, ndx_text key, ndx_buf *out, ndx_error *err) {
    ndx_buf group = {0};
    ndx_name_list names = {0};
    ndx_name_group(&group, key);
    ndx_status status = ndx_buf_status(&group, err);
    if (!status) status = ndx_index_names(index, ndx_buf_text(&group), &names, err);
    ndx_text written = key;
    for (size_t i = 0; !status && i < names.count; i++)
        if (ndx_text_equal(names.names[i].key, key) && names.names[i].written.len) {
            written = names.names[i].written;
            break;
        }
    if (!status) ndx_buf_addf(out, "\"%.*s\"", NDX_ARG(written));
    ndx_name_list_clear(&names);
    ndx_buf_clear(&group);
    return status;
}

ndx_status ndx_plan_near_name(ndx_index *index, ndx_text key, ndx_buf *out, ndx_error *err) {
    nearest n = {0};
    ndx_status status = nearest_name(index, key, 2, &n, err);
    if (!status && n.count) status = written_name(index, ndx_buf_text(&n.found[0].term), out, err);
    clear(&n);
    return status;
}

static ndx_status suggest_name(suggestion *s, const ndx_node *node, ndx_buf *out, ndx_error *err) {
    const char *prefix = ndx_field_get(NDX_FIELD_PEOPLE)->prefix;
    nearest n = {.prefix_len = strlen(prefix)};
    ndx_buf key = {0};
    ndx_name_key(&key, node->text);
    n.key = ndx_buf_text(&key);
    ndx_status status = ndx_index_each_term(s->plan->index, ndx_text_of(prefix), is_named, &n, err);
    if (!status && !n.known) status = nearest_name(s->plan->index, n.key, 3, &n, err);
    if (!status && n.count) status = written_name(s->plan->index, ndx_buf_text(&n.found[0].term), out, err);
    ndx_buf_clear(&key);
    clear(&n);
    return status;
}

static ndx_status suggest_word(suggestion *s, const ndx_node *node, ndx_buf *out, ndx_error *err) {
    nearest n = {0};
    const ndx_token *tokens;
    size_t count;
    ndx_plan *plan = s->plan;
    ndx_status status = ndx_tokenize(plan->analyzer, node->text, plan->languages[0], &tokens, &count, err);
    if (status || count != 1) return status;
    ndx_text stem =
        ndx_arena_copy(&plan->arena, ndx_lexicon_stem_text(plan->analyzer,
                                                           ndx_lexicon_stem(plan->analyzer, tokens[0].word)));
    ndx_text word = ndx_arena_copy(&plan->arena, ndx_lexicon_word(plan->analyzer, tokens[0].word));
    if (ndx_index_term_articles(plan->index, stem) == 0)
        status = nearest_stems(plan->index, stem, word, &n, err);
    if (!status) status = nearest_word(plan, &n, word, out, err);
    clear(&n);
    return status;
}

static ndx_status visit(suggestion *s, const ndx_node *node, ndx_error *err) {
    ndx_status status = NDX_OK;
    bool word = node->kind == NODE_WORD && !node->pattern && node->number == 0,
         name = node->kind == NODE_WHO && !node->exact;
    if (node->kind == NODE_NOT) return NDX_OK;
    if ((word || name) && s->count < WORDS_MAX) {
        replacement *r = &s->words[s->count];
        r->node = node;
        status = name ? suggest_name(s, node, &r->word, err) : suggest_word(s, node, &r->word, err);
        if (r->word.len) s->count++;
    }
    for (const ndx_node *child = node->child; child && !status; child = child->next)
        status = visit(s, child, err);
    return status;
}

/* The query again, with the words replaced; nothing when none was. */
static void rewrite(const suggestion *s, ndx_text query, ndx_buf *out) {
    size_t at = 0;
    for (size_t i = 0; i < s->count; i++) {
        const ndx_node *node = s->words[i].node;
        ndx_buf_add_text(out, ndx_text_slice(query, at, node->start));
        if (node->exact) ndx_buf_add_char(out, '=');
        ndx_buf_add_text(out, ndx_buf_text(&s->words[i].word));
        at = node->end;
    }
    if (s->count) ndx_buf_add_text(out, ndx_text_slice(query, at, query.len));
}

ndx_status ndx_query_suggest(ndx_index *index, const ndx_tree *tree, ndx_buf *out, ndx_error *err) {
    static const ndx_plan_options none;
    suggestion s = {0};
    ndx_status status = ndx_plan_begin(index, &none, &s.plan, err);
    if (!status && tree) status = visit(&s, tree->root, err);
    if (!status && tree) rewrite(&s, tree->query, out);
    for (size_t i = 0; i < WORDS_MAX; i++) ndx_buf_clear(&s.words[i].word);
    ndx_plan_free(s.plan);
    return status ? status : ndx_buf_status(out, err);
}
