/* Any bytes as an archive: the first byte picks the format (0: by content), the rest is the file. Reads and
 * cleans every article. */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "newsdex/clean.h"
#include "newsdex/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t format_count(void) {
    size_t count = 0;
    while (ndx_input_format_name(count)) count++;
    return count;
}

static void count_skip(void *context, const ndx_skip *skip) {
    assert(ndx_reason_word(skip->reason)[0]);
    ++*(size_t *)context;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1) return 0;
    size_t pick = data[0] % (format_count() + 1), skips = 0;
    int fd = memfd_create("archive", 0);
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (fd < 0 || write(fd, data + 1, size - 1) != (ssize_t)(size - 1)) return 0;
    const char *paths[] = {path};
    ndx_read_options options = {.format = pick ? ndx_input_format_name(pick - 1) : NULL,
                                .article_limit_bytes = 1 << 16,
                                .skipped = count_skip,
                                .skipped_context = &skips};
    ndx_reader *reader;
    ndx_article article;
    ndx_article_init(&article);
    if (ndx_reader_open(paths, 1, &options, &reader, NULL) == NDX_OK) {
        while (ndx_reader_next(reader, &article, NULL) == NDX_OK) {
            for (int field = 0; field < NDX_FIELD_COUNT; field++)
                assert(ndx_utf8_valid(article.field[field]) || field == NDX_FIELD_ID);
            if (ndx_clean(&article, NULL) == NDX_OK) assert(ndx_utf8_valid(article.text));
        }
        ndx_reader_close(reader);
    }
    ndx_article_clear(&article);
    close(fd);
    return 0;
}
