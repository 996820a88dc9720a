/* The table of options: its rows, and values going from words into targets. */
#include "options.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const ndx_option builtin[] = {
    {NDX_OPTION_GROUP, NULL, 0, NULL, NULL, "Help", 0},
    {NDX_OPTION_FLAG, "help", 'h', NULL, NULL, "show this help, or a command's", 0},
    {NDX_OPTION_FLAG, "version", 'V', NULL, NULL, "show the version", 0},
    {NDX_OPTION_CHOICE, "generate", 0, "man|bash|zsh|fish", NULL,
     "print the man page's options or a shell's completions", 0},
};

static bool is_end(const ndx_option *option) {
    return !option->name && option->kind != NDX_OPTION_GROUP;
}

const ndx_option *ndx_option_at(const ndx_program *program, size_t number) {
    size_t rows = 0;
    while (!is_end(&program->options[rows])) rows++;
    if (number < rows) return &program->options[number];
    return number - rows < NDX_COUNT(builtin) ? &builtin[number - rows] : NULL;
}

bool ndx_option_is_builtin(const ndx_option *option) {
    return option >= builtin && option < builtin + NDX_COUNT(builtin);
}

bool ndx_option_is_hidden(const ndx_option *option) {
    return option->kind != NDX_OPTION_GROUP &&
           (!option->help || (ndx_option_is_builtin(option) && option->kind == NDX_OPTION_CHOICE));
}

bool ndx_option_takes_value(const ndx_option *option) {
    return option->kind != NDX_OPTION_FLAG && option->kind != NDX_OPTION_OPTIONAL_STRING &&
           option->kind != NDX_OPTION_GROUP;
}

bool ndx_option_fits(const ndx_option *option, int command) {
    return option->commands == 0 || command < 0 || (option->commands >> command & 1);
}

/* --- values --------------------------------------------------------------------------------------------- */

static ndx_status bad_value(const ndx_option *option, const char *value, const char *accepted,
                            ndx_error *err) {
    return ndx_fail(err, NDX_USAGE, "--%s: '%s' is not %s", option->name, value, accepted);
}

/* "512", "100k", "2G", "1.5M": bytes, in powers of 1024. */
static bool read_size(const char *value, uint64_t *bytes) {
    static const char units[] = "kmgt";
    char *end;
    if (*value < '0' || *value > '9') return false;
    double number = strtod(value, &end);
    if (*end) {
        const char *unit = strchr(units, *end | 0x20);
        if (!unit) return false;
        number *= pow(1024, (double)(unit - units + 1));
        end++;
        if (*end == 'i') end++;
        if (*end == 'B' || *end == 'b') end++;
    }
    if (*end || !(number < 9e18)) return false;
    *bytes = (uint64_t)number;
    return true;
}

static bool read_real(const char *value, double *number) {
    char *end;
    if (!*value || strspn(value, "+-.0123456789eE") != strlen(value)) return false;
    *number = strtod(value, &end);
    return *end == '\0' && isfinite(*number);
}

static ndx_status set_choice(const ndx_option *option, const char *value, ndx_error *err) {
    ndx_text rest = ndx_text_of(option->value), choice;
    for (int number = 0; ndx_text_split(&rest, '|', &choice); number++)
        if (ndx_text_equal(choice, ndx_text_of(value))) {
            *(int *)option->target = number;
            return NDX_OK;
        }
    return ndx_fail(err, NDX_USAGE, "--%s: '%s' is none of %s", option->name, value, option->value);
}

static ndx_status add_to_list(ndx_string_list *list, const char *value, ndx_error *err) {
    const char **items = ndx_grow(list->items, list->count + 1, &list->capacity, sizeof *items);
    if (!items) return ndx_fail_memory(err);
    list->items = items;
    items[list->count++] = value;
    items[list->count] = NULL;
    return NDX_OK;
}

void ndx_string_list_clear(ndx_string_list *list) {
    free((void *)list->items);
    *list = (ndx_string_list){0};
}

ndx_status ndx_option_set(const ndx_option *option, const char *value, ndx_error *err) {
    switch (option->kind) {
    case NDX_OPTION_STRING:
    case NDX_OPTION_OPTIONAL_STRING:
        *(const char **)option->target = value;
        return NDX_OK;
    case NDX_OPTION_LIST:
        return add_to_list(option->target, value, err);
    case NDX_OPTION_CHOICE:
        return set_choice(option, value, err);
    case NDX_OPTION_COUNT_:
        if (ndx_text_to_u64(ndx_text_of(value), option->target)) return NDX_OK;
        return bad_value(option, value, "a whole number (such as 10)", err);
    case NDX_OPTION_SIZE:
        if (read_size(value, option->target)) return NDX_OK;
        return bad_value(option, value, "a size (such as 512M or 2G)", err);
    case NDX_OPTION_REAL:
        if (read_real(value, option->target)) return NDX_OK;
        return bad_value(option, value, "a number (such as 2.5)", err);
    case NDX_OPTION_FLAG:
    case NDX_OPTION_GROUP:
        break;
    }
    return ndx_fail(err, NDX_USAGE, "--%s takes no value", option->name);
}
