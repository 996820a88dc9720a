/* Publication dates as archives write them. The string is walked once; at each place the first thing that fits is taken: a
 * time, a zone, one of the shapes of a date, a word that says nothing. Whatever does not fit makes the whole unreadable, so
 * that half a date is never taken for a date. */
#include "lex.h"
#include "names.h"

#include <string.h>

typedef struct reading {
    const lex_token *at;
    ndx_date_order order;
    int year, month, day; /* 0: not seen */
    int second;           /* -1: not seen */
    int offset_minutes;
    bool offset_known;
    bool year_short; /* two digits were written */
} reading;

/* Letters: Y year of 4 digits, y of 2, M month number, N month name, D day, A and B: day and month in the order set.
 * Other characters are marks that must touch; a blank passes over fillers and , . ' / - between the parts.
 * The first shape that fits wins, so longer ones stand first. */
static const char *const SHAPES[] = {
    "Y-M-D",  "Y/M/D", "Y.M.D", "Y年M月D", "D.M.Y", "A/B/Y", "A-B-Y", "D-N-Y",
    "D-N-y",  "D.M.y", "A/B/y", "A-B-y",   "Y N D", "D N Y", "N D Y", "D N 'y",
    "N D 'y", "D N y", "Y-M",   "Y年M月",  "N Y",   "N D",   "D N",   "Y",
};

static ndx_status unreadable(ndx_text written, ndx_error *err) {
    return ndx_fail(err, NDX_BAD_INPUT, "not a date: \"%.*s\"", NDX_ARG(ndx_text_slice(written, 0, 80)));
}

/* Two digits mean 1950-2049, as in RFC 2822. */
static int whole_year(int two_digits) {
    return two_digits + (two_digits < 50 ? 2000 : 1900);
}

static bool is_year(const lex_token *token) {
    return token->kind == LEX_NUMBER && !token->ordinal && token->digits == 4 &&
           token->value >= NDX_YEAR_MIN && token->value <= NDX_YEAR_MAX;
}

static bool is_small(const lex_token *token, int most) {
    return token->kind == LEX_NUMBER && token->digits <= 2 && token->value >= 1 && token->value <= most;
}

static bool is_passable(const lex_token *token) {
    if (token->kind == LEX_WORD) return names_is_filler(token->word);
    return token->kind == LEX_MARK && token->mark && strchr(",.'/-()", token->mark) != NULL;
}

static bool is_time(const lex_token *at) {
    return at[0].kind == LEX_NUMBER && at[0].digits <= 2 && lex_is_mark(&at[1], ':') &&
           at[2].kind == LEX_NUMBER;
}

/* 8-digit days, 14-digit moments, seconds and milliseconds since 1970. */
static bool read_digits(reading *r, const lex_token *number) {
    int64_t v = number->value, clock = -1;
    if (number->digits == 14) {
        clock = v % 1000000;
        v /= 1000000;
    } else if (number->digits == 12) {
        clock = v % 10000 * 100;
        v /= 10000;
    } else if (number->digits == 9 || number->digits == 10 || number->digits == 13) {
        if (number->digits == 13) v /= 1000;
        ndx_civil c = ndx_day_civil((ndx_day)(v / 86400));
        *r = (reading){r->at, r->order, c.year, c.month, c.day, (int)(v % 86400), 0, true, false};
        return true;
    } else if (number->digits != 8) {
        return false;
    }
    r->year = (int)(v / 10000), r->month = (int)(v / 100 % 100), r->day = (int)(v % 100);
    if (clock < 0) return true;
    if (clock / 10000 > 23 || clock / 100 % 100 > 59 || clock % 100 > 60) return false;
    r->second = (int)(clock / 10000 * 3600 + clock / 100 % 100 * 60 + (clock % 100 == 60 ? 59 : clock % 100));
    return true;
}

