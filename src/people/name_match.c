/* How well two keys may name one person. */
#include "names.h"

#include <string.h>

/* What agreement of a kind is worth. The order matters more than the numbers: see ndx_name_match in people.h.
 */
#define WORTH_OTHER_BYTES 0.99 /* the same name in another script: exact is only the same key */
#define WORTH_VARIANT 0.94
#define WORTH_SOUND 0.92
#define WORTH_NICKNAME 0.90
#define WORTH_INITIAL 0.75
#define WORTH_EXTRA_NAME 0.97  /* a middle name that only one side has */
#define WORTH_EXTRA_SUFFIX 0.9 /* "Jr" on one side only */
#define WORTH_SWAPPED 0.85     /* "Orban Viktor" */
#define WORTH_SURNAME 0.5      /* the surname alone */
#define WORTH_GIVEN 0.3        /* a given name alone: "Saddam" */

static ndx_text parts_latin(name_parts *p, ndx_text word) {
    char *at = p->bytes + p->len;
    size_t len = name_latin(word, at, sizeof p->bytes - p->len);
    p->len += len;
    return (ndx_text){at, len};
}

void name_parts_of(name_parts *p, ndx_text key) {
    memset(p, 0, sizeof *p);
    p->key = name_without_role(key);
    name_words words = name_split(p->key);
    while (words.count > 1 && (name_word_kinds(words.word[words.count - 1]) & NAME_SUFFIX))
        p->suffix = words.word[--words.count];
    for (size_t i = 0; i < words.count; i++) words.word[i] = parts_latin(p, words.word[i]);
    if (words.count == 0) return;
    p->eastern = name_is_eastern(&words);
    size_t first = p->eastern ? 0 : words.count - 1, end = p->eastern ? 1 : words.count;
    p->surname[p->surname_count++] = words.word[first];
    while (!p->eastern && first > 0 && name_is_particle(&words, first - 1)) first--, p->particle = true;
    for (size_t i = 0; i < words.count; i++)
        if (i < first || i >= end) p->given[p->given_count++] = words.word[i];
}

/* --- words ---------------------------------------------------------------------------------------------- */

#define SOUND_MAX 64

/* What ndx_name_group says of a word: agreement of surnames and groups must be one thing, and transitive. */
static size_t group_sound(ndx_text word, char out[SOUND_MAX]) {
    return name_sound(name_variant_head(word), out, SOUND_MAX);
}

/* Letters that name_sound may turn into one another at the start of a word share one. */
static char onset(ndx_text word) {
    switch (word.data[0]) {
    case 'c':
    case 'd':
    case 'g':
    case 'k':
    case 'q':
    case 's':
    case 't':
    case 'x':
    case 'z':
        return 't';
    case 'a':
    case 'e':
    case 'i':
    case 'j':
    case 'y':
        return 'e';
    case 'o':
    case 'u':
        return 'o';
    case 'v':
    case 'w':
        return 'v';
    case 'p':
        return word.len > 1 && word.data[1] == 'h' ? 'f' : 'p';
    default:
        return word.data[0];
    }
}

/* A cheap look before the dear one: most given names differ in their first letter or their length. */
static bool may_sound_alike(ndx_text a, ndx_text b) {
    return a.len > 0 && b.len > 0 && a.len <= b.len + 4 && b.len <= a.len + 4 && onset(a) == onset(b);
}

static bool same_sound(ndx_text a, ndx_text b) {
    char sound_a[SOUND_MAX], sound_b[SOUND_MAX];
    size_t len_a = group_sound(a, sound_a), len_b = group_sound(b, sound_b);
    return len_a >= 2 && len_a == len_b && memcmp(sound_a, sound_b, len_a) == 0;
}

static double surname_agreement(ndx_text a, ndx_text b) {
    if (ndx_text_equal(a, b)) return 1;
    if (name_is_variant(a, b)) return WORTH_VARIANT;
    return may_sound_alike(a, b) && same_sound(a, b) ? WORTH_SOUND : 0;
}

