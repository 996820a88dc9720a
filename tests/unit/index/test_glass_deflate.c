/* Term lists deflated with the code made beforehand must come back from any inflater. */
#include "../../../src/index/glass_deflate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

static void expect_back(const uint8_t *data, size_t len) {
    ndx_glass_deflater deflater;
    ndx_glass_deflater_init(&deflater);
    size_t size = ndx_glass_deflate_size(&deflater, data, len);
    uint8_t *out = malloc(size + 8), *back = malloc(len + 1);
    memset(out, 0xa5, size + 8);
    ndx_glass_deflate(&deflater, data, len, out);
    z_stream stream = {.next_in = out, .avail_in = (uInt)size, .next_out = back, .avail_out = (uInt)len + 1};
    assert_int_equal(inflateInit2(&stream, -15), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(stream.total_in, size); /* to the last byte */
    assert_int_equal(stream.total_out, len);
    assert_memory_equal(back, data, len);
    inflateEnd(&stream);
    free(out);
    free(back);
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
    ndx_glass_deflater deflater;
    (void)state;
    ndx_glass_deflater_init(&deflater);
    size_t head = (deflater.head_bits + 7) / 8,
           size = ndx_glass_deflate_size(&deflater, (const uint8_t *)list, sizeof list - 1);
    assert_true(size - head < (sizeof list - 1) * 3 / 4);
    assert_true(head < 64);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_comes_back),
        cmocka_unit_test(a_list_of_news_words_becomes_shorter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
