/* Sentences in capitals and in title case: what a word would look like elsewhere. */
#include "scan.h"

#define NOTHING                                                                                              \
    { 0, 0, 0, 0 }
#define SMALL                                                                                                \
    {                                                                                                        \
        NOTHING, {1, 0, 0, 0}, {                                                                             \
            1, 0, 1, 0                                                                                       \
        }                                                                                                    \
    }
#define CAPITAL                                                                                              \
    {                                                                                                        \
        NOTHING, {1, 0, 0, 0}, {                                                                             \
            1, 0, 1, 1                                                                                       \
        }                                                                                                    \
    }
#define CAPITALS                                                                                             \
    {                                                                                                        \
        NOTHING, {1, 1, 0, 0}, {                                                                             \
            1, 1, 1, 1                                                                                       \
        }                                                                                                    \
    }

const scan_seen scan_counts[][3] = {
    [SHAPE_LOWER] = SMALL,        [SHAPE_LOWER_CAP] = SMALL,    [SHAPE_CAP] = CAPITAL,
    [SHAPE_CAP_DOT] = CAPITAL,    [SHAPE_LETTER] = CAPITAL,     [SHAPE_ACRONYM] = CAPITALS,
    [SHAPE_CAPS] = CAPITALS,      [SHAPE_MIXED] = CAPITAL,      [SHAPE_HYPHEN_CAP] = CAPITAL,
    [SHAPE_HYPHEN_LOW] = CAPITAL, [SHAPE_APOSTROPHE] = CAPITAL, [SHAPE_CAP_DIGIT] = CAPITALS,
};

void scan_end_sentence(token_scan *scan) {
    enum { WORDS, CAPS, LONG_WORDS, LONG_CAPITAL };
    scan_seen seen = scan->seen;
    uint8_t flag = 0;
    if (seen[WORDS] >= 2 && seen[CAPS] * 10 >= seen[WORDS] * 8)
        flag = SCAN_ALL_CAPS;
    else if (seen[LONG_WORDS] >= 4 && seen[LONG_CAPITAL] * 10 >= seen[LONG_WORDS] * 9)
        flag = SCAN_TITLE_CASE;
    for (size_t i = scan->sentence; flag && i < scan->count; i++) scan->token[i].flags |= flag;
    scan->sentence = scan->count;
    scan->seen = (scan_seen){0};
}
