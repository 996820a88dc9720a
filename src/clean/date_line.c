/* Lines that say when the article appeared and nothing else: "27 June 2018 22:36 (UTC+04:00)", "Published: 3 mai 2019 à 18h05".
 * Only recognised here; room dates reads them. */
#include "parts.h"

#include <string.h>

enum { LONGEST_DATE_LINE = 90 };

/* Months in the languages of the press, folded. Any beginning of three letters or more is the month too
 * ("sept", "févr"). */
static const struct {
    const char *name;
    int month;
} months[] = {
    {"january", 1},      {"januar", 1},        {"janvier", 1},    {"enero", 1},      {"gennaio", 1},
    {"styczen", 1},      {"stycznia", 1},      {"ocak", 1},       {"yanvar", 1},     {"januari", 1},
    {"janeiro", 1},      {"janner", 1},        {"января", 1},     {"январь", 1},     {"січня", 1},
    {"february", 2},     {"februar", 2},       {"fevrier", 2},    {"febrero", 2},    {"febbraio", 2},
    {"luty", 2},         {"lutego", 2},        {"subat", 2},      {"fevral", 2},     {"februari", 2},
    {"fevereiro", 2},    {"февраля", 2},       {"февраль", 2},    {"лютого", 2},     {"march", 3},
    {"marz", 3},         {"mrz", 3},           {"mars", 3},       {"marzo", 3},      {"marzec", 3},
    {"marca", 3},        {"mart", 3},          {"maart", 3},      {"marco", 3},      {"марта", 3},
    {"март", 3},         {"березня", 3},       {"april", 4},      {"avril", 4},      {"abril", 4},
    {"aprile", 4},       {"kwiecien", 4},      {"kwietnia", 4},   {"nisan", 4},      {"aprel", 4},
    {"апреля", 4},       {"апрель", 4},        {"квітня", 4},     {"may", 5},        {"mai", 5},
    {"mayo", 5},         {"maggio", 5},        {"maj", 5},        {"maja", 5},       {"mayis", 5},
    {"mei", 5},          {"maio", 5},          {"мая", 5},        {"май", 5},        {"травня", 5},
    {"june", 6},         {"juni", 6},          {"juin", 6},       {"junio", 6},      {"giugno", 6},
    {"czerwiec", 6},     {"czerwca", 6},       {"haziran", 6},    {"iyun", 6},       {"junho", 6},
    {"июня", 6},         {"июнь", 6},          {"червня", 6},     {"july", 7},       {"juli", 7},
    {"juillet", 7},      {"julio", 7},         {"luglio", 7},     {"lipiec", 7},     {"lipca", 7},
    {"temmuz", 7},       {"iyul", 7},          {"julho", 7},      {"июля", 7},       {"июль", 7},
    {"липня", 7},        {"august", 8},        {"aout", 8},       {"agosto", 8},     {"sierpien", 8},
    {"sierpnia", 8},     {"agustos", 8},       {"avqust", 8},     {"augustus", 8},   {"августа", 8},
    {"август", 8},       {"серпня", 8},        {"september", 9},  {"septembre", 9},  {"septiembre", 9},
    {"setiembre", 9},    {"settembre", 9},     {"wrzesien", 9},   {"wrzesnia", 9},   {"eylul", 9},
    {"sentyabr", 9},     {"setembro", 9},      {"сентября", 9},   {"сентябрь", 9},   {"вересня", 9},
    {"october", 10},     {"oktober", 10},      {"octobre", 10},   {"octubre", 10},   {"ottobre", 10},
    {"pazdziernik", 10}, {"pazdziernika", 10}, {"ekim", 10},      {"oktyabr", 10},   {"outubro", 10},
    {"октября", 10},     {"октябрь", 10},      {"жовтня", 10},    {"november", 11},  {"novembre", 11},
    {"noviembre", 11},   {"listopad", 11},     {"listopada", 11}, {"kasim", 11},     {"noyabr", 11},
    {"novembro", 11},    {"ноября", 11},       {"ноябрь", 11},    {"листопада", 11}, {"december", 12},
    {"dezember", 12},    {"decembre", 12},     {"diciembre", 12}, {"dicembre", 12},  {"grudzien", 12},
    {"grudnia", 12},     {"aralik", 12},       {"dekabr", 12},    {"dezembro", 12},  {"декабря", 12},
    {"декабрь", 12},     {"грудня", 12},
};

