/* Sentences in capitals and in title case: what a word would look like elsewhere, and which words may be names. */
#include <stdlib.h>

#include "scan.h"

/* What a word of a shape counts as; without a jump for each, for what comes next is rarely what came before. */
enum { IS_WORD = 1, IS_CAPS = 2, IS_NAME = 4 };
static const uint8_t counts_as[] = {
    [SHAPE_LOWER] = IS_WORD,
    [SHAPE_LOWER_CAP] = IS_WORD,
    [SHAPE_CAP] = IS_WORD | IS_NAME,
    [SHAPE_CAP_DOT] = IS_WORD | IS_NAME,
    [SHAPE_LETTER] = IS_WORD | IS_NAME,
    [SHAPE_ACRONYM] = IS_WORD | IS_NAME | IS_CAPS,
    [SHAPE_CAPS] = IS_WORD | IS_NAME | IS_CAPS,
    [SHAPE_MIXED] = IS_WORD | IS_NAME,
    [SHAPE_HYPHEN_CAP] = IS_WORD | IS_NAME,
    [SHAPE_HYPHEN_LOW] = IS_WORD | IS_NAME,
    [SHAPE_APOSTROPHE] = IS_WORD | IS_NAME,
    [SHAPE_CAP_DIGIT] = IS_WORD | IS_NAME | IS_CAPS,
};

static void mark_case(scan_token *token, size_t count) {
    unsigned words = 0, caps = 0, capital = 0, long_words = 0;
    for (size_t i = 0; i < count; i++) {
        size_t len = token[i].end - token[i].start;
        unsigned as = len < 2 ? 0 : counts_as[token[i].raw], is_long = len >= 4;
        words += as & IS_WORD;
        caps += as / IS_CAPS & 1;
        long_words += as & is_long;
        capital += as / IS_NAME & is_long;
    }
    uint8_t flag = 0;
    if (words >= 2 && caps * 10 >= words * 8)
        flag = SCAN_ALL_CAPS;
    else if (long_words >= 4 && capital * 10 >= long_words * 9)
        flag = SCAN_TITLE_CASE;
    if (flag)
        for (size_t i = 0; i < count; i++) token[i].flags |= flag;
}

static void list_names(token_scan *scan) {
    scan->name_count = scan->name_next = 0;
    if (scan->count > scan->name_capacity) {
        uint32_t *grown = realloc(scan->name, scan->capacity * sizeof *grown);
        if (!grown) {
            scan->failed = true;
            return;
        }
        scan->name = grown;
        scan->name_capacity = scan->capacity;
    }
    for (size_t i = 0; i < scan->count; i++) {
        uint8_t shape = scan->token[i].raw;
        scan->name[scan->name_count] = (uint32_t)i; /* kept if it is one */
        scan->name_count += SHAPE_IS_NAME(shape) | (shape == SHAPE_LOWER_CAP);
    }
}

void scan_cases(token_scan *scan) {
    size_t start = 0;
    for (size_t i = 1; i <= scan->count; i++) {
        if (i < scan->count && !(scan->token[i].flags & SCAN_SENTENCE)) continue;
        mark_case(scan->token + start, i - start);
        start = i;
    }
    list_names(scan);
}