static size_t first_letter(ndx_text word) {
    size_t at = 0;
    if (word.len > 0) ndx_utf8_next(word.data, word.len, &at);
    return at;
}

static double given_agreement(ndx_text a, ndx_text b) {
    if (ndx_text_equal(a, b)) return 1;
    size_t letter_a = first_letter(a), letter_b = first_letter(b);
    if (letter_a == a.len || letter_b == b.len) {
        ndx_text initial_a = {a.data, letter_a}, initial_b = {b.data, letter_b};
        return ndx_text_equal(initial_a, initial_b) ? WORTH_INITIAL : 0;
    }
    double agreement = surname_agreement(a, b);
    return agreement > 0 ? agreement : name_is_nickname(a, b) ? WORTH_NICKNAME : 0;
}

/* "jean pierre" and "jeanpierre", "jong un" and "jongun": one word when joined. */
static ndx_text joined(const ndx_text *words, size_t count, char *out, size_t size) {
    size_t len = 0;
    for (size_t i = 0; i < count; i++) {
        if (len + words[i].len > size) break;
        memcpy(out + len, words[i].data, words[i].len);
        len += words[i].len;
    }
    return (ndx_text){out, len};
}

static double joined_agreement(const name_parts *a, const name_parts *b) {
    char bytes_a[NAME_KEY_MAX], bytes_b[NAME_KEY_MAX];
    ndx_text joined_a = joined(a->given, a->given_count, bytes_a, sizeof bytes_a);
    ndx_text joined_b = joined(b->given, b->given_count, bytes_b, sizeof bytes_b);
    return surname_agreement(joined_a, joined_b);
}

/* --- names ---------------------------------------------------------------------------------------------- */

/* Names in order; the shorter list must be a beginning of the longer, so that "George W." is not "George H.
 * W.". */
static double list_agreement(const ndx_text *a, size_t count_a, const ndx_text *b, size_t count_b) {
    double agreement = 1;
    for (size_t i = 0; i < count_a || i < count_b; i++)
        agreement *= i < count_a && i < count_b ? given_agreement(a[i], b[i]) : WORTH_EXTRA_NAME;
    return agreement;
}

static double names_agreement(const name_parts *a, const name_parts *b) {
    if (a->given_count == 0 && b->given_count == 0) return 1;
    if (a->given_count == 0 || b->given_count == 0) return WORTH_SURNAME;
    double best = list_agreement(a->given, a->given_count, b->given, b->given_count);
    if (best == 0 && a->given_count > 1 &&
        first_letter(a->given[0]) == a->given[0].len) /* "J. Edgar", "Edgar" */
        best = WORTH_INITIAL * list_agreement(a->given + 1, a->given_count - 1, b->given, b->given_count);
    if (best == 0 && b->given_count > 1 && first_letter(b->given[0]) == b->given[0].len)
        best = WORTH_INITIAL * list_agreement(a->given, a->given_count, b->given + 1, b->given_count - 1);
    if (best == 0 || a->eastern || b->eastern) {
        double whole = joined_agreement(a, b);
        if (whole > best) best = whole;
    }
    return best;
}

static double suffix_agreement(ndx_text a, ndx_text b) {
    if (ndx_text_equal(a, b)) return 1;
    if (a.len > 0 && b.len > 0) {
        bool juniors = a.data[0] == 'j' && b.data[0] == 'j', seniors = a.data[0] == 's' && b.data[0] == 's';
        return juniors || seniors ? WORTH_EXTRA_NAME : 0;
    }
    return WORTH_EXTRA_SUFFIX;
}

/* "har shefi" at the end of "margalit har shefi": a family name of two words, or a given name left out. */
static double tail_agreement(const name_parts *a, const name_parts *b) {
    const name_parts *shorter = a->key.len < b->key.len ? a : b, *longer = shorter == a ? b : a;
    size_t at = longer->key.len - shorter->key.len;
    if (shorter->given_count == 0 || at == 0 || longer->key.data[at - 1] != ' ') return 0;
    return ndx_text_ends(longer->key, shorter->key) ? WORTH_SURNAME : 0;
}

