/* article: what is an article, which fields has it, what is a civil date, a zone?
 *
 * The nouns that every stage shares. Stages fill them in order (ingest knows the order):
 *   read    field[], origin                      strings as archived, converted to UTF-8
 *   clean   text, zone[], field[PLACE, BYLINE, HEADLINE, DATE_TEXT]   when the source's markup did not give them
 *   dates   date (publication), then facts.dates
 *   text    facts.tokens, sentences, paragraphs; language
 *   people  facts.people, facts.mentions
 * One article owns one arena and is reused for the whole run: ndx_article_reset, fill, hand on.
 */
#ifndef NEWSDEX_ARTICLE_H
#define NEWSDEX_ARTICLE_H

#include "newsdex/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- fields --------------------------------------------------------------------------------------------- */

typedef enum ndx_field {
#define X(id, name, aliases, prefix, kind, weight, stored, json) NDX_FIELD_##id,
#include "newsdex/fields.def"
#undef X
    NDX_FIELD_COUNT
} ndx_field;

typedef enum ndx_field_kind { NDX_TEXTUAL, NDX_EXACT, NDX_LIST, NDX_BLOB } ndx_field_kind;

typedef struct ndx_field_info {
    const char *name;    /* in queries and on the command line */
    const char *aliases; /* comma separated, lower case */
    const char *prefix;  /* of its terms; "" when it has none of its own */
    ndx_field_kind kind;
    double weight;
    bool stored;
    const char *json; /* key in records */
} ndx_field_info;

NDX_API const ndx_field_info *ndx_field_get(ndx_field field); /* never NULL for a valid field */
/* By name or alias, ASCII case ignored, '-' and '_' and ' ' alike; NDX_FIELD_COUNT if unknown. */
NDX_API ndx_field ndx_field_find(ndx_text name);

/* --- civil dates ---------------------------------------------------------------------------------------- */

/* A day: number of days since 1970-01-01 in the proleptic Gregorian calendar (negative before). Not a time_t. */
typedef int32_t ndx_day;
#define NDX_NO_DAY INT32_MIN
#define NDX_YEAR_MIN 1600
#define NDX_YEAR_MAX 2999

typedef struct ndx_civil { int year, month, day; } ndx_civil; /* month 1-12, day 1-31 */

NDX_API ndx_day ndx_day_of(int year, int month, int day); /* NDX_NO_DAY when there is no such day or year out of range */
NDX_API ndx_civil ndx_day_civil(ndx_day day);
NDX_API int ndx_day_weekday(ndx_day day); /* 0 Monday ... 6 Sunday */
NDX_API int ndx_month_days(int year, int month);
NDX_API void ndx_day_format(ndx_day day, char out[11]); /* "2018-06-27"; "" for NDX_NO_DAY */

typedef enum ndx_date_source { NDX_DATE_NONE, NDX_DATE_MARKUP, NDX_DATE_TEXT, NDX_DATE_URL, NDX_DATE_FILENAME, NDX_DATE_MTIME } ndx_date_source;
typedef enum ndx_precision { NDX_PRECISION_NONE, NDX_PRECISION_YEAR, NDX_PRECISION_MONTH, NDX_PRECISION_DAY, NDX_PRECISION_TIME } ndx_precision;

/* Publication date as the article's own clock showed it. A year or month alone is its first day, with that precision. */
typedef struct ndx_date {
    ndx_day day;            /* NDX_NO_DAY: unknown */
    int32_t second;         /* of the day, local; -1 unknown */
    int32_t offset_minutes; /* east of UTC; meaningful if offset_known */
    bool offset_known;
    uint8_t source;    /* ndx_date_source */
    uint8_t precision; /* ndx_precision */
} ndx_date;
#define NDX_NO_DATE ((ndx_date){NDX_NO_DAY, -1, 0, false, NDX_DATE_NONE, NDX_PRECISION_NONE})

NDX_API const char *ndx_date_source_word(ndx_date_source source); /* "markup", "text", "url", "filename", "mtime", "" */
NDX_API const char *ndx_precision_word(ndx_precision precision);   /* "year" ... "time", "" */
/* ISO 8601 as precise as known: "2018-06-27T22:36:00+04:00", "2018-06-27", "2018-06", "" */
NDX_API void ndx_date_format(const ndx_date *date, char out[32]);

/* --- zones of the cleaned text -------------------------------------------------------------------------- */

/* The cleaned text is one buffer: headline, blank line, body (with byline line and dateline where they stood), blank line,
 * tail. Zones are byte ranges in it; start == end: not there. LEAD is the first paragraph of the body proper and lies inside
 * BODY; BYLINE and DATELINE are ranges as written (they may lie inside BODY). TAIL, when there, is last. */
