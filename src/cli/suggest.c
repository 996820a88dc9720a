/* Did you mean? The nearest known name, when it is near enough. */
#include "options.h"

#define LONGEST 32 /* names are short; a longer word is a mistake of another kind */

static size_t least(size_t a, size_t b, size_t c) {
    size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* Edits (insert, delete, replace, swap of neighbours) between two words of at most LONGEST bytes. */
static size_t edit_distance(ndx_text a, ndx_text b) {
    size_t rows[3][LONGEST + 1];
    size_t *before = rows[0], *last = rows[1], *now = rows[2];
    for (size_t j = 0; j <= b.len; j++) last[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        now[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t replace = last[j - 1] + (a.data[i - 1] != b.data[j - 1]);
            now[j] = least(last[j] + 1, now[j - 1] + 1, replace);
            if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] && a.data[i - 2] == b.data[j - 1])
                now[j] = least(now[j], now[j], before[j - 2] + 1);
        }
        size_t *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[b.len];
}

void ndx_nearest_begin(ndx_nearest *nearest, ndx_text word) {
    *nearest = (ndx_nearest){.word = word, .distance = SIZE_MAX};
}

void ndx_nearest_consider(ndx_nearest *nearest, const char *name) {
    ndx_text known = ndx_text_of(name);
    if (known.len > LONGEST || nearest->word.len > LONGEST || nearest->word.len < 2) return;
    size_t distance = edit_distance(nearest->word, known);
    /* What was begun and not finished is near however much is missing. */
    if (ndx_text_starts(known, nearest->word)) distance = 1;
    if (distance < nearest->distance) {
        nearest->distance = distance;
        nearest->name = name;
    }
}

const char *ndx_nearest_name(const ndx_nearest *nearest) {
    size_t allowed = nearest->word.len <= 3 ? 1 : nearest->word.len <= 6 ? 2 : 3;
    return nearest->distance <= allowed ? nearest->name : NULL;
}
