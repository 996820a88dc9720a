/* The measures of rules: years, days, amounts, times, decades, dates in numbers, each over one or several
 * tokens. */
#include "rules.h"

#include <string.h>
#include <strings.h>

static const token *tok(const scan *s, size_t at) {
    return &s->tokens[at < s->count ? at : s->count];
}
static bool has(const scan *s, size_t at, slot category) {
    return at < s->count && tok(s, at)->categories & BIT(category);
}
static int value_of(const scan *s, size_t at, slot category) {
    return grammar_value(s->grammar, tok(s, at)->word, category);
}
static bool glued_mark(const scan *s, size_t at, char mark) {
    return token_is(s, at, mark) && tok(s, at)->flags & T_GLUED;
}
static bool whole_number(const token *t) {
    return t->digits && !(t->flags & (T_FRACTION | T_AMOUNT | T_ORDINAL | T_PLURAL));
}

/* nineteen eighty-seven, nineteen ninety, two thousand, two thousand and one */
static size_t spoken_year(const scan *s, size_t at, int32_t *value) {
    int first = value_of(s, at, S_NUMBER);
    size_t next = at + 1;
    if (!has(s, at, S_NUMBER)) return 0;
    if (first >= 16 && first <= 20 && has(s, next, S_NUMBER)) {
        int tens = value_of(s, next, S_NUMBER), units = 0;
        if (tens < 10) return 0;
        next++;
        size_t unit_at = next + (token_is(s, next, '-') ? 1 : 0);
        if (tens >= 20 && has(s, unit_at, S_NUMBER) && value_of(s, unit_at, S_NUMBER) < 10) {
            units = value_of(s, unit_at, S_NUMBER);
            next = unit_at + 1;
        }
        *value = first * 100 + tens + units;
        return next - at;
    }
    if (first == 2 && has(s, next, S_SCALE) && value_of(s, next, S_SCALE) == 1000) {
        *value = 2000;
        return 2;
    }
    return 0;
}

static size_t measure_year(const scan *s, size_t at, int32_t *value) {
    const token *t = tok(s, at);
    if (t->digits == 4 && whole_number(t) && !(t->flags & T_GROUPED)) {
        *value = t->number;
        return t->number >= NDX_YEAR_MIN && t->number <= NDX_YEAR_MAX;
    }
    if (token_is(s, at, '\'') && tok(s, at + 1)->digits == 2 && tok(s, at + 1)->flags & T_GLUED &&
        whole_number(tok(s, at + 1))) {
        *value = 1900 + tok(s, at + 1)->number + (tok(s, at + 1)->number < 30 ? 100 : 0);
        return 2;
    }
    return t->digits ? 0 : spoken_year(s, at, value);
}

/* first ... thirty-first */
static size_t spoken_ordinal(const scan *s, size_t at, int32_t *value) {
    if (has(s, at, S_ORDINAL)) {
        *value = value_of(s, at, S_ORDINAL);
        return 1;
    }
    size_t unit_at = at + 1 + (token_is(s, at + 1, '-') ? 1 : 0);
    if (!has(s, at, S_NUMBER) || value_of(s, at, S_NUMBER) < 20 || !has(s, unit_at, S_ORDINAL) ||
        value_of(s, unit_at, S_ORDINAL) > 9)
        return 0;
    *value = value_of(s, at, S_NUMBER) + value_of(s, unit_at, S_ORDINAL);
    return unit_at + 1 - at;
}

static size_t measure_day(const scan *s, size_t at, int32_t *value) {
    const token *t = tok(s, at);
    size_t taken = 1;
    if (t->digits) {
        if (t->digits > 2 || t->flags & (T_FRACTION | T_AMOUNT | T_PLURAL)) return 0;
        if (glued_mark(s, at + 1, ':') && tok(s, at + 2)->digits == 2) return 0;
        *value = t->number;
    } else {
        taken = spoken_ordinal(s, at, value);
    }
    return *value >= 1 && *value <= 31 ? taken : 0;
}

