/* Gathering the dates an article speaks of. */
#include "mentioned.h"

#define CENTRAL_WDF 6            /* wdf of a date that all the article speaks of; one in passing has 0 */
#define CALENDAR_PIECES_SMALL 12 /* a mention that takes more is found by the piece that contains it */

/* What a mention gives to the pieces it names and to those that contain them, per unit of its zone's weight. Who says "1987" speaks
 * more of that year than who says "19 October 1987"; who says "last week" less of each day than who names the day. */
enum { GAIN_THE_PIECE = 4, GAIN_ONE_OF_MANY = 2, GAIN_CONTAINING = 1, GAIN_BEFORE_ANY = 4 * GAIN_THE_PIECE };

void ndx_mentioned_begin(ndx_mentioned *mentioned) {
    mentioned->count = 0;
    mentioned->whole = GAIN_BEFORE_ANY;
}

bool ndx_mentioned_post(ndx_mentioned *mentioned, ndx_drafts *terms) {
    char term[16] = "";
    for (size_t i = 0; i < mentioned->count; i++) {
        ndx_text text = {term, ndx_calendar_term(NDX_PREFIX_MENTIONED, mentioned->at[i].piece, term)};
        if (!ndx_drafts_add(terms, "", text, mentioned->at[i].gain)) return false;
    }
    mentioned->count = 0;
    return true;
}

static bool same_piece(ndx_calendar_piece a, ndx_calendar_piece b) {
    if (a.kind != b.kind) return false;
    if (a.kind == NDX_CALENDAR_DECADE) return a.year / 10 == b.year / 10;
    return a.year == b.year && (a.kind == NDX_CALENDAR_YEAR || a.month == b.month) &&
           (a.kind != NDX_CALENDAR_DAY || a.day == b.day);
}

/* Articles speak of few pieces again and again: these become terms when all is said, or when there is no more room. */
static bool gain(ndx_mentioned *mentioned, ndx_calendar_piece piece, uint32_t gained, ndx_drafts *terms) {
    for (size_t i = mentioned->count; i-- > 0;) {
        if (!same_piece(mentioned->at[i].piece, piece)) continue;
        mentioned->at[i].gain += gained;
        return true;
    }
    if (mentioned->count == NDX_MENTIONED_ROOM && !ndx_mentioned_post(mentioned, terms)) return false;
    mentioned->at[mentioned->count].piece = piece;
    mentioned->at[mentioned->count++].gain = gained;
    return true;
}

/* What contains the piece, unless it contains the one before it too: that has been said. */
static bool gain_above(ndx_mentioned *mentioned, ndx_calendar_piece piece, const ndx_calendar_piece *before,
                       uint32_t weight, ndx_drafts *terms) {
    ndx_calendar_piece other = before ? *before : piece;
    while (ndx_calendar_up(&piece)) {
        while (other.kind < piece.kind) ndx_calendar_up(&other);
        if (before && same_piece(other, piece)) return true;
        if (!gain(mentioned, piece, weight * GAIN_CONTAINING, terms)) return false;
    }
    return true;
}

/* The piece that contains both days, or false when not even a decade does. */
static bool common_piece(ndx_day first, ndx_day last, ndx_calendar_piece *piece) {
    ndx_civil a = ndx_day_civil(first), b = ndx_day_civil(last);
    *piece = (ndx_calendar_piece){NDX_CALENDAR_DECADE, (int16_t)a.year, (uint8_t)a.month, (uint8_t)a.day};
    if (a.year == b.year) piece->kind = a.month == b.month ? NDX_CALENDAR_MONTH : NDX_CALENDAR_YEAR;
    return a.year / 10 == b.year / 10;
}

bool ndx_mentioned_add(ndx_mentioned *mentioned, const ndx_date_mention *date, uint32_t weight,
                       ndx_drafts *terms) {
    ndx_calendar_piece pieces[NDX_CALENDAR_PIECES_MAX];
    if (date->first == NDX_NO_DAY || date->last < date->first) return true;
    size_t count = ndx_calendar_cover(date->first, date->last, pieces);
    if (count > CALENDAR_PIECES_SMALL) count = common_piece(date->first, date->last, &pieces[0]) ? 1 : 0;
    mentioned->whole += (uint64_t)weight * GAIN_THE_PIECE;
    for (size_t i = 0; i < count; i++) {
        uint32_t named = weight * (count == 1 ? GAIN_THE_PIECE : GAIN_ONE_OF_MANY);
        if (!gain(mentioned, pieces[i], named, terms) ||
            !gain_above(mentioned, pieces[i], i ? &pieces[i - 1] : NULL, weight, terms))
            return false;
    }
    return true;
}

void ndx_mentioned_rate(const ndx_mentioned *mentioned, ndx_drafts *terms) {
    const ndx_text prefix = NDX_TEXT(NDX_PREFIX_MENTIONED);
    uint64_t whole = mentioned->whole;
    if (whole == GAIN_BEFORE_ANY) return; /* no date is mentioned */
    for (size_t i = 0; i < terms->posting_count; i++) {
        ndx_posting *posting = &terms->postings[i];
        if (!ndx_text_starts(posting->term, prefix)) continue;
        uint64_t wdf = ((uint64_t)posting->wdf * CENTRAL_WDF + whole / 2) / whole;
        posting->wdf = (uint32_t)(wdf < CENTRAL_WDF ? wdf : CENTRAL_WDF);
    }
}