/* Words that stand around dates. */
/* clang-format off */
static const char *const fillers[] = {
    "published", "updated", "posted", "issued", "modified", "last", "first", "on", "at", "date", "time", "utc", "gmt", "am", "pm", "a", "p", "m",
    "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "et", "msk", "cet", "cest", "eet", "bst", "ist", "jst", "z", "t", "h", "hrs", "hours", "local",
    "st", "nd", "rd", "th", "of", "the", "de", "del", "le", "la", "du", "el", "a", "um", "uhr", "den", "der", "am", "vom", "stand", "publie", "mis", "jour",
    "veroffentlicht", "aktualisiert", "publicado", "actualizado", "pubblicato", "опубликовано", "обновлено", "г", "года", "в", "мск",
    "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
    "sunday", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi",
    "dimanche", "lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo", "понедельник", "вторник", "среда", "четверг", "пятница",
    "суббота", "воскресенье", "年", "月", "日", "月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜日", "火", "水", "木", "金", "土",
};
/* clang-format on */

int ndx_month_named(ndx_text word) {
    if (word.len < 3) return 0;
    for (size_t i = 0; i < NDX_COUNT(months); i++)
        if (months[i].name[0] == word.data[0] && ndx_text_starts(ndx_text_of(months[i].name), word))
            return months[i].month;
    return 0;
}

static bool is_filler(ndx_text word) {
    for (size_t i = 0; i < NDX_COUNT(fillers); i++)
        if (fillers[i][0] == word.data[0] && ndx_text_equal(word, ndx_text_of(fillers[i]))) return true;
    return false;
}

/* --- tokens: runs of digits, runs of letters ------------------------------------------------------------ */

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

/* The month a word names, 0 for another word that goes with dates, -1 for any other. */
static int month_of(ndx_text word) {
    char room[NDX_FOLD_ROOM];
    word = ndx_fold_short(word, room);
    /* Weekdays before months: "mar" begins both. */
    if (is_filler(word)) return 0;
    int month = ndx_month_named(word);
    return month ? month : -1;
}

/* Every token a number, a month or a word that goes with dates; *month the first month named, *first where the
 * first number or month is. */
static bool read_tokens(ndx_text line, numbers *n, int *month, size_t *first) {
    *month = 0;
    *first = line.len;
    for (size_t at = 0; at < line.len;) {
        size_t from = at;
        int named = 1;
        if (is_digit(line.data[at])) {
            while (at < line.len && is_digit(line.data[at])) at++;
            if (!add_number(n, line, from, at)) return false;
        } else if (is_letter(line.data[at])) {
            while (at < line.len && is_letter(line.data[at])) at++;
            named = month_of(ndx_text_slice(line, from, at));
            if (named < 0) return false;
            if (!*month) *month = named;
        } else {
            at++;
            continue;
        }
        if (named && from < *first) *first = from;
    }
    return true;
}

bool ndx_is_date_words(ndx_text text) {
    numbers n = {.count = 0};
    int month;
    size_t first;
    return read_tokens(text, &n, &month, &first) && n.count && month;
}

/* Day, month and year from the numbers: "27 June 2018", "June 27, 2018", "2018-06-27", "27.06.2018". */
static bool place_numbers(const numbers *n, ndx_written_date *date) {
    size_t year_at = n->count;
    for (size_t i = 0; i < n->count; i++) {
        if (n->after[i] == ':' || (n->after[i] == 'h' && n->digits[i] <= 2)) date->time = true;
        if (year_at == n->count && n->digits[i] == 4 && n->value[i] >= NDX_YEAR_MIN &&
            n->value[i] <= NDX_YEAR_MAX)
            year_at = i;
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
