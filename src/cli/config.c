/* Configuration files: [section NAME], key = value, comments. What the keys mean is the program's. */
#include "newsdex/cli.h"

typedef struct config {
    const char *file;
    ndx_setting setting;
    ndx_setting_fn *fn;
    void *context;
    ndx_error *err;
} config;

static ndx_status bad_line(const config *c, const char *what) {
    return ndx_fail(c->err, NDX_USAGE, "%s:%zu: %s", c->file, c->setting.line, what);
}

/* [section] or [section name] */
static ndx_status read_header(config *c, ndx_text line) {
    if (line.data[line.len - 1] != ']') return bad_line(c, "the ']' of a section is missing");
    ndx_text inside = ndx_text_trim(ndx_text_slice(line, 1, line.len - 1));
    size_t end = 0;
    while (end < inside.len && inside.data[end] != ' ' && inside.data[end] != '\t') end++;
    c->setting.section = ndx_text_slice(inside, 0, end);
    c->setting.name = ndx_text_trim(ndx_text_slice(inside, end, inside.len));
    c->setting.key = c->setting.value = (ndx_text){0};
    if (inside.len == 0) return bad_line(c, "a section needs a name: [section]");
    return c->fn(c->context, &c->setting, c->err);
}

/* A value may stand in double quotes, to keep blanks at its ends. */
static ndx_text unquote(ndx_text value) {
    bool quoted = value.len >= 2 && value.data[0] == '"' && value.data[value.len - 1] == '"';
    return quoted ? ndx_text_slice(value, 1, value.len - 1) : value;
}

static ndx_status read_setting(config *c, ndx_text line) {
    size_t equals = ndx_text_find(line, NDX_TEXT("="));
    if (equals == SIZE_MAX) return bad_line(c, "expected 'key = value' or '[section]'");
    c->setting.key = ndx_text_trim(ndx_text_slice(line, 0, equals));
    c->setting.value = unquote(ndx_text_trim(ndx_text_slice(line, equals + 1, line.len)));
    if (c->setting.key.len == 0) return bad_line(c, "there is no key before '='");
    return c->fn(c->context, &c->setting, c->err);
}

ndx_status ndx_config_read(ndx_text text, const char *file, ndx_setting_fn *fn, void *context,
                           ndx_error *err) {
    config c = {.file = file, .fn = fn, .context = context, .err = err};
    ndx_text line;
    ndx_status status = NDX_OK;
    if (ndx_text_starts(text, NDX_TEXT("\xEF\xBB\xBF"))) text = ndx_text_slice(text, 3, text.len);
    while (status == NDX_OK && ndx_text_line(&text, &line)) {
        c.setting.line++;
        line = ndx_text_trim(line);
        if (line.len == 0 || line.data[0] == '#' || line.data[0] == ';') continue;
        status = line.data[0] == '[' ? read_header(&c, line) : read_setting(&c, line);
    }
    return status;
}
