/* Date expressions of queries: one period, or two joined by "..", "/", "to", since, until, before, after,
 * between. */
#include "query.h"

#include <stdio.h>

static bool is_dots(const lex_token *at) {
    return lex_is_mark(at, '.') && lex_is_mark(&at[1], '.') && at[1].glued;
}

static ndx_day first_known(void) {
    return ndx_day_of(NDX_YEAR_MIN, 1, 1);
}
static ndx_day last_known(void) {
    return ndx_day_of(NDX_YEAR_MAX, 12, 31);
}

static match need_period(query *q, item *found) {
    match m = query_period(q, found);
    return m == MISS ? query_unreadable(q, q->at) : m;
}

static match need_end(query *q) {
    return q->at->kind == LEX_END ? HIT : query_unreadable(q, q->at);
}

static bool reversed(const ndx_period *p) {
    return p->first > p->last || (p->first == p->last && p->first_second > p->last_second);
}

static match join(query *q, const lex_token *token, const item *from, const item *to, ndx_period *period) {
    *period =
        (ndx_period){from->period.first, to->period.last, from->period.first_second, to->period.last_second};
    if (!reversed(period)) return HIT;
    char first[11], last[11];
    ndx_day_format(period->first, first);
    ndx_day_format(period->last, last);
    return query_wrong(q, token, "the range is reversed: it begins %s and ends %s", first, last);
}

/* ISO 8601 durations: P1Y, P2W, P1Y2M10D, PT36H. Moves the moment (day, second) by them. */
static match read_duration(query *q, int sign, ndx_day *day, int64_t *second, bool *there) {
    static const struct {
        const char *letter;
        cal_unit unit;
        int seconds;
        bool time;
    } letters[] = {
        {"y", CAL_YEAR, 0, false},  {"m", CAL_MONTH, 0, false},  {"w", CAL_WEEK, 0, false},
        {"d", CAL_DAY, 0, false},   {"h", CAL_HOUR, 3600, true}, {"m", CAL_MINUTE, 60, true},
        {"s", CAL_SECOND, 1, true},
    };
    const lex_token *at = q->at, *begin = at;
    bool time = lex_is_word(at, "pt");
    *there = (time || lex_is_word(at, "p")) && at[1].kind == LEX_NUMBER && at[1].glued;
    if (!*there) return MISS;
    for (at++; at->kind == LEX_NUMBER && at->glued && at[1].kind == LEX_WORD && at[1].glued; at += 2) {
        ndx_text word = at[1].word;
        bool then_time = word.len == 2 && word.data[1] == 't'; /* "P1DT6H" */
        size_t i = 0;
        while (i < NDX_COUNT(letters) && !(letters[i].time == time && (word.len == 1 || then_time) &&
                                           word.data[0] == letters[i].letter[0]))
            i++;
        if (i == NDX_COUNT(letters) || at->value > 1000000)
            return query_wrong(q, at, "durations are written P1Y, P3M, P2W, P10D, PT36H");
        if (letters[i].seconds)
            *second += sign * at->value * letters[i].seconds;
        else
            *day = cal_add(*day, letters[i].unit, sign * at->value);
        time = time || then_time;
    }
    q->at = at;
    int64_t days = (*second - (*second % 86400 + 86400) % 86400) / 86400;
    *second -= days * 86400;
    *day = cal_add(*day, CAL_DAY, days);
    return *day == NDX_NO_DAY
               ? query_wrong(q, begin, "that is outside the years %d to %d", NDX_YEAR_MIN, NDX_YEAR_MAX)
               : HIT;
}

