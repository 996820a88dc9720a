/* An index with bytes changed anywhere in its files: opened, asked, shown, checked, or refused; never a crash or an endless walk.
 * Input: for each change file, offset (two bytes), value. */
#include "newsdex/ingest.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {"current",        "lock",           "readers",       "iamglass",
                                    "postlist.glass", "termlist.glass", "docdata.glass", "flintlock"};
static ndx_buf whole[NDX_COUNT(names)];
static char place[] = "/tmp/newsdex-fuzz-XXXXXX", dir[64];

static const char *path_of(size_t file) {
    static char path[128];
    snprintf(path, sizeof path, file < 2 ? "%s/%s" : "%s/generation-1/%s", dir, names[file]);
    return path;
}

static void remove_place(void) {
    char path[96];
    for (size_t i = 0; i < NDX_COUNT(names); i++) unlink(path_of(i));
    snprintf(path, sizeof path, "%s/generation-1", dir);
    rmdir(path);
    rmdir(dir);
    snprintf(path, sizeof path, "%s/news.jsonl", place);
    unlink(path);
    rmdir(place);
}

/* A small index, made once and kept as bytes. */
static void make_whole(void) {
    char news[64];
    const char *paths[] = {news};
    ndx_source source = {.paths = paths, .path_count = 1};
    ndx_ingest_options options = {.jobs = 1, .max_delete_percent = -1};
    ndx_ingest_report report;
    ndx_buf text = {0};
    if (!mkdtemp(place)) abort();
    snprintf(news, sizeof news, "%s/news.jsonl", place);
    snprintf(dir, sizeof dir, "%s/index", place);
    for (int i = 0; i < 40; i++)
        ndx_buf_addf(&text,
                     "{\"id\":\"a%d\",\"title\":\"Oil %d\",\"date\":\"2018-01-%02d\",\"text\":\"The price of "
                     "oil rose on Monday, James Baker said in word%d.\"}\n",
                     i, i, i % 28 + 1, i);
    if (ndx_file_write(news, ndx_buf_text(&text), NULL) != NDX_OK) abort();
    ndx_buf_clear(&text);
    if (ndx_ingest_update(dir, &source, 1, &options, &report, NULL) != NDX_OK) abort();
    for (size_t i = 0; i < NDX_COUNT(names); i++)
        if (ndx_file_read(path_of(i), 1 << 20, &whole[i], NULL) != NDX_OK) abort();
    atexit(remove_place);
}

static void write_damaged(const uint8_t *data, size_t size) {
    for (size_t i = 0; i < NDX_COUNT(names); i++) {
        FILE *file = fopen(path_of(i), "w");
        if (!file || fwrite(whole[i].data, 1, whole[i].len, file) != whole[i].len) abort();
        for (size_t at = 0; at + 4 <= size; at += 4) {
            if (data[at] % NDX_COUNT(names) != i || whole[i].len == 0) continue;
            fseek(file, (long)((data[at + 1] << 8 | data[at + 2]) % whole[i].len), SEEK_SET);
            fputc(data[at + 3], file);
        }
        fclose(file);
    }
}

static bool count_match(void *context, const ndx_match *match) {
    (void)match;
    return ++*(uint64_t *)context < 1000;
}

static void ask(ndx_index *index) {
    ndx_expr oil = {.kind = NDX_EXPR_TERM, .term = NDX_TEXT("oil"), .weight = 1};
    ndx_find_options options = {.limit = 10, .around = NDX_NO_DAY};
    ndx_hits hits = {0};
    ndx_index_stats stats;
    uint64_t matches = 0;
    if (ndx_index_find(index, &oil, &options, &hits, NULL) == NDX_OK)
        for (size_t i = 0; i < hits.count; i++) {
            ndx_stored *stored;
            ndx_article article;
            if (ndx_index_fetch(index, hits.hits[i].number, &stored, NULL) != NDX_OK) continue;
            ndx_article_init(&article);
            ndx_stored_article(stored, &article, NULL);
            ndx_article_clear(&article);
            ndx_stored_free(stored);
        }
    ndx_hits_clear(&hits);
    ndx_index_each(index, &oil, count_match, &matches, NULL);
    ndx_index_stats_get(index, &stats, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ndx_index *index;
    const char *const dirs[] = {dir};
    if (!whole[0].data) make_whole();
    write_damaged(data, size);
    if (ndx_index_open(dirs, 1, &index, NULL) == NDX_OK) {
        ask(index);
        ndx_index_close(index);
    }
    ndx_index_check(dir, true, NULL);
    return 0;
}
