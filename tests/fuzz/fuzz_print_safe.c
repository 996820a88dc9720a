/* Whatever comes in, what goes out is valid UTF-8 on one line, within its width. */
#include "newsdex/print.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool good) {
    if (!good) abort();
}

static void must_be_one_safe_line(const ndx_buf *out) {
    must(!out->failed);
    for (size_t at = 0; at < out->len;) {
        uint32_t c = ndx_utf8_next(out->data, out->len, &at);
        must(c != NDX_BAD_CODEPOINT && !ndx_codepoint_unsafe(c));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ndx_text text = {(const char *)data, size};
    ndx_buf out = {0};
    ndx_json json;
    ndx_json_init(&json, &out);
    ndx_json_text(&json, text);
    must_be_one_safe_line(&out);
    ndx_buf_reset(&out);
    ndx_print_cell(&out, text, size % 2 ? ',' : '\t');
    must_be_one_safe_line(&out);
    ndx_buf_reset(&out);
    must(ndx_print_cut(&out, text, size % 40) <= size % 40);
    must_be_one_safe_line(&out);
    ndx_buf_reset(&out);
    ndx_range marks[2] = {{(uint32_t)(size / 3), (uint32_t)(size / 2)},
                          {(uint32_t)(size / 2 - size / 9), (uint32_t)size + 7}};
    ndx_record record = {.headline = text,
                         .snippet = text,
                         .id = text,
                         .label = text,
                         .highlights = marks,
                         .highlight_count = 2};
    for (int format = 0; format < NDX_FORMAT_COUNT; format++) {
        ndx_print_options options = {(ndx_format)format, size % 2, size % 90};
        ndx_print_record(&out, &record, &options);
    }
    must(!out.failed);
    ndx_buf_clear(&out);
    return 0;
}
