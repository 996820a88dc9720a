/* Streams: plain and gzip, whole and damaged; files written whole or not at all. */
#include "newsdex/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <cmocka.h>

/* A text of `size` bytes that does not compress to nothing, as one gzip member appended to out. */
static void add_member(ndx_buf *out, ndx_text text) {
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t bound = deflateBound(&z, text.len);
    assert_true(ndx_buf_reserve(out, bound));
    z.next_in = (Bytef *)text.data;
    z.avail_in = (uInt)text.len;
    z.next_out = (Bytef *)out->data + out->len;
    z.avail_out = (uInt)bound;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->len += bound - z.avail_out;
    deflateEnd(&z);
}

static ndx_text numbers(ndx_buf *buf, int count) {
    for (int i = 0; i < count; i++) ndx_buf_addf(buf, "%d\n", i);
    return ndx_buf_text(buf);
}

/* Read everything in odd steps; returns the status that ended it. */
static ndx_status drain(ndx_stream *stream, ndx_buf *out) {
    ndx_text view;
    for (size_t step = 1;; step = step * 3 % 100003) {
        ndx_status status = ndx_stream_peek(stream, step, &view, NULL);
        if (status != NDX_OK) return status;
        if (view.len == 0) return NDX_END;
        size_t take = view.len < step ? view.len : step;
        assert_int_equal(ndx_stream_offset(stream), out->len);
        ndx_buf_add(out, view.data, take);
        ndx_stream_skip(stream, take);
    }
}

static void gzip_members_one_after_another_read_as_one(void **state) {
    (void)state;
    ndx_buf plain = {0}, packed = {0}, back = {0};
    ndx_text text = numbers(&plain, 300000);
    add_member(&packed, ndx_text_slice(text, 0, 1000000));
    add_member(&packed, ndx_text_slice(text, 1000000, text.len));
    ndx_stream *stream;
    assert_int_equal(ndx_stream_open_memory(ndx_buf_text(&packed), &stream, NULL), NDX_OK);
    assert_int_equal(drain(stream, &back), NDX_END);
    assert_true(ndx_text_equal(ndx_buf_text(&back), text));
    uint64_t done, total;
    ndx_stream_progress(stream, &done, &total);
    assert_true(done == total && total == packed.len);
    ndx_stream_close(stream);
    ndx_buf_clear(&plain);
    ndx_buf_clear(&packed);
    ndx_buf_clear(&back);
}

static void what_came_before_the_damage_is_delivered(void **state) {
    (void)state;
    ndx_buf plain = {0}, packed = {0}, back = {0};
    ndx_text text = numbers(&plain, 300000);
    add_member(&packed, text);
    ndx_stream *stream;
    assert_int_equal(ndx_stream_open_memory((ndx_text){packed.data, packed.len / 2}, &stream, NULL), NDX_OK);
    assert_int_equal(drain(stream, &back), NDX_BAD_INPUT);
    assert_true(back.len > text.len / 4 && ndx_text_starts(text, ndx_buf_text(&back)));
    ndx_stream_close(stream);
    ndx_buf_clear(&plain);
    ndx_buf_clear(&packed);
    ndx_buf_clear(&back);
}

static void lines_come_one_by_one_and_long_ones_are_cut(void **state) {
    (void)state;
    ndx_buf text = {0};
    ndx_buf_add_str(&text, "short\r\n\nexactly10!\n");
    for (int i = 0; i < 700000; i++) ndx_buf_add_char(&text, "abc"[i % 3]);
    ndx_buf_add_str(&text, "\nafter\nlast");
    static const struct {
        const char *line;
        bool cut;
    } expected[] = {{"short", false},     {"", false},      {"exactly10!", false},
                    {"abcabcabca", true}, {"after", false}, {"last", false}};
    ndx_stream *stream;
    assert_int_equal(ndx_stream_open_memory(ndx_buf_text(&text), &stream, NULL), NDX_OK);
    for (size_t i = 0; i < NDX_COUNT(expected); i++) {
        ndx_text line;
        bool cut;
        assert_int_equal(ndx_stream_line(stream, 10, &line, &cut, NULL), NDX_OK);
        assert_true(ndx_text_equal(line, ndx_text_of(expected[i].line)));
        assert_int_equal(cut, expected[i].cut);
    }
    ndx_text line;
    bool cut;
    assert_int_equal(ndx_stream_offset(stream), text.len);
    assert_int_equal(ndx_stream_line(stream, 10, &line, &cut, NULL), NDX_END);
    ndx_stream_close(stream);
    ndx_buf_clear(&text);
}

static void special_files_are_refused_without_waiting(void **state) {
    (void)state;
    char folder[] = "/tmp/newsdex-stream-XXXXXX", fifo[64];
    assert_non_null(mkdtemp(folder));
    snprintf(fifo, sizeof fifo, "%s/fifo", folder);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    ndx_stream *stream;
    ndx_error err;
    assert_int_equal(ndx_stream_open(fifo, &stream, &err), NDX_BAD_INPUT);
    assert_int_equal(ndx_stream_open(folder, &stream, &err), NDX_BAD_INPUT);
    assert_int_equal(ndx_stream_open("/dev/zero", &stream, &err), NDX_BAD_INPUT);
    unlink(fifo);
    assert_int_equal(ndx_stream_open(fifo, &stream, &err), NDX_NOT_FOUND);
    rmdir(folder);
}

static void a_file_is_replaced_whole_and_read_with_a_limit(void **state) {
    (void)state;
    char folder[] = "/tmp/newsdex-file-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/f", folder);
    assert_int_equal(ndx_file_write(path, NDX_TEXT("first"), NULL), NDX_OK);
    assert_int_equal(ndx_file_write(path, NDX_TEXT("second"), NULL), NDX_OK);
    ndx_buf buf = {0};
    assert_int_equal(ndx_file_read(path, 6, &buf, NULL), NDX_OK);
    assert_string_equal(buf.data, "second");
    assert_int_equal(ndx_file_read(path, 5, &buf, NULL), NDX_BAD_INPUT);
    ndx_buf_clear(&buf);
    unlink(path);
    assert_int_equal(rmdir(folder), 0); /* no temporary is left behind */
    assert_int_equal(ndx_file_write(path, NDX_TEXT("x"), NULL), NDX_NOT_FOUND);
}

static void what_is_no_file_is_written_to_and_stays(void **state) {
    (void)state;
    char folder[] = "/tmp/newsdex-file-XXXXXX", path[64], got[8] = {0};
    struct stat at;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/pipe", folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    int reader = open(path, O_RDONLY | O_NONBLOCK);
    assert_int_equal(ndx_file_write(path, NDX_TEXT("chart"), NULL), NDX_OK);
    assert_int_equal(read(reader, got, sizeof got - 1), 5);
    assert_string_equal(got, "chart");
    assert_int_equal(stat(path, &at), 0);
    assert_true(S_ISFIFO(at.st_mode));
    close(reader);
    unlink(path);
    rmdir(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gzip_members_one_after_another_read_as_one),
        cmocka_unit_test(what_came_before_the_damage_is_delivered),
        cmocka_unit_test(lines_come_one_by_one_and_long_ones_are_cut),
        cmocka_unit_test(special_files_are_refused_without_waiting),
        cmocka_unit_test(a_file_is_replaced_whole_and_read_with_a_limit),
        cmocka_unit_test(what_is_no_file_is_written_to_and_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