/* One number in figures or words: twenty-four, two hundred, 2 1/2. Twice its amount. */
static size_t plain_count(const scan *s, size_t at, int64_t *twice) {
    size_t next = at;
    const token *t = tok(s, at);
    if (t->digits) {
        if (t->flags & (T_AMOUNT | T_ORDINAL | T_PLURAL) || t->number < 0) return 0;
        *twice = (int64_t)t->number * 2 +
                 (t->flags & T_FRACTION ? 1 : 0); /* 3.5: what follows the point is taken for a half */
        next++;
        if (tok(s, next)->number == 1 && tok(s, next)->digits == 1 && glued_mark(s, next + 1, '/') &&
            tok(s, next + 2)->number == 2) {
            *twice += 1;
            next += 3;
        }
    } else {
        int64_t sum = 0;
        while (has(s, next, S_NUMBER) && next - at < 8) {
            int value = value_of(s, next, S_NUMBER);
            if (next > at && (sum % 100 < 20 || value >= 10) && sum % 100)
                break; /* "nineteen ninety" is no amount */
            sum += value;
            next++;
            size_t unit_at = next + (glued_mark(s, next, '-') ? 1 : 0);
            if (value >= 20 && has(s, unit_at, S_NUMBER) && value_of(s, unit_at, S_NUMBER) < 10)
                next = unit_at;
        }
        if (next == at) return 0;
        *twice = sum * 2;
    }
    while (has(s, next, S_SCALE) && *twice < INT32_MAX / 4000) {
        *twice *= value_of(s, next, S_SCALE);
        next++;
        if (has(s, next, S_NUMBER) && *twice >= 200 && value_of(s, next, S_NUMBER) < 100)
            *twice += INT64_C(2) * value_of(s, next, S_NUMBER), next++;
    }
    return next - at;
}

/* Amounts: 3, three, a few, several, a dozen, two to three (the first counts), half a. */
static size_t measure_count(const scan *s, size_t at, int32_t *value) {
    int64_t twice = 0, other;
    size_t article =
        has(s, at, S_NUMBER) && value_of(s, at, S_NUMBER) == 1 && has(s, at + 1, S_QUANT) ? 1 : 0; /* a few */
    if (has(s, at + article, S_QUANT)) {
        *value = value_of(s, at + article, S_QUANT);
        return 1 + article;
    }
    size_t taken = plain_count(s, at, &twice);
    if (!taken || twice > INT32_MAX / 2) return 0;
    static const char *const joints[] = {"to", "or"};
    const token *joint = tok(s, at + taken);
    for (size_t i = 0; i < NDX_COUNT(joints) && joint->word; i++) {
        const vocable *v = &s->grammar->words[joint->word];
        if (v->length != 2 || v->text[0] != joints[i][0] || v->text[1] != joints[i][1]) continue;
        size_t more = plain_count(s, at + taken + 1, &other);
        if (more && other > twice) taken += 1 + more;
        break;
    }
    *value = (int32_t)twice;
    return taken;
}

/* am, pm, a.m., p.m. (the last point too when it is there) */
static size_t read_ampm(const scan *s, size_t at, int *add) {
    if (has(s, at, S_AMPM)) {
        *add = value_of(s, at, S_AMPM);
        return 1;
    }
    const token *t = tok(s, at);
    if (t->end - t->start != 1 || t->digits || !token_is(s, at + 1, '.') ||
        tok(s, at + 2)->end - tok(s, at + 2)->start != 1)
        return 0;
    char letter = (char)(s->text.data[t->start] | 32), m = (char)(s->text.data[tok(s, at + 2)->start] | 32);
    if ((letter != 'a' && letter != 'p') || m != 'm') return 0;
    *add = letter == 'p' ? 12 : 0;
    return 3 + (glued_mark(s, at + 3, '.') ? 1 : 0);
}

/* EDT; local time, eastern standard time (words whose value is 2 need "time" behind them) */
static size_t read_zone(const scan *s, size_t at) {
    if (!has(s, at, S_ZONE)) return 0;
    if (value_of(s, at, S_ZONE) != 2) return 1;
    for (size_t next = at + 1; next <= at + 2 && next < s->count; next++) {
        const token *t = tok(s, next);
        if (t->end - t->start == 4 && !memcmp(s->text.data + t->start, "time", 4)) return next + 1 - at;
    }
    return 0;
}

