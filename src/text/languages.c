/* The table of languages and how to find one by name. */
#include "languages.h"

#include <string.h>

#define CONTRACTION NDX_TRAIT_CONTRACTION
#define ELISION NDX_TRAIT_ELISION
#define SUFFIX_AFTER_APOSTROPHE NDX_TRAIT_SUFFIX_AFTER_APOSTROPHE
#define ORDINAL_DOT NDX_TRAIT_ORDINAL_DOT
static const ndx_language_info table[] = {
    /* Text in no known language is read by English rules: they do least harm. */
    {"", "", "", NULL, CONTRACTION},
#define X(id, code, others, name, algorithm, traits) {code, others, name, algorithm, traits},
#include "languages.def"
#undef X
};

const ndx_language_info *ndx_language_get(ndx_language language) {
    return &table[(unsigned)language < NDX_COUNT(table) ? language : NDX_LANGUAGE_NONE];
}

static bool listed(const char *names, ndx_text name) {
    ndx_text rest = ndx_text_of(names), one;
    while (ndx_text_split(&rest, ',', &one))
        if (one.len && ndx_text_equal_nocase(one, name)) return true;
    return false;
}

ndx_language ndx_language_find(ndx_text name) {
    name = ndx_text_trim(name);
    size_t subtag = 0;
    while (subtag < name.len && name.data[subtag] != '-' && name.data[subtag] != '_') subtag++;
    ndx_text code = ndx_text_slice(name, 0, subtag);
    if (code.len == 0) return NDX_LANGUAGE_NONE;
    for (size_t i = 1; i < NDX_COUNT(table); i++)
        if (ndx_text_equal_nocase(ndx_text_of(table[i].code), code) || listed(table[i].others, code) ||
            ndx_text_equal_nocase(ndx_text_of(table[i].name), name))
            return (ndx_language)i;
    return NDX_LANGUAGE_NONE;
}

const char *ndx_language_code(size_t number) {
    return number + 1 < NDX_COUNT(table) ? table[number + 1].code : NULL;
}

const char *ndx_language_name(const char *code) {
    return ndx_language_get(ndx_language_find(ndx_text_of(code)))->name;
}

/* --- word lists ----------------------------------------------------------------------------------------- */

static const struct {
    ndx_language language;
    ndx_word_class class;
    const char *words;
} lists[] = {
#define W(language, class, words) {NDX_LANGUAGE_##language, NDX_WORD_##class, words},
#include "words.def"
#undef W
};

const char *ndx_language_words(ndx_language language, ndx_word_class class) {
    for (size_t i = 0; i < NDX_COUNT(lists); i++)
        if (lists[i].language == language && lists[i].class == class) return lists[i].words;
    return "";
}