/* A/P1Y: from the start of A, so long; the end itself is not in it. P1Y/A: so long until the end of A. */
static match with_duration(query *q, int sign, const item *anchor, ndx_period *period) {
    bool there, precise = anchor->unit < CAL_DAY;
    const lex_token *begin = q->at;
    ndx_period p = anchor->period;
    ndx_day day = sign > 0 ? p.first : p.last + !precise;
    int64_t second = sign > 0 ? p.first_second : precise ? p.last_second + 1 : 0;
    match m = read_duration(q, sign, &day, &second, &there);
    if (m != HIT) return m;
    *period = p;
    if (sign > 0) {
        period->last = second ? day : day - 1;
        period->last_second = second ? (int32_t)second - 1 : 86399;
    } else {
        period->first = day;
        period->first_second = (int32_t)second;
    }
    bool nothing = period->first > period->last ||
                   (period->first == period->last && period->first_second > period->last_second);
    return nothing ? query_wrong(q, begin, "a duration of nothing is no period") : HIT;
}

static match read_leading_duration(query *q, ndx_period *period) {
    const lex_token *begin = q->at;
    item anchor;
    bool there;
    ndx_day day = q->now.day;
    int64_t second = 0;
    match m = read_duration(q, -1, &day, &second, &there);
    if (m != HIT) return m;
    const lex_token *after = q->at;
    if (!lex_is_mark(after, '/'))
        return query_wrong(q, begin, "a duration needs a date beside it: 2018-06/P1Y or P1Y/2018-06");
    q->at = after + 1;
    m = need_period(q, &anchor);
    if (m != HIT) return m;
    const lex_token *end = q->at;
    q->at = begin;
    m = with_duration(q, -1, &anchor, period);
    q->at = end;
    return m;
}

static bool is_joint(const lex_token *at, bool between) {
    return is_dots(at) || lex_is_mark(at, '/') || lex_is_mark(at, '-') || query_is(at, W_TO) ||
           query_is(at, W_UNTIL) || (between && query_is(at, W_AND));
}

/* What was left out on the left ("june..august 2018", "monday..friday") is chosen so that it lies before the
 * right. */
static match read_left_again(query *q, const lex_token *begin, item *from, const item *to) {
    query again = *q;
    again.at = begin;
    again.now = (ndx_now){to->period.first, 86399};
    return need_period(&again, from);
}

/* The period after a joint, and both together. */
static match read_right(query *q, const lex_token *begin, item *from, ndx_period *period) {
    const lex_token *joint = q->at;
    item to;
    q->at += is_dots(joint) ? 2 : 1;
    if (is_dots(joint) && q->at->kind == LEX_END) {
        to = *from;
        to.period.last = last_known(), to.period.last_second = 86399;
        return join(q, joint, from, &to, period);
    }
    match m = with_duration(q, 1, from, period);
    if (m != MISS) return m;
    m = need_period(q, &to);
    if (m != HIT) return m;
    if (to.time_only)
        to.period.first = to.period.last = from->period.last;
    else if (from->implied && (!to.implied || from->period.first > to.period.last))
        m = read_left_again(q, begin, from, &to);
    return m == HIT ? join(q, joint, from, &to, period) : m;
}

static match read_range(query *q, bool between, ndx_period *period) {
    const lex_token *begin = q->at;
    item from;
    if (is_dots(begin)) {
        q->at += 2;
        match m = need_period(q, &from);
        *period = (ndx_period){first_known(), from.period.last, 0, from.period.last_second};
        return m;
    }
    match m = read_leading_duration(q, period);
    if (m != MISS) return m;
    m = need_period(q, &from);
    if (m != HIT) return m;
    *period = from.period;
    if (between && !is_joint(q->at, between))
        return query_wrong(q, q->at, "between goes with two dates: between 2016 and 2018");
    return is_joint(q->at, between) ? read_right(q, begin, &from, period) : HIT;
}

/* All that lies before (side < 0) or after a period, to the second. */
static bool neighbour(const item *of, int side, ndx_period *period) {
    const int64_t a_day = 86400;
    int64_t low = first_known() * a_day, high = last_known() * a_day + a_day - 1;
    int64_t first = side < 0 ? low : of->period.last * a_day + of->period.last_second + 1;
    int64_t last = side < 0 ? of->period.first * a_day + of->period.first_second - 1 : high;
    if (first > last) return false;
    *period = (ndx_period){(ndx_day)((first - low) / a_day) + first_known(),
                           (ndx_day)((last - low) / a_day) + first_known(), (int32_t)((first - low) % a_day),
                           (int32_t)((last - low) % a_day)};
    return true;
}

