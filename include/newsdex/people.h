/* people: which people are named here, and which mentions are the same person? */
#ifndef NEWSDEX_PEOPLE_H
#define NEWSDEX_PEOPLE_H

#include "newsdex/article.h"
#include "newsdex/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- recognising ---------------------------------------------------------------------------------------- */

typedef struct ndx_recognizer
    ndx_recognizer; /* model and lists are shared read-only data; scratch memory of one thread */
/* model_path NULL: the model built in. BAD_INPUT: damaged or foreign model file (names it). */
NDX_API ndx_status ndx_recognizer_new(const char *model_path, ndx_recognizer **recognizer, ndx_error *err);
NDX_API void ndx_recognizer_free(ndx_recognizer *recognizer);
/* Fill article.facts people and mentions (memory from the article's arena) from headline and body, not the tail, and from
 * field[PEOPLE] (names given by the source, joined with those recognised; those not found in the text have no mentions).
 * Reads article.text and its zones; an article without zones is all body. Only the first million tokens (some 6 MB) are read.
 *   mentions  the name alone: no title, no possessive, no full stop that ends the sentence; in order, never overlapping
 *   people    name: the fullest form written ("Pope Francis" where only a given name follows a regnal title), recased when it
 *             was in capitals only; role: as first stated; a lone surname is joined to the only full name it fits, else it is
 *             a person of its own with surname_only
 * Prominence: headline 0.35, lead 0.2, number of mentions up to 0.3, spread over the text up to 0.15; a name given by the
 * source gains a third of what is missing. Only NO_MEMORY fails; the recogniser stays usable after it. */
NDX_API ndx_status ndx_people_find(ndx_recognizer *recognizer, ndx_article *article, ndx_error *err);
/* Only the source's own names (--no-people): field[PEOPLE] into facts.people, no mentions. */
NDX_API ndx_status ndx_people_from_source(ndx_article *article, ndx_error *err);

/* Roles by which people of one name are told apart: what a role as stated comes to, in numbers that stay the same (src/people/roles.def).
 * "U.S. Treasury Secretary" is that of the treasury secretary, "bishop of Leeds" that of a bishop, "deputy minister" an official's;
 * 0 for what is not in the table, and for former roles. */
NDX_API uint8_t ndx_role_code(ndx_text role);
NDX_API const char *ndx_role_name(uint8_t code); /* "treasury secretary"; "" for 0 and unknown numbers */

/* --- names ---------------------------------------------------------------------------------------------- */

/* The key of a name, unit of identity and of index terms: folded, single spaces, hyphens as spaces, no dots or apostrophes,
 * reversed "Doe, John" turned, titles, possessives, brackets and letters after the name removed ("Jr" and "III" stay, last;
 * "Pope", "Queen" and the like stay when only a given name follows). At most 120 bytes and 12 words, whole words, of the
 * first 240 bytes of the name. Appends to out; nothing when no name is left. */
NDX_API void ndx_name_key(ndx_buf *out, ndx_text name);
/* The surname's part of a key, with particles ("van gogh"), without "jr"; the first word of Chinese and Korean names
 * ("deng" of "deng xiaoping"). A view into key. */
NDX_API ndx_text ndx_name_surname(ndx_text key);

/* How well two keys may name one person: 0 no, 1 exact. Initials, pet names, transliterations and other scripts are
 * understood; middle names and suffixes that contradict one another make 0. Symmetric. What values mean:
 *   >= NDX_NAME_SAME      the same name in another spelling, pet form or with a middle name more
 *   >= NDX_NAME_POSSIBLE  fits, but is less than a full name: initials ("j baker"), the surname alone (0.5). The same person
 *                         only where no other full name fits
 *   below                 a given name alone (0.3), or nothing */
#define NDX_NAME_SAME 0.8
#define NDX_NAME_POSSIBLE 0.4
NDX_API double ndx_name_match(ndx_text key_a, ndx_text key_b);
/* The group a key belongs to, from the sound of its surname: keys that ndx_name_match can join through their surnames have
 * the same group ("muammar gaddafi", "qadhafi"), so candidates for a name are looked up by it. Appends to out, at most 64
 * bytes of ASCII where the script is known; the same on every machine, so it may stand in an index. */
