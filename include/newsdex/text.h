/* text: here is text: tokens, stems, sentences, paragraphs, with byte offsets - the same code for indexing, queries, snippets.
 *
 * An analyzer belongs to one thread. It keeps a lexicon: each distinct folded word is hashed, stemmed and classified once in
 * a run, so that a token is a number and costs no allocation.
 *
 * What is a word
 *   Letters and digits in a row, with the marks on them; soft hyphens and zero width characters inside vanish. Its form is
 *   folded as ndx_fold folds (lower case, no diacritics), at most 64 bytes: longer words are cut there. There is exactly one
 *   token without NDX_TOKEN_JOINED at each position, counted from 0 without gaps.
 *   Putin's, Putin’s     putin: possessives go (in Turkish whatever case ending follows the apostrophe)
 *   don't, we'll         one word, apostrophe kept, in English; l'accord is two words in French, Italian, Catalan
 *   U.S., F.B.I.         acronyms are one word at one position: "fbi", the same as FBI. Where the letters are a function word
 *                        the form keeps its stops: "u.s" is never "us". US, WHO, IT, IS in capitals are taken for the acronym
 *                        when their sentence is not all in capitals (has a small letter, or at most two words in capitals).
 *   1,000,000            one word, "1000000"
 *   東京都               Han, kana, Hangul, Thai, Lao, Khmer, Burmese: every two neighbouring characters are a token at a position
 *                        of its own, 東京 京都; a character that stands alone is one too. A query's n-grams are a phrase.
 * Compounds: words linked by - ' . & @ _ (and : between digits) without spaces are several words. Before their first part
 *   stands a token NDX_TOKEN_JOINED that covers them, at the first part's position; its parts are the tokens that follow with
 *   end <= its end. Hyphens and apostrophes vanish from the joined form, except between digits; the rest stays:
 *     F-16 [f16] f 16    e-mail [email] e mail    O'Brien [obrien] o brien    AT&T [at&t] at t    1987-88 [1987-88] 1987 88
 *     $1.5bn [1.5bn] [1.5] 1 5bn    www.example.com [www.example.com] www [example.com] example com
 *   More than 8 parts, or 64 bytes, have no joined form.
 * Sentences end at . ! ? … and their like in other scripts, not after abbreviations, initials and ordinals (tables by
 *   language). Paragraphs end at blank lines, and where an indented line follows the end of a sentence. SENTENCE and PARAGRAPH
 *   mark the first word, never a joined token.
 * Stems are libstemmer's, of the word in lower case with its diacritics as written (its algorithms need them), folded
 *   afterwards; words with digits, stops or & are their own stem. So "Häuser" and "Haus" meet, and who types without
 *   diacritics finds most words too (endings known by their accent only get it back: "eleccion"). Two words of the lexicon may have the same form and different stems ("mangé", "mange"):
 *   compare forms by text.
 * Language: as the article declares it, else detected; an article of which nothing can be told is analysed as English if its
 *   letters are Latin and hardly any has a diacritic (tables of figures), and unstemmed otherwise.
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

/* language: "auto" or NULL (declared or detected per article), an ISO 639 code or English name, or "none" (stems nothing).
 * USAGE: no such language (the sentence lists those there are). */
NDX_API ndx_status ndx_analyzer_new(const char *language, ndx_analyzer **analyzer, ndx_error *err);
NDX_API void ndx_analyzer_free(ndx_analyzer *analyzer);

/* Tokenize and stem article.text into article.facts (tokens, words, tail_token) and set article.stemmer and, when empty and
 * the language is known, field[LANGUAGE] (to a static code). Only NO_MEMORY fails. Text beyond 4 GiB is left out. */
NDX_API ndx_status ndx_analyze(ndx_analyzer *analyzer, ndx_article *article, ndx_error *err);

/* Tokens of any text (a query's words, a snippet), in the given language: an article's `stemmer`, a code; NULL, "" or unknown:
 * unstemmed. The same text gives the same tokens as in an article. *tokens belongs to the analyzer, good until its next call. */
