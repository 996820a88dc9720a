/* generate ARTICLES [SEED]: an archive of invented news as JSON lines on stdout; same seed, same bytes.
 *
 * Words follow Zipf's law over a vocabulary whose first ranks are English function words and whose others are built from
 * syllables, longer as they get rarer; people recur with full name, then surname; dates fall over forty years. It looks
 * enough like news for sizes, posting lists and recognisers to behave as they do on news. */
#include "newsdex/article.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VOCABULARY = 150000, WORD_MAX = 24, PEOPLE = 20000 };

/* splitmix64: Sebastiano Vigna, public domain; a few lines, and the same on every machine. */
static uint64_t next(uint64_t *state) {
    uint64_t z = (*state += 0x9E3779B97F4A7C15ull);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

static uint32_t below(uint64_t *state, uint32_t bound) {
    return (uint32_t)(((next(state) >> 32) * bound) >> 32);
}

static const char *const function_words[] = {
    "the",   "of",    "to",    "a",     "in",        "and",     "said",      "that",       "for",  "on",
    "is",    "was",   "he",    "with",  "by",        "at",      "it",        "as",         "his",  "from",
    "be",    "has",   "have",  "an",    "had",       "will",    "who",       "but",        "not",  "are",
    "its",   "which", "this",  "would", "they",      "were",    "been",      "after",      "more", "one",
    "their", "about", "or",    "new",   "two",       "people",  "her",       "government", "year", "other",
    "first", "last",  "when",  "we",    "president", "police",  "officials", "state",      "some", "there",
    "over",  "if",    "could", "all",   "into",      "million", "years",     "than",       "also"};
static const char *const syllables[] = {
    "ba",  "ca",  "de",    "fo",  "ga", "hi", "ju",  "ka",   "li",   "mo",  "ne",  "or",   "pa",  "re",
    "so",  "ta",  "un",    "ve",  "wi", "ya", "tri", "ster", "ment", "con", "pro", "tion", "ber", "lan",
    "mar", "ton", "ville", "ing", "ed", "er", "al",  "is",   "um",   "act", "ple", "gra"};
static const char *const given_names[] = {
    "Anna",   "Boris",  "Carla", "David",  "Elena",  "Frank",   "Grace",   "Henry",  "Irene",  "James",
    "Karen",  "Louis",  "Maria", "Nathan", "Olivia", "Peter",   "Quentin", "Rachel", "Samuel", "Teresa",
    "Ursula", "Victor", "Wendy", "Xavier", "Yvonne", "Zachary", "Michael", "Susan",  "Robert", "Linda"};
static const char *const roles[] = {"President", "Senator", "Judge", "Mayor", "Prime Minister",
                                    "Professor", "Gen.",    "Mrs.",  "Mr.",   "Dr."};
static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};
static const char *const sections[] = {"World",   "Politics", "Economy", "Sport",
                                       "Culture", "Science",  "City",    "Weather"};

static char vocabulary[VOCABULARY][WORD_MAX];
static double cumulative[VOCABULARY];
static char people[PEOPLE][2][WORD_MAX];

static void make_word(char *out, size_t rank, uint64_t *state) {
    unsigned parts = 2 + (rank > 2000) + (rank > 60000) * below(state, 2);
    size_t len = 0;
    out[0] = '\0';
    for (unsigned i = 0; i < parts && len + 6 < WORD_MAX; i++) {
        const char *s = syllables[below(state, NDX_COUNT(syllables))];
        memcpy(out + len, s, strlen(s) + 1);
        len += strlen(s);
    }
}

static void make_tables(uint64_t *state) {
    double sum = 0;
    for (size_t rank = 0; rank < VOCABULARY; rank++) {
        if (rank < NDX_COUNT(function_words))
            memcpy(vocabulary[rank], function_words[rank], strlen(function_words[rank]) + 1);
        else
            make_word(vocabulary[rank], rank, state);
        sum += 1.0 / pow((double)rank + 2.7, 1.03); /* Zipf with Mandelbrot's shift */
        cumulative[rank] = sum;
    }
    for (size_t i = 0; i < PEOPLE; i++) {
        const char *given = given_names[below(state, NDX_COUNT(given_names))];
        memcpy(people[i][0], given, strlen(given) + 1);
        make_word(people[i][1], 3000, state);
        people[i][1][0] = (char)(people[i][1][0] - 32);
    }
}

