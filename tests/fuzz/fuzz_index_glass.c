/* Bytes as articles: what the bulk builder takes libxapian must find sound, and each article's terms as they were given. */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "newsdex/xapian-c.h"

#include "../../src/index/glass.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TERMS 32
#define ARTICLES 200

static const uint8_t *at, *end;
static size_t byte(void) {
    return at < end ? *at++ : 0;
}
static ndx_text bytes(size_t len) {
    if (len > (size_t)(end - at)) len = (size_t)(end - at);
    at += len;
    return (ndx_text){(const char *)at - len, len};
}

static int compare(const void *a, const void *b) {
    return ndx_text_compare(((const ndx_posting *)a)->term, ((const ndx_posting *)b)->term);
}

/* Terms in byte order, each once, none that is refused. */
static size_t read_postings(ndx_posting *postings) {
    size_t count = 0, kept = 0, wanted = byte() % (TERMS + 1);
    while (count < wanted && at < end) {
        size_t len = byte(), wdf = byte();
        ndx_text term = bytes(1 + len % 124);
        if (term.len) postings[count++] = (ndx_posting){term, (uint32_t)(wdf * wdf * wdf), 0};
    }
    qsort(postings, count, sizeof *postings, compare);
    for (size_t i = 0; i < count; i++)
        if (!kept || !ndx_text_equal(postings[kept - 1].term, postings[i].term))
            postings[kept++] = postings[i];
    return kept;
}

/* With docid 0 the articles go to the builder; else article docid is compared with what the database has. */
static uint32_t each_article(const uint8_t *input, size_t size, ndx_glass_builder *builder,
                             ndx_x_database *database) {
    uint32_t docid = 0;
    at = input;
    end = input + size;
    while (at < end && docid < ARTICLES) {
        ndx_posting postings[TERMS];
        ndx_glass_value value = {(uint32_t)(byte() * byte()), bytes(byte() * 9)};
        ndx_glass_article article = {.postings = postings,
                                     .posting_count = read_postings(postings),
                                     .values = &value,
                                     .value_count = 1};
        article.data = bytes(byte() * 40);
        docid++;
        if (builder) {
            assert(ndx_glass_builder_add(builder, &article, NULL, NULL) == NDX_OK);
            continue;
        }
        ndx_x_terms *terms;
        ndx_text term, found;
        uint32_t wdf;
        assert(ndx_x_database_document_terms(database, docid, &terms, NULL) == NDX_OK);
        for (size_t i = 0; i < article.posting_count; i++) {
            assert(ndx_x_terms_next(terms, &term, NULL) == NDX_OK && ndx_text_equal(term, postings[i].term));
            assert(ndx_x_terms_wdf(terms, &wdf, NULL) == NDX_OK && wdf == postings[i].wdf);
        }
        assert(ndx_x_terms_next(terms, &term, NULL) == NDX_END);
        ndx_x_terms_close(terms);
        assert(ndx_x_database_data(database, docid, &found, NULL) == NDX_OK &&
               ndx_text_equal(found, article.data));
        assert(ndx_x_database_value(database, docid, value.slot, &found, NULL) == NDX_OK &&
               ndx_text_equal(found, value.bytes));
    }
    return docid;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char dir[] = "/tmp/newsdex-fuzz-XXXXXX", path[64];
    static const char *const files[] = {"iamglass", "postlist.glass", "termlist.glass", "docdata.glass"};
    ndx_glass_builder *builder;
    ndx_x_database *database;
    ndx_x_database_stats stats;
    size_t errors;
    if (!mkdtemp(dir)) return 0;
    assert(ndx_glass_builder_new(dir, 1, &builder, NULL) == NDX_OK);
    uint32_t count = each_article(data, size, builder, NULL);
    assert(ndx_glass_builder_finish(builder, NULL) == NDX_OK);
    ndx_glass_builder_free(builder);
    assert(ndx_x_check(dir, 0, &errors, NULL, NULL) == NDX_OK && errors == 0);
    assert(ndx_x_database_open(dir, NDX_X_GLASS, &database, NULL) == NDX_OK);
    assert(ndx_x_database_stats_get(database, &stats, NULL) == NDX_OK && stats.documents == count);
    each_article(data, size, NULL, database);
    ndx_x_database_close(database);
    for (size_t i = 0; i < NDX_COUNT(files); i++) {
        snprintf(path, sizeof path, "%s/%s", dir, files[i]);
        unlink(path);
    }
    rmdir(dir);
    return 0;
}