/* Which of two small numbers is the day? The order set, unless one of them can be no month. */
static bool order_pair(reading *r, int first, int second) {
    bool day_first = r->order == NDX_ORDER_DAY_FIRST;
    if (first > 12) day_first = true;
    if (second > 12) day_first = false;
    r->day = day_first ? first : second;
    r->month = day_first ? second : first;
    return true;
}

static bool part_fits(reading *r, char part, const lex_token *token, int pair[2]) {
    switch (part) {
    case 'Y':
        return is_year(token) && (r->year = (int)token->value);
    case 'y':
        if (token->kind != LEX_NUMBER || token->digits != 2 || token->ordinal) return false;
        r->year_short = true;
        r->year = whole_year((int)token->value);
        return true;
    case 'M':
        return is_small(token, 12) && (r->month = (int)token->value);
    case 'D':
        return is_small(token, 31) && (r->day = (int)token->value);
    case 'A':
        return is_small(token, 31) && (pair[0] = (int)token->value);
    case 'B':
        return is_small(token, 31) && (pair[1] = (int)token->value) && order_pair(r, pair[0], pair[1]);
    case 'N':
        return token->kind == LEX_WORD && (r->month = names_month(token->word));
    default:
        return lex_is_mark(token, part) && (part == '\'' || token->glued);
    }
}

/* The shape's character at *shape may be one of the CJK signs, which are words to the lexer. */
static bool sign_fits(const char **shape, const lex_token *token) {
    size_t len = 3;
    if (token->kind != LEX_WORD || token->word.len != len || memcmp(token->word.data, *shape, len) != 0)
        return false;
    *shape += len - 1;
    return true;
}

static bool shape_fits(reading *r, const char *shape) {
    reading trial = *r;
    int pair[2] = {0, 0};
    trial.year = trial.month = trial.day = 0;
    bool first = true;
    for (; *shape; shape++) {
        if (*shape == ' ') {
            while (is_passable(trial.at) && !is_time(trial.at + 1)) trial.at++;
            continue;
        }
        bool fits = (unsigned char)*shape >= 0x80 ? sign_fits(&shape, trial.at)
                                                  : part_fits(&trial, *shape, trial.at, pair);
        /* "22:36" and "10:30" are no days */
        if (!fits || (trial.at->kind == LEX_NUMBER && lex_is_mark(&trial.at[1], ':') &&
                      trial.at[2].kind == LEX_NUMBER && trial.at[2].glued && *shape != 'Y' &&
                      (*shape != 'D' || trial.at[2].digits == 2)))
            return false;
        trial.at++;
        first = false;
    }
    /* what was written in two pieces ("Jun 27 22:36:00 2018") adds up, but nothing is said twice */
    if (first || (r->year && trial.year) || (r->month && trial.month) || (r->day && trial.day)) return false;
    if (!trial.year) trial.year = r->year;
    if (!trial.month) trial.month = r->month;
    if (!trial.day) trial.day = r->day;
    *r = trial;
    return true;
}

static bool read_meridiem(reading *r, int *hour) {
    const lex_token *at = r->at;
    char half = 0;
    if (lex_is_word(at, "am") || lex_is_word(at, "pm"))
        half = at->word.data[0], at++;
    else if ((lex_is_word(at, "a") || lex_is_word(at, "p")) && lex_is_mark(&at[1], '.') &&
             lex_is_word(&at[2], "m"))
        half = at->word.data[0], at += 3;
    if (!half) return true;
    if (*hour < 1 || *hour > 12) return false;
    *hour = *hour % 12 + (half == 'p' ? 12 : 0);
    r->at = at;
    return true;
}

