/* Deflated term lists must come back from any inflater. */
#include "../../../src/index/glass_deflate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

static size_t expect_back(const uint8_t *data, size_t len) {
    size_t most = len * 2 + 400;
    uint8_t *out = malloc(most + NDX_GLASS_DEFLATE_SLACK), *back = malloc(len + 1);
    size_t size = ndx_glass_deflate(data, len, out, most);
    z_stream stream = {.next_in = out, .avail_in = (uInt)size, .next_out = back, .avail_out = (uInt)len + 1};
    assert_int_not_equal(size, 0);
    assert_int_equal(inflateInit2(&stream, -15), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(stream.total_in, size); /* to the last byte */
    assert_int_equal(stream.total_out, len);
    assert_memory_equal(back, data, len);
    inflateEnd(&stream);
    free(out);
    free(back);
    return size;
}

static void every_byte_comes_back(void **state) {
    uint8_t bytes[1024];
    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)(i * 7 + i / 256);
    for (size_t len = 0; len <= sizeof bytes; len += len < 300 ? 1 : 97) expect_back(bytes, len);
    for (unsigned byte = 0; byte < 256; byte++) {
        memset(bytes, (int)byte, sizeof bytes);
        expect_back(bytes, 700);
    }
}

static void a_list_of_news_words_becomes_shorter(void **state) {
    static const char list[] = "\x02\x08"
                               "bankruptcy\x01\x03"
                               "ell\x04\x05"
                               "nefit\x01\x06"
                               "minist\x02\x05"
                               "elect\x03\x07"
                               "govern\x01"
                               "parliament\x04"
                               "president\x02"
                               "said\x05"
                               "sanction\x01"
                               "statement\x02"
                               "trade\x03"
                               "union\x01"
                               "week";
    (void)state;
    assert_true(expect_back((const uint8_t *)list, sizeof list - 1) < sizeof list - 1);
}

/* Counts that grow as Fibonacci's numbers make the deepest tree there is: 18 levels, where 15 are allowed. */
static void codes_of_rare_bytes_are_cut(void **state) {
    uint8_t bytes[NDX_GLASS_DEFLATE_MAX];
    size_t len = 0, count = 1, next = 1;
    (void)state;
    for (uint8_t byte = 0; len + count <= sizeof bytes; byte++) {
        memset(bytes + len, byte, count);
        len += count;
        size_t sum = count + next;
        count = next;
        next = sum;
    }
    expect_back(bytes, len);
}

static void what_does_not_fit_is_not_written(void **state) {
    uint8_t bytes[200], out[200 + NDX_GLASS_DEFLATE_SLACK];
    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)(i * 89);
    size_t size = expect_back(bytes, sizeof bytes);
    assert_true(size > sizeof bytes);
    memset(out, 0xa5, sizeof out);
    assert_int_equal(ndx_glass_deflate(bytes, sizeof bytes, out, sizeof bytes), 0);
    for (size_t i = 0; i < sizeof out; i++) assert_int_equal(out[i], 0xa5);
    assert_int_equal(ndx_glass_deflate(bytes, NDX_GLASS_DEFLATE_MAX + 1, out, SIZE_MAX), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_comes_back),
        cmocka_unit_test(a_list_of_news_words_becomes_shorter),
        cmocka_unit_test(codes_of_rare_bytes_are_cut),
        cmocka_unit_test(what_does_not_fit_is_not_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
