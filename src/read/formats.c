/* The table of input formats. Adding one is its file, its line in archive.h, and its row here. */
#include "archive.h"

/* In the order of --help; among equally sure ones the first is taken. */
static const ndx_input_format *const formats[] = {
    &ndx_format_plain, &ndx_format_text, &ndx_format_reuters, &ndx_format_trec, &ndx_format_time,
    &ndx_format_json,  &ndx_format_csv,  &ndx_format_tsv,     &ndx_format_html, &ndx_format_newsml,
};

static bool is_called(const ndx_input_format *format, ndx_text name) {
    ndx_text rest = ndx_text_of(format->aliases), alias;
    if (ndx_text_equal_nocase(name, ndx_text_of(format->name))) return true;
    while (ndx_text_split(&rest, ',', &alias))
        if (ndx_text_equal_nocase(name, alias)) return true;
    return false;
}

const ndx_input_format *ndx_format_named(const char *name) {
    for (size_t i = 0; i < NDX_COUNT(formats); i++)
        if (is_called(formats[i], ndx_text_of(name))) return formats[i];
    return NULL;
}

const ndx_input_format *ndx_format_sniffed(const ndx_sniff *sniff) {
    const ndx_input_format *best = NULL;
    int surest = 0;
    for (size_t i = 0; i < NDX_COUNT(formats); i++) {
        int sure = formats[i]->sniff(sniff);
        if (sure > surest) {
            surest = sure;
            best = formats[i];
        }
    }
    return best;
}

const char *ndx_input_format_name(size_t number) {
    return number < NDX_COUNT(formats) ? formats[number]->name : NULL;
}

const char *ndx_input_format_description(size_t number) {
    return number < NDX_COUNT(formats) ? formats[number]->description : NULL;
}

/* --- reasons -------------------------------------------------------------------------------------------- */

static const struct {
    const char *word, *sentence;
} reasons[] = {
#define X(name, word, sentence) {word, sentence},
    NDX_REASONS(X)
#undef X
};

const char *ndx_reason_word(ndx_reason reason) {
    return reason < NDX_REASON_COUNT ? reasons[reason].word : "";
}

const char *ndx_reason_sentence(ndx_reason reason) {
    return reason < NDX_REASON_COUNT ? reasons[reason].sentence : "";
}
