/* Any bytes in any language give sound tokens. The first byte picks the language. */
#include "newsdex/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static ndx_analyzer *analyzer;
    const ndx_token *tokens;
    size_t count, languages = 0;
    uint32_t next = 0;
    if (size == 0) return 0;
    if (!analyzer && ndx_analyzer_new("none", &analyzer, NULL)) return 0;
    while (ndx_language_code(languages)) languages++;
    ndx_text text = {(const char *)data + 1, size - 1};
    if (ndx_tokenize(analyzer, text, ndx_language_code(data[0] % (languages + 1)), &tokens, &count, NULL))
        return 0;
    for (size_t i = 0; i < count; i++) {
        size_t form = ndx_lexicon_word(analyzer, tokens[i].word).len;
        if (tokens[i].start >= tokens[i].end || tokens[i].end > text.len || form == 0 || form > 64)
            __builtin_trap();
        if (!(tokens[i].flags & NDX_TOKEN_JOINED) && tokens[i].position != next++) __builtin_trap();
        if (ndx_lexicon_stem(analyzer, tokens[i].word) >= ndx_lexicon_stem_count(analyzer)) __builtin_trap();
    }
    if (size % 16 == 0) (void)ndx_language_detect(text);
    if (ndx_lexicon_bytes(analyzer) > 64 << 20) ndx_lexicon_reset(analyzer);
    return 0;
}