static bool has_uhr(const scan *s, size_t at) {
    const token *t = tok(s, at);
    return t->end - t->start == 3 && strncasecmp(s->text.data + t->start, "uhr", 3) == 0;
}

/* The scanner takes the time of "14.30 Uhr" for a fraction. */
static bool point_time(const scan *s, const token *t, int32_t *value) {
    const char *end = s->text.data + t->end;
    if (!(t->flags & T_FRACTION) || t->digits > 2 || t->number > 23 || t->end - t->start != t->digits + 3u ||
        end[-2] > '5')
        return false;
    *value = t->number * 60 + (end[-2] - '0') * 10 + end[-1] - '0';
    return true;
}

/* 22 Uhr, 22h, 22h36. Moves *next past it. */
static size_t read_hour_mark(const scan *s, size_t *next, bool minutes, int *minute) {
    const token *t = tok(s, *next);
    bool h = t->end - t->start == 1 && (s->text.data[t->start] | 32) == 'h';
    if (!h && !has_uhr(s, *next)) return 0;
    const token *after = tok(s, ++*next);
    if (h && !minutes && after->digits == 2 && after->flags & T_GLUED && after->number < 60) {
        *minute = after->number;
        ++*next;
    }
    return 1;
}

/* 5 p.m., 10:35 a.m. EDT, 14:00 GMT, 22h36; a bare 10:35 only after a word that time follows. */
static size_t measure_clock(const scan *s, size_t at, int32_t *value) {
    const token *t = tok(s, at);
    int hour = t->number, minute = 0, add = 0;
    size_t next = at + 1;
    if (whole_number(t) && t->digits == 4 && has(s, next, S_ZONE) && hour / 100 < 24 &&
        hour % 100 < 60) { /* 0300 GMT */
        *value = hour / 100 * 60 + hour % 100;
        return 2;
    }
    if (point_time(s, t, value)) {
        if (has_uhr(s, next)) return 2;
        size_t half = hour >= 1 && hour <= 12 ? read_ampm(s, next, &add) : 0; /* British 3.30 pm */
        *value = (hour % 12 + add) * 60 + *value % 60;
        return half ? 1 + half + read_zone(s, next + half) : 0;
    }
    if (!whole_number(t) || t->digits > 2 || hour > 24) return 0;
    bool minutes = (glued_mark(s, next, ':') || glued_mark(s, next, '.')) && tok(s, next + 1)->digits == 2 &&
                   tok(s, next + 1)->flags & T_GLUED;
    if (minutes) {
        minute = tok(s, next + 1)->number;
        if (minute > 59) return 0;
        next += 2;
    }
    size_t half = read_ampm(s, next, &add);
    if (half && (hour < 1 || hour > 12)) return 0;
    if (half) hour = hour % 12 + add;
    next += half;
    size_t zone = read_zone(s, next);
    next += zone;
    bool after_word = at && has(s, at - 1, S_PREP);
    if (!half && s->grammar->language->code[0] != 'e') half = read_hour_mark(s, &next, minutes, &minute);
    if (!half && !(minutes && (zone || after_word))) return 0;
    *value = hour * 60 + minute;
    return next - at;
}

/* 1980s, 1980's, '80s, 80s, eighties, nineteen-eighties */
static size_t measure_decade(const scan *s, size_t at, int32_t *value) {
    size_t begin = at;
    if (has(s, at, S_DECADEWORD)) {
        *value = 1900 + value_of(s, at, S_DECADEWORD);
        return 1;
    }
    if (has(s, at, S_NUMBER) && value_of(s, at, S_NUMBER) >= 16 && value_of(s, at, S_NUMBER) <= 20) {
        size_t next = at + 1 + (token_is(s, at + 1, '-') ? 1 : 0);
        if (!has(s, next, S_DECADEWORD)) return 0;
        *value = value_of(s, at, S_NUMBER) * 100 + value_of(s, next, S_DECADEWORD);
        return next + 1 - at;
    }
    bool apostrophe = token_is(s, at, '\'');
    if (apostrophe) at++;
    const token *t = tok(s, at);
    bool plural = t->flags & T_PLURAL;
    if (!t->digits || t->flags & (T_AMOUNT | T_FRACTION | T_GROUPED) || t->number % 10 ||
        (apostrophe && !(t->flags & T_GLUED)))
        return 0;
    plural |= t->flags & T_ORDINAL && (s->text.data[t->end - 1] | 32) == 'r'; /* German 1980er */
    if (!plural && glued_mark(s, at + 1, '\'') && tok(s, at + 2)->end - tok(s, at + 2)->start == 1 &&
        (s->text.data[tok(s, at + 2)->start] | 32) == 's') {
        plural = true;
        at += 2;
    }
    if (!plural) return 0;
    if (t->digits == 4 && !apostrophe && t->number >= NDX_YEAR_MIN && t->number <= NDX_YEAR_MAX)
        *value = t->number;
    else if (t->digits == 2 && t->number >= 20)
        *value = 1900 + t->number;
    else
        return 0;
    return at + 1 - begin;
}

