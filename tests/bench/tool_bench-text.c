/* bench-text FILE [LANGUAGE [ROUNDS]]: how fast are words found? The file is cut at blank lines into articles of some 3 KB, as
 * news comes; the first round warms the lexicon and is not counted. Prints one line. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "newsdex/text.h"

enum { ARTICLE_BYTES = 3000, FILE_MAX = 1 << 30 };

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static ndx_text next_article(ndx_text *rest) {
    size_t end = rest->len < ARTICLE_BYTES ? rest->len : ARTICLE_BYTES;
    size_t blank = ndx_text_find(ndx_text_slice(*rest, end, rest->len), NDX_TEXT("\n\n"));
    end = blank == SIZE_MAX ? rest->len : end + blank + 2;
    ndx_text article = ndx_text_slice(*rest, 0, end);
    *rest = ndx_text_slice(*rest, end, rest->len);
    return article;
}

static ndx_status go_through(ndx_analyzer *analyzer, ndx_article *article, ndx_text all, size_t *articles,
                             size_t *tokens, ndx_error *err) {
    while (all.len) {
        ndx_article_reset(article);
        article->text = next_article(&all);
        ndx_status status = ndx_analyze(analyzer, article, err);
        if (status) return status;
        ++*articles;
        *tokens += article->facts.token_count;
    }
    return NDX_OK;
}

int main(int argc, char **argv) {
    ndx_error err = {0};
    ndx_buf file = {0};
    ndx_analyzer *analyzer = NULL;
    ndx_article article;
    size_t articles = 0, tokens = 0, cold_articles = 0, cold_tokens = 0;
    int rounds = argc > 3 ? atoi(argv[3]) : 5;
    ndx_article_init(&article);
    if (argc < 2) {
        fprintf(stderr, "usage: bench-text FILE [LANGUAGE [ROUNDS]]\n");
        return 2;
    }
    if (ndx_file_read(argv[1], FILE_MAX, &file, &err) ||
        ndx_analyzer_new(argc > 2 ? argv[2] : "auto", &analyzer, &err))
        goto failed;
    double start = now();
    if (go_through(analyzer, &article, ndx_buf_text(&file), &cold_articles, &cold_tokens, &err)) goto failed;
    double cold = now() - start;
    start = now();
    for (int i = 0; i < rounds; i++)
        if (go_through(analyzer, &article, ndx_buf_text(&file), &articles, &tokens, &err)) goto failed;
    double warm = (now() - start) / (rounds > 0 ? rounds : 1), megabytes = (double)file.len / 1e6;
    printf("%.1f MB, %zu articles, %zu tokens, %u stems, lexicon %.1f MB: cold %.0f MB/s, warm %.0f MB/s\n",
           megabytes, cold_articles, cold_tokens, ndx_lexicon_stem_count(analyzer),
           (double)ndx_lexicon_bytes(analyzer) / 1e6, megabytes / cold, rounds > 0 ? megabytes / warm : 0);
    ndx_analyzer_free(analyzer);
    ndx_article_clear(&article);
    ndx_buf_clear(&file);
    return 0;
failed:
    fprintf(stderr, "bench-text: %s\n", err.message);
    return 1;
}