typedef enum ndx_zone { NDX_ZONE_HEADLINE, NDX_ZONE_BYLINE, NDX_ZONE_DATELINE, NDX_ZONE_LEAD, NDX_ZONE_BODY, NDX_ZONE_TAIL, NDX_ZONE_COUNT } ndx_zone;
typedef struct ndx_range { uint32_t start, end; } ndx_range; /* bytes, half open */

/* --- facts ---------------------------------------------------------------------------------------------- */

/* A token of the text: one word position, or a joined form over several ("AT&T" is at, t and the joined at&t). */
typedef enum ndx_token_flag {
    NDX_TOKEN_JOINED = 1,      /* an extra form covering several positions, at the first one's position */
    NDX_TOKEN_CAPITAL = 2,     /* begins with an upper case letter */
    NDX_TOKEN_ALL_CAPS = 4,    /* two or more letters, all upper case */
    NDX_TOKEN_DIGITS = 8,      /* has a digit */
    NDX_TOKEN_SENTENCE = 16,   /* first of a sentence */
    NDX_TOKEN_PARAGRAPH = 32,  /* first of a paragraph */
    NDX_TOKEN_CJK = 64,        /* a CJK n-gram (bigram; single character where it stands alone) */
    NDX_TOKEN_PLAIN = 128      /* ASCII letters and digits, none but perhaps the first a capital, and ASCII that is neither behind them; in
                                  small letters they are its word, and no other token is at its position. Such a word may be unmarked */
} ndx_token_flag;

typedef struct ndx_token {
    uint32_t start, end; /* bytes in article.text, half open */
    uint32_t position;   /* words from 0 over headline and body; the tail goes on counting but is not ranked */
    uint32_t word;       /* number of the folded form in the lexicon that tokenized it (text.h) */
    uint32_t flags;      /* ndx_token_flag */
} ndx_token;

/* The first of `count` tokens, which are in order of their start, that begins at or after a byte; count if none does. */
NDX_API size_t ndx_token_from(const ndx_token *tokens, size_t count, uint32_t byte);

/* Which lexicon (text.h) the numbers of words are of, and how many words it had when the tokens were made. Another edition comes with
 * each analyzer and with each time its lexicon forgets, so that who keeps something by number sees when it is out of date. */
typedef struct ndx_lexicon_state {
    uint64_t edition; /* 0: not known, keep nothing */
    uint32_t words;   /* more than any token's number */
} ndx_lexicon_state;

/* One date mentioned in the text. `value` and `type` are TIMEX3's. first..last: the days it covers, if resolved. */
typedef struct ndx_date_mention {
    uint32_t start, end; /* bytes in article.text */
    const char *type;    /* "DATE", "TIME", "DURATION", "SET": static */
    ndx_text value;      /* in the article's arena */
    ndx_day first, last; /* inclusive; NDX_NO_DAY when it has no place in the calendar (durations, PAST_REF) */
} ndx_date_mention;

#define NDX_ROLE_MAX 93 /* an index writes a role as one printable character */

/* One person of the article, and where it is mentioned. */
typedef struct ndx_person {
    ndx_text name;        /* canonical in this article: "Vladimir Putin" */
    ndx_text key;         /* folded name, the unit of identity: "vladimir putin" */
    ndx_text role;        /* as stated: "Russian President"; empty if none */
    uint32_t mentions;    /* how many ndx_mention point here */
    float prominence;     /* 0..1: headline, lead, number and spread of mentions */
    bool from_source;     /* named by the source's own markup */
    bool surname_only;    /* no full name in the article */
    uint8_t role_code;    /* which role that is (people.h: ndx_role_code), at most NDX_ROLE_MAX; 0 none of them */
} ndx_person;
typedef struct ndx_mention { uint32_t start, end, person; } ndx_mention; /* bytes in text; index into people */

typedef struct ndx_facts {
    ndx_token *tokens; size_t token_count, token_capacity;
    ndx_lexicon_state lexicon; /* whose words the tokens are */
    ndx_date_mention *dates; size_t date_count;
    ndx_person *people; size_t person_count; /* most prominent first */
    ndx_mention *mentions; size_t mention_count; /* by start */
    uint32_t words;      /* positions in headline and body */
    uint32_t tail_token; /* index of the first token of the tail, or token_count */
} ndx_facts;

/* What a stage has found out of each word and keeps from one article to the next: `each` bytes by number, all zeros to begin with. */
typedef struct ndx_word_notes {
    void *at;
    uint32_t words;  /* so many may be read and written now */
    size_t capacity; /* in words */
    uint64_t edition;
} ndx_word_notes; /* {0} to begin */
/* Before an article's words are looked at: makes room for all of them, and forgets what was kept of another lexicon's. Where nothing can be
 * kept, for want of a lexicon or of memory, words becomes 0: notes are a matter of speed only. `each` is always the same. */