/* 22:36, 22:36:05, 15:01:01.79, 22:36:05,123, 10:36 PM, 22h36, T223605. False: a time that there is not. */
static bool read_time(reading *r, bool *seen) {
    const lex_token *at = r->at;
    int hour, minute, second = 0;
    *seen = false;
    bool colon = is_time(at), h = at[0].kind == LEX_NUMBER && at[0].digits <= 2 && lex_is_word(&at[1], "h") &&
                                  at[1].glued && at[2].kind == LEX_NUMBER && at[2].digits == 2;
    if (r->second < 0 && (colon || h)) {
        hour = (int)at[0].value, minute = (int)at[2].value;
        if (at[2].digits > 2) return false;
        r->at = at + 3;
        if (colon && lex_is_mark(r->at, ':') && r->at[1].kind == LEX_NUMBER) {
            second = (int)r->at[1].value;
            if (r->at[1].digits > 2) return false;
            r->at += 2;
            if ((lex_is_mark(r->at, '.') || lex_is_mark(r->at, ',')) && r->at->glued &&
                r->at[1].kind == LEX_NUMBER && r->at[1].glued)
                r->at += 2;
        }
        if (!read_meridiem(r, &hour)) return false;
    } else if (r->second < 0 && lex_is_word(at, "t") && at[1].kind == LEX_NUMBER && at[1].glued &&
               (at[1].digits == 6 || at[1].digits == 4)) {
        int64_t clock = at[1].digits == 6 ? at[1].value : at[1].value * 100;
        hour = (int)(clock / 10000), minute = (int)(clock / 100 % 100), second = (int)(clock % 100);
        r->at = at + 2;
    } else {
        return true;
    }
    *seen = true;
    if (hour > 23 || minute > 59 || second > 60) return false;
    r->second = hour * 3600 + minute * 60 +
                (second == 60 ? 59 : second); /* a leap second is the last of its minute */
    return true;
}

/* +04:00, +0400, +4, UTC+04:00, GMT, EDT; only after a time. False: an offset that there is not. */
static bool read_zone(reading *r, bool *seen) {
    const lex_token *at = r->at;
    int minutes = 0;
    *seen = false;
    if (r->second < 0) return true;
    bool named = !r->offset_known && at->kind == LEX_WORD && names_zone(at->word, &minutes);
    if (named) at++;
    if ((lex_is_mark(at, '+') || lex_is_mark(at, '-')) && at[1].kind == LEX_NUMBER && at[1].glued &&
        at[1].digits <= 4 && (named ? minutes == 0 : !r->offset_known)) {
        int hours = at[1].digits > 2 ? (int)at[1].value / 100 : (int)at[1].value;
        int rest = at[1].digits > 2 ? (int)at[1].value % 100 : 0, sign = at->mark == '-' ? -1 : 1;
        at += 2;
        if (at[-1].digits <= 2 && lex_is_mark(at, ':') && at[1].kind == LEX_NUMBER && at[1].digits == 2) {
            rest = (int)at[1].value;
            at += 2;
        }
        if (hours > 14 || rest > 59) return false;
        minutes = sign * (hours * 60 + rest);
        named = true;
    }
    if (!named) return true;
    *seen = true;
    r->offset_known = true;
    r->offset_minutes = minutes;
    r->at = at;
    return true;
}

/* AP890101-0001, WSJ870324-0001, XIE19980808.0031, LA010189-0001, APW_ENG_20001001.0001: letters, day, number
 * of the day. */
static bool read_wire_number(reading *r) {
    const lex_token *at = r->at;
    if (at->kind != LEX_WORD || at->word.len > 4) return false;
    bool month_first = lex_is_word(at, "la"); /* the Los Angeles Times wrote MMDDYY */
    at++;
    if (lex_is_mark(at, '_') && at[1].kind == LEX_WORD && lex_is_mark(&at[2], '_')) at += 3;
    if (at->kind != LEX_NUMBER || !at->glued || (at->digits != 8 && at->digits != 6)) return false;
    int a = (int)(at->value / 10000), b = (int)(at->value / 100 % 100), c = (int)(at->value % 100);
    if (at->digits == 8)
        r->year = a, r->month = b, r->day = c;
    else if (month_first)
        r->year = whole_year(c), r->month = a, r->day = b;
    else
        r->year = whole_year(a), r->month = b, r->day = c;
    at++;
    if ((lex_is_mark(at, '-') || lex_is_mark(at, '.')) && at[1].kind == LEX_NUMBER) at += 2;
    r->at = at;
    return at->kind == LEX_END;
}