/* Days in figures: 2018-06-27, 11/02/89 (month first, as American agencies write), 27.06.2018. */
static size_t measure_numeric(const scan *s, size_t at, int32_t *value) {
    const token *a = tok(s, at), *b = tok(s, at + 2), *c = tok(s, at + 4);
    char mark = at + 4 < s->count && tok(s, at + 1)->end - tok(s, at + 1)->start == 1
                    ? s->text.data[tok(s, at + 1)->start]
                    : 0;
    if ((mark != '-' && mark != '/' && mark != '.') || !glued_mark(s, at + 1, mark) ||
        !glued_mark(s, at + 3, mark) || !whole_number(a) || !whole_number(b) || !whole_number(c) ||
        !(b->flags & c->flags & T_GLUED) || b->digits > 2 || a->flags & T_GLUED)
        return 0;
    int year = c->number, month = a->number, day = b->number;
    if (a->digits == 4)
        year = a->number, month = b->number, day = c->number;
    else if (c->digits == 2)
        year += year < 50 ? 2000 : 1900;
    else if (c->digits != 4)
        return 0;
    if (a->digits != 4 && (mark == '.' || month > 12)) month = b->number, day = a->number;
    if (mark == '-' && a->digits != 4) return 0;
    *value = ndx_day_of(year, month, day);
    return *value == NDX_NO_DAY ||
                   (at + 5 < s->count && tok(s, at + 5)->flags & T_GLUED && tok(s, at + 5)->digits)
               ? 0
               : 5;
}

typedef size_t measure_function(const scan *s, size_t at, int32_t *value);

#define NUMBERS (BIT(S_DIGITS) | BIT(S_NUMBER))
#define AT(slot) [(slot)-S_CATEGORY_COUNT]
static const struct {
    measure_function *read;
    uint64_t begins;
} MEASURES[] = {
    AT(S_YEAR) = {measure_year, NUMBERS | BIT(S_APOSTROPHE)},
    AT(S_DAY) = {measure_day, NUMBERS | BIT(S_ORDINAL)},
    AT(S_COUNT) = {measure_count, NUMBERS | BIT(S_QUANT)},
    AT(S_CLOCK) = {measure_clock, BIT(S_DIGITS)},
    AT(S_DECADE) = {measure_decade, NUMBERS | BIT(S_APOSTROPHE) | BIT(S_DECADEWORD)},
    AT(S_NUMERIC) = {measure_numeric, BIT(S_DIGITS)},
};

size_t measure_at(const scan *s, slot measure, size_t at, int32_t *value) {
    *value = 0;
    return MEASURES[measure - S_CATEGORY_COUNT].read(s, at, value);
}

/* Years and decades in figures, eighties; days and amounts alone are no rule's whole pattern, all other measures take more. */
bool measure_may_be_lone(const token *t) {
    return t->digits == 4 || t->flags & (T_PLURAL | T_ORDINAL) || t->categories & BIT(S_DECADEWORD);
}

bool measure_may_read(const scan *s, const token *t) {
    if (t->digits) return true;
    if (t->number) return strchr(":.-/'", t->number) != NULL;
    size_t len = t->end - t->start; /* a. m., 22h, 1980's; Uhr */
    return len == 1 || (len == 3 && (s->text.data[t->start] | 32) == 'u');
}

uint64_t measure_begins(slot measure) {
    return MEASURES[measure - S_CATEGORY_COUNT].begins;
}
