/* Any bytes in any language give sound tokens, plain ones are what they promise, and a stem is the same whenever it is asked for. The first byte picks
 * the language. */
#include "newsdex/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_letter_or_digit(char c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* As article.h says. */
static bool is_plain(ndx_text text, const ndx_token *token, ndx_text word) {
    if (token->end - token->start != word.len || token->end >= text.len) return false;
    for (size_t i = 0; i < word.len; i++) {
        char c = text.data[token->start + i];
        bool capital = c >= 'A' && c <= 'Z';
        if (!is_letter_or_digit(c) || (capital && i) || (capital ? c | 0x20 : c) != word.data[i])
            return false;
    }
    char behind = text.data[token->end];
    return behind >= 0 && !is_letter_or_digit(behind);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static ndx_analyzer *analyzer, *later;
    const ndx_token *tokens, *again;
    size_t count, languages = 0;
    uint32_t next = 0;
    if (size == 0) return 0;
    if (!analyzer && ndx_analyzer_new("none", &analyzer, NULL)) return 0;
    if (!later && ndx_analyzer_new("none", &later, NULL)) return 0;
    while (ndx_language_code(languages)) languages++;
    ndx_text text = {(const char *)data + 1, size - 1};
    const char *language = ndx_language_code(data[0] % (languages + 1));
    size_t as_many;
    if (ndx_tokenize(analyzer, text, language, &tokens, &count, NULL) ||
        ndx_tokenize_words(later, text, language, &again, &as_many, NULL))
        return 0;
    if (count != as_many) __builtin_trap();
    for (size_t i = 0; i < count; i++) {
        size_t form = ndx_lexicon_word(analyzer, tokens[i].word).len;
        if (tokens[i].start >= tokens[i].end || tokens[i].end > text.len || form == 0 || form > 64)
            __builtin_trap();
        if (!(tokens[i].flags & NDX_TOKEN_JOINED) && tokens[i].position != next++) __builtin_trap();
        if (ndx_lexicon_stem(analyzer, tokens[i].word) >= ndx_lexicon_stem_count(analyzer)) __builtin_trap();
        if ((tokens[i].flags & NDX_TOKEN_PLAIN) &&
            (!is_plain(text, &tokens[i], ndx_lexicon_word(analyzer, tokens[i].word)) ||
             (i && tokens[i - 1].position == tokens[i].position)))
            __builtin_trap();
        uint32_t stem;
        if (ndx_lexicon_stem_later(later, again[i].word, &stem, NULL) ||
            !ndx_text_equal(ndx_lexicon_stem_text(later, stem),
                            ndx_lexicon_stem_text(analyzer, ndx_lexicon_stem(analyzer, tokens[i].word))))
            __builtin_trap();
    }
    if (size % 16 == 0) (void)ndx_language_detect(text);
    if (ndx_lexicon_bytes(analyzer) > 32 << 20) {
        ndx_lexicon_reset(analyzer);
        ndx_lexicon_reset(later);
    }
    return 0;
}