/* After a whole date and a comma or bar, a few words without a number may follow: ", Home Edition"; after ';'
 * anything. */
static bool is_tail(const reading *r, const lex_token *begin) {
    if (!r->year || r->at == begin) return false;
    if (lex_is_mark(r->at, ';')) return true;
    if (!lex_is_mark(r->at - 1, ',') && !lex_is_mark(r->at, '|')) return false;
    size_t words = 0;
    for (const lex_token *at = r->at; at->kind != LEX_END; at++)
        if (at->kind == LEX_NUMBER || ++words > 8) return false;
    return true;
}

static bool read_shapes(reading *r) {
    for (size_t i = 0; i < NDX_COUNT(SHAPES); i++)
        if (shape_fits(r, SHAPES[i])) return true;
    return false;
}

/* One step of the walk; false when nothing fits here. */
static bool read_next(reading *r) {
    bool seen;
    if (!read_time(r, &seen)) return false;
    if (seen) return true;
    if (!read_zone(r, &seen)) return false;
    if (seen || read_shapes(r)) return true;
    if (!r->year && r->at->kind == LEX_NUMBER && read_digits(r, r->at)) {
        r->at++;
        return true;
    }
    if (!is_passable(r->at) && !lex_is_mark(r->at, ':') && !lex_is_mark(r->at, '|') &&
        !lex_is_mark(r->at, '"'))
        return false;
    r->at++;
    return true;
}

static bool settle(const reading *r, ndx_date *date) {
    if (!r->year || (r->day && !r->month)) return false;
    *date = NDX_NO_DATE;
    date->day = ndx_day_of(r->year, r->month ? r->month : 1, r->day ? r->day : 1);
    if (date->day == NDX_NO_DAY) return false;
    date->precision = r->day ? NDX_PRECISION_DAY : r->month ? NDX_PRECISION_MONTH : NDX_PRECISION_YEAR;
    if (!r->day || r->second < 0) return true;
    date->precision = NDX_PRECISION_TIME;
    date->second = r->second;
    date->offset_known = r->offset_known;
    date->offset_minutes = r->offset_minutes;
    return true;
}

ndx_status ndx_date_read_ordered(ndx_text written, ndx_date_order order, ndx_date *date, ndx_error *err) {
    lex_tokens tokens;
    *date = NDX_NO_DATE;
    ndx_status status = lex_run(&tokens, written, NULL);
    if (status == NDX_NO_MEMORY) return ndx_fail_memory(err);
    if (status) return unreadable(written, err);
    reading r = {.at = tokens.token, .order = order, .second = -1};
    if (!read_wire_number(&r)) {
        r = (reading){.at = tokens.token, .order = order, .second = -1};
        while (r.at->kind != LEX_END) {
            if (is_tail(&r, tokens.token)) break;
            if (!read_next(&r)) return unreadable(written, err);
        }
    }
    if (settle(&r, date)) return NDX_OK;
    *date = NDX_NO_DATE;
    return unreadable(written, err);
}

bool ndx_date_order_find(const char *word, ndx_date_order *order) {
    static const struct {
        const char *word;
        ndx_date_order order;
    } orders[] = {{"dmy", NDX_ORDER_DAY_FIRST}, {"mdy", NDX_ORDER_MONTH_FIRST}, {"ymd", NDX_ORDER_UNSET}};
    for (size_t i = 0; i < NDX_COUNT(orders); i++) {
        if (strcmp(word, orders[i].word) != 0) continue;
        *order = orders[i].order;
        return true;
    }
    return false;
}

ndx_status ndx_date_read(ndx_text written, ndx_date *date, ndx_error *err) {
    return ndx_date_read_ordered(written, NDX_ORDER_MONTH_FIRST, date, err);
}
