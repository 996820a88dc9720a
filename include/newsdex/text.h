/* text: here is text: tokens, stems, sentences, paragraphs, with byte offsets - the same code for indexing, queries, snippets.
 *
 * An analyzer belongs to one thread. It keeps a lexicon: each distinct folded word is hashed, stemmed and classified once in
 * a run, so that a token is a number and costs no allocation.
 */
#ifndef NEWSDEX_TEXT_H
#define NEWSDEX_TEXT_H

#include "newsdex/article.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Raise when the same text would give other tokens or stems: indexes made with another value are refused. */
#define NDX_TEXT_VERSION 1

typedef struct ndx_analyzer ndx_analyzer;

/* language: "auto" (detect per article) or an ISO 639 code or name of libstemmer's; "none" stems nothing.
 * USAGE: no such language (the sentence lists those there are). */
NDX_API ndx_status ndx_analyzer_new(const char *language, ndx_analyzer **analyzer, ndx_error *err);
NDX_API void ndx_analyzer_free(ndx_analyzer *analyzer);

/* Tokenize and stem article.text into article.facts (tokens, words, tail_token) and set article.stemmer and, when empty,
 * field[LANGUAGE]. Only NO_MEMORY fails. */
NDX_API ndx_status ndx_analyze(ndx_analyzer *analyzer, ndx_article *article, ndx_error *err);

/* Tokens of any text (a query's words, a snippet), in the given language (code, NULL: unstemmed lexicon entries' language is "").
 * *tokens belongs to the analyzer, good until its next call. */
NDX_API ndx_status ndx_tokenize(ndx_analyzer *analyzer, ndx_text text, const char *language, const ndx_token **tokens,
                                size_t *count, ndx_error *err);

/* --- the lexicon: numbers are dense from 0 and stay valid until ndx_lexicon_reset ------------------------------------ */

NDX_API ndx_text ndx_lexicon_word(const ndx_analyzer *analyzer, uint32_t word);  /* folded form, e.g. "elections" */
NDX_API uint32_t ndx_lexicon_stem(const ndx_analyzer *analyzer, uint32_t word);  /* number of its stem */
NDX_API ndx_text ndx_lexicon_stem_text(const ndx_analyzer *analyzer, uint32_t stem); /* "elect"; at most 64 bytes */
NDX_API uint32_t ndx_lexicon_stem_count(const ndx_analyzer *analyzer);
/* Function word of its language ("the", "der", "les"): never required outside quotes. */
NDX_API bool ndx_lexicon_is_function_word(const ndx_analyzer *analyzer, uint32_t word);
NDX_API size_t ndx_lexicon_bytes(const ndx_analyzer *analyzer); /* memory held, so that callers can bound it */
NDX_API void ndx_lexicon_reset(ndx_analyzer *analyzer);         /* forget all; numbers start again */

/* The word that a function word's letters stand for in capitals ("us" -> that of "US" and "U.S."), so that a query typed in
 * small letters can ask for both; UINT32_MAX: none. */
NDX_API uint32_t ndx_lexicon_acronym(ndx_analyzer *analyzer, uint32_t word);

/* --- languages ----------------------------------------------------------------------------------------------------- */

/* ISO 639 code of the language the text is most likely in, among libstemmer's; "" when too little speaks for any. Static. */
NDX_API const char *ndx_language_detect(ndx_text text);
/* Codes by number, NULL past the end; the English name of a code. */
NDX_API const char *ndx_language_code(size_t number);
NDX_API const char *ndx_language_name(const char *code);
/* Stem one folded word in a language straight away (no lexicon). Appends to out. */
NDX_API ndx_status ndx_stem(const char *language, ndx_text folded, ndx_buf *out, ndx_error *err);

#ifdef __cplusplus
}
#endif
#endif