/* One name is a single word and a given name of the other. */
static double lone_given_agreement(const name_parts *lone, const name_parts *full) {
    if (lone->given_count > 0 || lone->surname_count == 0 || full->given_count == 0 ||
        lone->surname[0].len < 3)
        return 0;
    return surname_agreement(lone->surname[0], full->given[0]) > 0 ? WORTH_GIVEN : 0;
}

static double swapped_agreement(const name_parts *a, const name_parts *b) {
    if (a->given_count != 1 || b->given_count != 1) return 0;
    if (a->given[0].len < 2 || b->given[0].len < 2) return 0;
    return WORTH_SWAPPED * surname_agreement(a->given[0], b->surname[0]) *
           surname_agreement(a->surname[0], b->given[0]);
}

static double parts_agreement(const name_parts *a, const name_parts *b) {
    if (a->surname_count == 0 || b->surname_count == 0) return 0;
    double suffix = suffix_agreement(a->suffix, b->suffix);
    double surname = surname_agreement(a->surname[0], b->surname[0]);
    if (surname > 0) {
        double names = names_agreement(a, b) * surname * suffix;
        if (names == 0) names = tail_agreement(a, b);
        if (names > 0) return a->particle != b->particle ? names * WORTH_EXTRA_NAME : names;
    }
    double lone = lone_given_agreement(a, b), lone_b = lone_given_agreement(b, a);
    if (lone_b > lone) lone = lone_b;
    double swapped = swapped_agreement(a, b);
    return suffix * (swapped > lone ? swapped : lone);
}

double name_parts_match(const name_parts *a, const name_parts *b) {
    if (ndx_text_equal(a->key, b->key)) return a->key.len > 0 ? 1 : 0;
    bool swap =
        ndx_text_compare(a->key, b->key) > 0; /* rounding must not depend on the order of the arguments */
    double agreement = swap ? parts_agreement(b, a) : parts_agreement(a, b);
    return agreement < WORTH_OTHER_BYTES ? agreement : WORTH_OTHER_BYTES;
}

double ndx_name_match(ndx_text key_a, ndx_text key_b) {
    if (key_a.len == 0 || key_b.len == 0) return 0;
    if (ndx_text_equal(key_a, key_b)) return 1;
    name_parts a, b;
    name_parts_of(&a, key_a);
    name_parts_of(&b, key_b);
    return name_parts_match(&a, &b);
}

/* --- marks ---------------------------------------------------------------------------------------------- */

static void mark_form(name_marks *marks, const char *data, size_t len) {
    uint64_t hash = ndx_hash(data, len, 0);
    marks->forms[hash >> 63] |= UINT64_C(1) << (hash & 63);
}

static void mark_sound(name_marks *marks, ndx_text word) {
    char sound[SOUND_MAX];
    mark_form(marks, sound, group_sound(word, sound));
}

static uint64_t letter_bit(ndx_text word, size_t letter) {
    return UINT64_C(1) << (ndx_hash(word.data, letter, 0) & 63);
}

/* Whatever given_agreement can find alike has a mark in common. */
void name_marks_add(name_marks *marks, ndx_text given) {
    size_t letter = first_letter(given);
    ndx_text full;
    if (letter == given.len) marks->initials |= letter_bit(given, letter);
    marks->letters |= letter_bit(given, letter);
    mark_form(marks, given.data, given.len);
    mark_sound(marks, given);
    for (size_t k = 0; (full = name_full_form(given, k)).len > 0; k++) mark_form(marks, full.data, full.len);
}

void name_marks_add_joined(name_marks *marks, const name_parts *parts) {
    char bytes[NAME_KEY_MAX];
    mark_sound(marks, joined(parts->given, parts->given_count, bytes, sizeof bytes));
}

void name_parts_group(ndx_buf *out, const name_parts *parts) {
    char sound[SOUND_MAX];
    if (parts->surname_count == 0) return;
    ndx_buf_add(out, sound, group_sound(parts->surname[0], sound));
}

void ndx_name_group(ndx_buf *out, ndx_text key) {
    name_parts p;
    name_parts_of(&p, key);
    name_parts_group(out, &p);
}