NDX_API void ndx_name_group(ndx_buf *out, ndx_text key);

/* --- identity across articles --------------------------------------------------------------------------- */

/* Which keys of an archive are one person. Told all keys with the articles of each by year and stated role, in any order, it finds the
 * same persons: spellings, scripts, pet names and middle names join where every two fit; initials join where one person fits. A name
 * that says less than a full one (a lone surname, initials, "george bush" beside "george w bush" and "george h w bush") means, in a
 * given year, the person who has nearly all articles of that and the neighbouring years among those it fits; where a role is stated
 * with it, the person who has nearly all that state this role ("Senator Baker"); else the one in whose company alone others are met whom the article names too; where that says nothing, it stays for itself.
 * Full names alike in every word are one person, unless roles of walks of life that exclude one another (a bishop, a goalkeeper) are
 * stated with them in the same years, or a lifetime apart, in three articles each or more. Then articles that state such roles are of
 * "john smith (bishop)" and "john smith (goalkeeper)", and so are those of years that nearly all such articles of one of them are
 * of; the others stay with the bare name.
 * The user's file wins over everything:
 *     same: Muammar Gaddafi | Moamer Kadhafi      # one person, called by the first name
 *     different: John Smith | Jon Smith           # never one person
 *     never: Baker Street | Miss World            # no person at all
 *     same: John Smith | John Smith               # one person, whatever his roles
 * Persons of one group (ndx_name_group) depend on the names of that group only, unless the user's file names one of them. */
typedef struct ndx_identity ndx_identity;
/* conf: the contents of people.conf ("" for none), conf_name: how messages call it. BAD_INPUT names line, column and
 * reason. */
NDX_API ndx_status ndx_identity_new(ndx_text conf, const char *conf_name, ndx_identity **identity,
                                    ndx_error *err);
NDX_API void ndx_identity_free(ndx_identity *identity);
/* The keys that the file names, as views; their groups must always be decided together. */
NDX_API const ndx_text *ndx_identity_conf_keys(const ndx_identity *identity, size_t *count);
/* Before ndx_identity_join: one key and its articles; a key added twice counts together. Copies everything. */
NDX_API ndx_status ndx_identity_add(ndx_identity *identity, ndx_text key, const ndx_name_year *years,
                                    size_t count, ndx_error *err);
NDX_API ndx_status ndx_identity_join(ndx_identity *identity, ndx_error *err);
/* After it, if it can be found out: who else is named in the articles of these keys, some of which mean one of several persons of whom neither
 * year nor role tells which. Each article of each key is told once: the others it names, at most NDX_COMPANY_MAX of them count. */
#define NDX_COMPANY_MAX 32
NDX_API const ndx_text *ndx_identity_questions(const ndx_identity *identity, size_t *count);
NDX_API ndx_status ndx_identity_tell(ndx_identity *identity, ndx_text key, const ndx_name_year *article, const ndx_text *company,
                                     size_t count, ndx_error *err);
/* Then: a name means the person in whose company alone somebody is met whom the article names too. */
NDX_API ndx_status ndx_identity_settle(ndx_identity *identity, ndx_error *err);
/* After all that. The person's canonical key, as far as no year or role tells more: the user's, else that of most articles (a full name before initials); `key` itself
 * when it was not added; empty when the user says it is nobody. A view good as long as the identity (or as `key`). */
NDX_API ndx_text ndx_identity_canonical(const ndx_identity *identity, ndx_text key);
/* All keys of the person that `key` belongs to, canonical first, then by bytes; count 0 when it is unknown or
 * nobody. */
NDX_API const ndx_text *ndx_identity_keys(const ndx_identity *identity, ndx_text key, size_t *count);
/* Every added key that is, always or in some years, somebody else's name, or nobody's; stops when fn returns false. */
NDX_API void ndx_identity_each_alias(const ndx_identity *identity, ndx_alias_fn *fn, void *context);
/* The name as the user's file writes it, when the person is called by it; else empty. */
NDX_API ndx_text ndx_identity_written(const ndx_identity *identity, ndx_text key);

#ifdef __cplusplus
}
#endif
#endif