NDX_API ndx_status ndx_tokenize(ndx_analyzer *analyzer, ndx_text text, const char *language, const ndx_token **tokens,
                                size_t *count, ndx_error *err);

/* The same tokens, for who needs the stems of few of them: a word that is met here for the first time is stemmed when
 * ndx_lexicon_stem_later first asks, and until then must not be asked for its stem otherwise. ndx_tokenize makes up for it. */
NDX_API ndx_status ndx_tokenize_words(ndx_analyzer *analyzer, ndx_text text, const char *language, const ndx_token **tokens,
                                      size_t *count, ndx_error *err);

/* --- the lexicon: numbers are dense from 0 and stay valid until ndx_lexicon_reset, as do the texts ------ */

NDX_API ndx_text ndx_lexicon_word(const ndx_analyzer *analyzer, uint32_t word);  /* folded form, e.g. "elections" */
NDX_API uint32_t ndx_lexicon_stem(const ndx_analyzer *analyzer, uint32_t word);  /* number of its stem */
NDX_API ndx_status ndx_lexicon_stem_later(ndx_analyzer *analyzer, uint32_t word, uint32_t *stem, ndx_error *err); /* NO_MEMORY */
/* "elect"; 1 to 64 bytes, of which NDX_SHORT_MAX may be read whatever its length. */
NDX_API ndx_text ndx_lexicon_stem_text(const ndx_analyzer *analyzer, uint32_t stem);
/* The same of all, by number, until the next word is met: for who reads many, since they lie far apart in memory. */
NDX_API const ndx_text *ndx_lexicon_stem_texts(const ndx_analyzer *analyzer);
NDX_API uint32_t ndx_lexicon_stem_count(const ndx_analyzer *analyzer);
/* Function word of its language ("the", "der", "les"): never required outside quotes. */
NDX_API bool ndx_lexicon_is_function_word(const ndx_analyzer *analyzer, uint32_t word);
/* The stems of all these tokens, in one call; in that of a function word NDX_STEM_FUNCTION is set, which no number reaches. */
#define NDX_STEM_FUNCTION (UINT32_C(1) << 31)
NDX_API void ndx_lexicon_stems(const ndx_analyzer *analyzer, const ndx_token *tokens, size_t count, uint32_t *stems);
NDX_API size_t ndx_lexicon_bytes(const ndx_analyzer *analyzer); /* memory held, so that callers can bound it */
NDX_API void ndx_lexicon_reset(ndx_analyzer *analyzer);         /* forget all; numbers start again */
NDX_API ndx_lexicon_state ndx_lexicon_now(const ndx_analyzer *analyzer);

/* The word that a function word's letters stand for in capitals ("us" -> that of "US" and "U.S."), so that a query typed in
 * small letters can ask for both; UINT32_MAX: none. */
NDX_API uint32_t ndx_lexicon_acronym(ndx_analyzer *analyzer, uint32_t word);

/* --- languages ------------------------------------------------------------------------------------------ */

/* ISO 639 code of the language the text is most likely in, among libstemmer's and some twenty more that are not stemmed
 * (zh, ja, pl, uk...: ndx_language_code lists all); "" when too little speaks for any. Static. Reads the first 2 KB at most. */
NDX_API const char *ndx_language_detect(ndx_text text);
/* Codes by number, NULL past the end; the English name of a code. */
NDX_API const char *ndx_language_code(size_t number);
NDX_API const char *ndx_language_name(const char *code);
/* Stem one word, in lower case with or without diacritics, in a language straight away (no lexicon): the folded stem is
 * appended to out. An unknown language stems nothing. NO_MEMORY. */
NDX_API ndx_status ndx_stem(const char *language, ndx_text folded, ndx_buf *out, ndx_error *err);

#ifdef __cplusplus
}
#endif
#endif