NDX_API void ndx_word_notes_open(ndx_word_notes *notes, size_t each, const ndx_lexicon_state *lexicon);
NDX_API void ndx_word_notes_clear(ndx_word_notes *notes);

/* A way over an article's tokens beside somebody's own way over its text. */
typedef struct ndx_known_words {
    const ndx_token *next, *end;
    const char *notes;
    size_t each;
} ndx_known_words; /* {0}: nothing is known */
/* From the first token on, if notes may be kept of its words; they have been opened for the article. */
static inline ndx_known_words ndx_known_words_of(const ndx_facts *facts, const ndx_word_notes *notes, size_t each) {
    if (!notes->words || !facts->token_count) return (ndx_known_words){NULL, NULL, NULL, 0};
    return (ndx_known_words){facts->tokens, facts->tokens + facts->token_count, (const char *)notes->at, each};
}
#define NDX_WORDS_AHEAD 16 /* tokens: about as long as memory takes, where notes lie scattered */
/* The plain word of letters alone that begins at byte `at`, which only ever grows; NULL: there is none. */
static inline const ndx_token *ndx_known_word_at(ndx_known_words *known, size_t at) {
    const ndx_token *token = known->next;
    while (token < known->end && token->start < at) token++;
    known->next = token;
    bool plain = token < known->end && token->start == at && (token->flags & (NDX_TOKEN_PLAIN | NDX_TOKEN_DIGITS)) == NDX_TOKEN_PLAIN;
    if (!plain) return NULL;
    if (known->end - token > NDX_WORDS_AHEAD)
        __builtin_prefetch(known->notes + known->each * token[NDX_WORDS_AHEAD].word);
    return token;
}

/* --- names of an archive -------------------------------------------------------------------------------- */

/* How many articles of a year name somebody who is stated to be in that role. */
typedef struct ndx_name_year {
    int32_t year;      /* 0: articles without a date */
    uint32_t articles;
    uint8_t role;      /* 0: in no role that is known */
} ndx_name_year;
/* In articles of first_year..last_year that state the role, `key` names the person whose canonical key is `person`; an empty person is
 * nobody. Role 0: in those whose role no other alias of the key names for that year. Company: the key of somebody else; of the articles
 * that are left in those years, in which no other alias holds, in those that name this person too, and none of whom another
 * alias makes somebody else. */
typedef struct ndx_alias { ndx_text key, person; int32_t first_year, last_year; uint8_t role; ndx_text company; } ndx_alias;
#define NDX_YEAR_ANY 9999 /* last_year of an alias from year 0: always, also in articles without a date */
typedef bool ndx_alias_fn(void *context, const ndx_alias *alias); /* false: no more */

/* --- the article ---------------------------------------------------------------------------------------- */

/* Where it came from. path is as given (bytes, may have newlines). */
typedef struct ndx_origin {
    ndx_text path;
    uint64_t offset;  /* bytes in the uncompressed file where the article begins */
    uint64_t length;  /* bytes it takes there */
    uint64_t ordinal; /* 0, 1, 2... within the file */
    int64_t mtime;    /* of the file, seconds; 0 unknown, or the file's format holds many articles */
    uint64_t hash;    /* ndx_hash of what was archived: tells a changed article from an unchanged one */
    bool cut;         /* the file breaks off in it (damage, a failing disk): there may have been more */
} ndx_origin;

typedef struct ndx_article {
    ndx_arena arena; /* owns everything that hangs off this article, except facts.tokens (kept between articles) */
    ndx_text field[NDX_FIELD_COUNT]; /* LIST fields: values separated by '\n' */
    ndx_origin origin;
    ndx_date date;
    ndx_text text; /* cleaned: headline, body, tail */
    ndx_range zone[NDX_ZONE_COUNT];
    const char *stemmer; /* ISO 639 code of the language it was analysed in, static; "" none */
    struct { const char *data; size_t room; } list; /* the LIST field that values were added to, and its bytes: ndx_article_set */
    ndx_text places; /* of a stored article: where its stems stand (index.h, ndx_article_mark_stem); empty: not known */
    ndx_facts facts;
} ndx_article;

NDX_API void ndx_article_init(ndx_article *article);
NDX_API void ndx_article_clear(ndx_article *article);
NDX_API void ndx_article_reset(ndx_article *article); /* empty again, memory kept */
/* Copy value into the arena and set the field; on a LIST field adds one value. Empty values are ignored. */
NDX_API ndx_status ndx_article_set(ndx_article *article, ndx_field field, ndx_text value, ndx_error *err);
NDX_API ndx_text ndx_article_zone(const ndx_article *article, ndx_zone zone);
/* The text without its tail: what is ranked, and what dumps print as "text". */
NDX_API ndx_text ndx_article_ranked_text(const ndx_article *article);

#ifdef __cplusplus
}
#endif
#endif