static match read_one_sided(query *q, word_class class, ndx_period *period) {
    const lex_token *begin = q->at - 1;
    item of;
    match m = need_period(q, &of);
    if (m != HIT) return m;
    if (class == W_FROM || class == W_UNTIL) {
        *period = class == W_FROM ? (ndx_period){of.period.first, last_known(), of.period.first_second, 86399}
                                  : (ndx_period){first_known(), of.period.last, 0, of.period.last_second};
        return HIT;
    }
    return neighbour(&of, class == W_BEFORE ? -1 : 1, period)
               ? HIT
               : query_wrong(q, begin, "nothing is before or after all years we know");
}

/* Have two days been read, or are two dates about to be? "from 27 to 29 june", "from june to august" */
static bool is_joined(const query *q, const lex_token *begin) {
    bool joined = is_joint(q->at, false);
    for (const lex_token *at = begin; at < q->at && !joined; at++) joined = query_is(at, W_TO);
    return joined;
}

static match read_expression(query *q, ndx_period *period) {
    int value;
    word_class class = query_word(q->at, &value);
    bool one_sided = class == W_FROM || class == W_AFTER || class == W_UNTIL || class == W_BEFORE;
    if (!one_sided && class != W_BETWEEN) return read_range(q, false, period);
    const lex_token *begin = q->at++;
    match m = class == W_BETWEEN ? read_range(q, true, period) : read_one_sided(q, class, period);
    if (m != HIT || class != W_FROM || !is_joined(q, begin)) return m;
    q->at = begin + 1;
    return read_range(q, false, period);
}

ndx_status ndx_date_expression_ordered(ndx_text expression, ndx_now now, ndx_date_order order,
                                       ndx_period *period, ndx_error *err) {
    lex_tokens tokens;
    size_t bad;
    *period = (ndx_period){NDX_NO_DAY, NDX_NO_DAY, 0, 0};
    query q = {.at = tokens.token,
               .begin = tokens.token,
               .text = expression,
               .now = now,
               .order = order,
               .err = err};
    ndx_status status = lex_run(&tokens, expression, &bad);
    if (status == NDX_NO_MEMORY) return ndx_fail_memory(err);
    if (status) {
        lex_token place = {.start = (uint32_t)(bad < expression.len ? bad : 0)};
        if (bad == LEX_TEXT_MAX)
            query_wrong(&q, &place, "the date is longer than %d bytes", LEX_TEXT_MAX);
        else
            query_unreadable(&q, &place);
        return NDX_USAGE;
    }
    ndx_period found;
    if (read_expression(&q, &found) != HIT || need_end(&q) != HIT) return NDX_USAGE;
    *period = found;
    return NDX_OK;
}

ndx_status ndx_date_expression(ndx_text expression, ndx_now now, ndx_period *period, ndx_error *err) {
    return ndx_date_expression_ordered(expression, now, NDX_ORDER_UNSET, period, err);
}

static void format_moment(char out[24], ndx_day day, int32_t second, bool whole) {
    ndx_day_format(day, out);
    if (!whole && out[0])
        snprintf(out + 10, 14, "T%02u:%02u:%02u", (unsigned)second / 3600 % 24, (unsigned)second / 60 % 60,
                 (unsigned)second % 60);
}

void ndx_period_format(const ndx_period *period, char out[NDX_PERIOD_LENGTH]) {
    char first[24] = "", last[24] = "";
    bool whole = period->first_second == 0 && period->last_second == 86399;
    if (period->first != first_known()) format_moment(first, period->first, period->first_second, whole);
    if (period->last != last_known()) format_moment(last, period->last, period->last_second, whole);
    snprintf(out, NDX_PERIOD_LENGTH, "%.20s..%.20s", first, last);
}
