/* Lines that say when the article appeared and nothing else: "27 June 2018 22:36 (UTC+04:00)", "Published: 3 mai 2019 à 18h05".
 * Only recognised here; room dates reads them. */
#include "parts.h"

#include <string.h>

enum { LONGEST_DATE_LINE = 90 };

/* Months of the languages of the press, folded, by their beginnings: long enough to tell them apart in each language. */
static const struct {
    const char *beginning;
    int month;
} months[] = {
    {"jan", 1}, {"ene", 1}, {"gen", 1}, {"sty", 1}, {"янв", 1}, {"oca", 1}, {"yan", 1}, {"січ", 1},
    {"feb", 2}, {"fev", 2}, {"lut", 2}, {"фев", 2}, {"sub", 2}, {"лют", 2},
    {"mar", 3}, {"mrz", 3}, {"marz", 3}, {"мар", 3}, {"maart", 3}, {"берез", 3},
    {"apr", 4}, {"avr", 4}, {"abr", 4}, {"kwie", 4}, {"апр", 4}, {"nis", 4}, {"квіт", 4},
    {"may", 5}, {"mai", 5}, {"mei", 5}, {"maj", 5}, {"mag", 5}, {"мая", 5}, {"май", 5}, {"трав", 5},
    {"jun", 6}, {"juin", 6}, {"giu", 6}, {"czer", 6}, {"июн", 6}, {"haz", 6}, {"iyun", 6}, {"черв", 6},
    {"jul", 7}, {"juil", 7}, {"lug", 7}, {"lip", 7}, {"июл", 7}, {"tem", 7}, {"iyul", 7}, {"лип", 7},
    {"aug", 8}, {"aou", 8}, {"ago", 8}, {"sier", 8}, {"авг", 8}, {"серп", 8},
    {"sep", 9}, {"set", 9}, {"wrz", 9}, {"сен", 9}, {"eyl", 9}, {"sen", 9}, {"верес", 9},
    {"oct", 10}, {"okt", 10}, {"ott", 10}, {"out", 10}, {"paz", 10}, {"окт", 10}, {"eki", 10}, {"жовт", 10},
    {"nov", 11}, {"lis", 11}, {"ноя", 11}, {"kas", 11}, {"noy", 11}, {"листоп", 11},
    {"dec", 12}, {"dez", 12}, {"dic", 12}, {"gru", 12}, {"дек", 12}, {"ara", 12}, {"груд", 12},
};

/* Words that stand around dates. */
static const char *const fillers[] = {
    "published", "updated", "posted", "issued", "modified", "last", "first", "on", "at", "date", "time", "utc", "gmt", "am", "pm", "a", "p", "m",
    "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "et", "msk", "cet", "cest", "eet", "bst", "ist", "jst", "z", "t", "h", "hrs", "hours", "local",
    "st", "nd", "rd", "th", "of", "the", "de", "del", "le", "la", "du", "el", "a", "um", "uhr", "den", "der", "am", "vom", "stand", "publie", "mis", "jour",
    "veroffentlicht", "aktualisiert", "publicado", "actualizado", "pubblicato", "опубликовано", "обновлено", "г", "года", "в", "мск",
    "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
    "sunday", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi",
    "dimanche", "lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo", "понедельник", "вторник", "среда", "четверг", "пятница",
    "суббота", "воскресенье",
};

int ndx_month_named(ndx_text word) {
    /* Longer than any month's name. */
    if (word.len < 3 || word.len > 20) return 0;
    for (size_t i = 0; i < NDX_COUNT(months); i++)
        if (months[i].beginning[0] == word.data[0] && ndx_text_starts(word, ndx_text_of(months[i].beginning))) return months[i].month;
    return 0;
}

static bool is_filler(ndx_text word) {
    for (size_t i = 0; i < NDX_COUNT(fillers); i++)
        if (fillers[i][0] == word.data[0] && ndx_text_equal(word, ndx_text_of(fillers[i]))) return true;
    return false;
}

/* --- tokens: runs of digits, runs of letters -------------------------------------------------------------------------------- */

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

typedef struct numbers {
    unsigned value[12];
    size_t digits[12], count;
    char after[12]; /* the byte behind each */
} numbers;

static bool add_number(numbers *n, ndx_text line, size_t from, size_t to) {
    if (n->count == NDX_COUNT(n->value) || to - from > 6) return false;
    unsigned value = 0;
    for (size_t i = from; i < to; i++) value = value * 10 + (unsigned)(line.data[i] - '0');
    n->value[n->count] = value;
    n->digits[n->count] = to - from;
    n->after[n->count++] = to < line.len ? line.data[to] : ' ';
    return true;
}

/* Every token a number, a month or a word that goes with dates; *month the first month named. */
static bool read_tokens(ndx_text line, numbers *n, int *month, size_t *first) {
    ndx_buf word = {0};
    bool fine = true;
    *month = 0;
    *first = line.len;
    for (size_t at = 0; at < line.len && fine;) {
        size_t from = at;
        if (is_digit(line.data[at])) {
            while (at < line.len && is_digit(line.data[at])) at++;
            fine = add_number(n, line, from, at);
        } else if (is_letter(line.data[at])) {
            while (at < line.len && is_letter(line.data[at])) at++;
            ndx_buf_reset(&word);
            ndx_fold(&word, ndx_text_slice(line, from, at));
            /* Weekdays before months: "mar" begins both. */
            if (is_filler(ndx_buf_text(&word))) continue;
            int named = ndx_month_named(ndx_buf_text(&word));
            fine = named > 0;
            if (!*month) *month = named;
        } else {
            at++;
            continue;
        }
        if (from < *first) *first = from;
    }
    fine = fine && !word.failed;
    ndx_buf_clear(&word);
    return fine;
}

/* Day, month and year from the numbers: "27 June 2018", "June 27, 2018", "2018-06-27", "27.06.2018". */
static bool place_numbers(const numbers *n, ndx_written_date *date) {
    size_t year_at = n->count;
    for (size_t i = 0; i < n->count; i++) {
        if (n->after[i] == ':' || (n->after[i] == 'h' && n->digits[i] <= 2)) date->time = true;
        if (year_at == n->count && n->digits[i] == 4 && n->value[i] >= NDX_YEAR_MIN && n->value[i] <= NDX_YEAR_MAX) year_at = i;
    }
    if (year_at == n->count) return false;
    date->year = (int)n->value[year_at];
    if (date->month) {
        size_t day_at = year_at == 0 ? 1 : 0;
        if (day_at >= n->count) return false;
        date->day = (int)n->value[day_at];
    } else {
        if (n->count < 3 || (year_at != 0 && year_at != 2)) return false;
        int a = (int)n->value[year_at == 0 ? 1 : 0], b = (int)n->value[year_at == 0 ? 2 : 1];
        date->month = year_at == 0 || b > 12 ? a : b;
        date->day = year_at == 0 || b > 12 ? b : a;
    }
    return ndx_day_of(date->year, date->month, date->day) != NDX_NO_DAY;
}

bool ndx_written_date_read(ndx_text line, ndx_written_date *date) {
    *date = (ndx_written_date){0};
    numbers n = {.count = 0};
    size_t first;
    size_t run = 0;
    if (line.len > LONGEST_DATE_LINE) return false;
    for (size_t i = 0; i < line.len && run < 4; i++) run = is_digit(line.data[i]) ? run + 1 : 0;
    if (run < 4 || !read_tokens(line, &n, &date->month, &first) || !place_numbers(&n, date)) return false;
    date->text = ndx_text_slice(line, first, line.len);
    return true;
}