static const char *draw_word(uint64_t *state) {
    double point = (double)(next(state) >> 11) / 9007199254740992.0 * cumulative[VOCABULARY - 1];
    size_t low = 0, high = VOCABULARY - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (cumulative[middle] < point)
            low = middle + 1;
        else
            high = middle;
    }
    return vocabulary[low];
}

static size_t draw_person(uint64_t *state) {
    uint32_t a = below(state, PEOPLE), b = below(state, PEOPLE), c = below(state, PEOPLE);
    uint32_t least = a < b ? a : b;
    return least < c ? least : c; /* a few are in the news often */
}

static void add_sentence(ndx_buf *out, uint64_t *state, const size_t cast[3], bool *introduced) {
    unsigned words = 8 + below(state, 22), person = below(state, 12), name_at = 1 + below(state, words - 2);
    for (unsigned i = 0; i < words; i++) {
        const char *word = draw_word(state);
        if (i) ndx_buf_add_char(out, ' ');
        if (i == name_at && person < 3) {
            if (!introduced[person])
                ndx_buf_addf(out, "%s %s ", roles[cast[person] % NDX_COUNT(roles)], people[cast[person]][0]);
            ndx_buf_add_str(out, people[cast[person]][1]);
            introduced[person] = true;
        } else if (i == 0) {
            ndx_buf_add_char(out, (char)(word[0] - 32));
            ndx_buf_add_str(out, word + 1);
        } else {
            ndx_buf_add_str(out, word);
        }
        if (below(state, 60) == 0) ndx_buf_addf(out, " %u", below(state, 2000));
        if (below(state, 240) == 0)
            ndx_buf_addf(out, " on %s %u", months[below(state, 12)], 1 + below(state, 28));
        if (i + 1 < words && below(state, 11) == 0) ndx_buf_add_char(out, ',');
    }
    ndx_buf_add_str(out, ".");
}

static void write_article(ndx_buf *out, uint64_t number, uint64_t *state) {
    size_t cast[3] = {draw_person(state), draw_person(state), draw_person(state)};
    bool introduced[3] = {false, false, false};
    char day[11];
    ndx_day_format(ndx_day_of(1980, 1, 1) + (ndx_day)below(state, 40 * 365), day);
    ndx_buf_addf(
        out, "{\"id\":\"g%llu\",\"date\":\"%s\",\"section\":\"%s\",\"source\":\"Source %u\",\"title\":\"%s",
        (unsigned long long)number, day, sections[below(state, NDX_COUNT(sections))], below(state, 12),
        people[cast[0]][1]);
    for (unsigned i = 0; i < 6; i++) ndx_buf_addf(out, " %s", draw_word(state));
    ndx_buf_add_str(out, "\",\"text\":\"");
    unsigned paragraphs = 4 + below(state, 17);
    for (unsigned p = 0; p < paragraphs; p++) {
        if (p) ndx_buf_add_str(out, "\\n\\n");
        for (unsigned s = 1 + below(state, 3); s > 0; s--) {
            add_sentence(out, state, cast, introduced);
            if (s > 1) ndx_buf_add_char(out, ' ');
        }
    }
    ndx_buf_add_str(out, "\"}\n");
}

int main(int argc, char **argv) {
    uint64_t articles = argc > 1 ? strtoull(argv[1], NULL, 10) : 0,
             state = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    ndx_buf out = {0};
    if (articles == 0) {
        fprintf(stderr, "usage: generate ARTICLES [SEED]\n");
        return 2;
    }
    make_tables(&state);
    for (uint64_t i = 0; i < articles; i++) {
        ndx_buf_reset(&out);
        write_article(&out, i, &state);
        if (out.failed || fwrite(out.data, 1, out.len, stdout) != out.len) return 1;
    }
    ndx_buf_clear(&out);
    return fflush(stdout) == 0 ? 0 : 1;
}
