/* Bytes as damage to a database: what reads the tables in place finds articles or says what is wrong, and nothing else. */
#include "damaged.h"

#include "../../src/index/evaluate.h"
#include "../../src/index/filter.h"

static void search(ndx_glass *glass, const ndx_x_database *database, const ndx_expr *expr) {
    static const ndx_bm25 bm25 = {1.6, 0.65, 0.25};
    ndx_lengths lengths = {0};
    ndx_arena arena = {0};
    ndx_evaluation *evaluation = NULL;
    ndx_filter *filter = NULL;
    const ndx_expr *superset;
    uint32_t base, found = 0;
    uint64_t *bits;
    const double *weights;
    assert(ndx_expr_superset(expr, &arena, &superset, NULL) == NDX_OK);
    assert(ndx_filter_new(expr, &filter, NULL) == NDX_OK);
    if (filter) ndx_filter_read_from(filter, glass, database);
    ndx_status status = ndx_evaluation_new(&(ndx_searched){glass, database, &lengths}, superset,
                                           &(ndx_weighing){bm25, &glass, 1}, &evaluation, NULL);
    while (status == NDX_OK && (status = ndx_evaluation_next(evaluation, &base, &bits, NULL)) == NDX_OK) {
        if (filter) status = ndx_filter_decide_window(filter, base, bits, NULL);
        if (status == NDX_OK) status = ndx_evaluation_weigh(evaluation, &weights, NULL);
        for (uint32_t i = 0; i < NDX_WINDOW_WORDS; i++) found += (uint32_t)__builtin_popcountll(bits[i]);
    }
    assert(found <= glass->last_docid);
    ndx_evaluation_free(evaluation);
    ndx_filter_free(filter);
    ndx_lengths_clear(&lengths);
    ndx_arena_clear(&arena);
}

static void walk(ndx_glass *glass, ndx_glass_name name) {
    ndx_glass_cursor cursor = {.glass = glass, .name = name};
    ndx_buf scratch = {0};
    ndx_text tag;
    bool whole_tag;
    size_t steps = 0;
    ndx_status status = ndx_glass_find(&cursor, (const uint8_t *)"", 0, &whole_tag, NULL);
    while (status == NDX_OK && steps++ < 10 * ARTICLES) {
        status = ndx_glass_tag(&cursor, SIZE_MAX, &scratch, &tag, &whole_tag, NULL);
        if (status == NDX_OK) status = ndx_glass_next(&cursor, NULL);
    }
    ndx_buf_clear(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ndx_glass glass;
    ndx_x_database *database = NULL;
    write_damaged(data, size);
    if (ndx_glass_open(&glass, dir, NULL) != NDX_OK) return 0;
    if (ndx_x_database_open(dir, NDX_X_GLASS, &database, NULL) == NDX_OK) {
        ndx_expr all = {.kind = NDX_EXPR_TERM, .term = NDX_TEXT("all")}, every = {.kind = NDX_EXPR_ALL};
        ndx_expr half = {.kind = NDX_EXPR_TERM, .term = NDX_TEXT("half")};
        ndx_expr rare = {.kind = NDX_EXPR_TERM, .term = NDX_TEXT("rare")};
        ndx_expr phrase = {.kind = NDX_EXPR_PHRASE,
                           .child = (ndx_expr *[]){&all, &half},
                           .child_count = 2,
                           .offset = (uint32_t[]){0, 1}};
        ndx_expr both = {.kind = NDX_EXPR_AND, .child = (ndx_expr *[]){&half, &rare}, .child_count = 2};
        ndx_expr any = {.kind = NDX_EXPR_OR, .child = (ndx_expr *[]){&both, &all, &every}, .child_count = 3};
        search(&glass, database, &any);
        search(&glass, database, &phrase);
    }
    for (int name = 0; name < NDX_GLASS_NAMES; name++) walk(&glass, (ndx_glass_name)name);
    ndx_x_database_close(database);
    ndx_glass_clear(&glass);
    return 0;
}
