/* Labelled text for training and measuring: files of "token TAB tag" lines turned back into running text with
 * gold spans. */
#ifndef NEWSDEX_PEOPLE_CORPUS_H
#define NEWSDEX_PEOPLE_CORPUS_H

#include "newsdex/people.h"

typedef enum gold_type { GOLD_PER, GOLD_ORG, GOLD_LOC, GOLD_MISC, GOLD_TYPES } gold_type;

typedef struct gold_span {
    uint32_t start, end; /* bytes in the document's text */
    gold_type type;
} gold_span;

typedef struct corpus_document {
    ndx_text text;
    gold_span *span;
    size_t span_count;
} corpus_document;

typedef struct labelled_corpus {
    corpus_document *document;
    size_t count, capacity;
    ndx_arena arena;
} labelled_corpus;

typedef enum corpus_layout {
    CORPUS_PLAIN,  /* punctuation attached as written, a sentence a line, as news is */
    CORPUS_SPACED, /* tokens with single spaces, a sentence a line */
    CORPUS_MIXED,  /* attached; sentences after one another, on lines, or as paragraphs, by a hash of the
                      sentence */
} corpus_layout;

/* Adds the documents of a file (plain or .gz). Lines "-DOCSTART-" begin documents, empty lines end sentences. With `glue`,
 * a document that shares a name or two long words with the one before is taken for more of it (GMB: a sentence a document). Titles are stripped from spans of
 * persons when strip is set. */
typedef struct corpus_options {
    corpus_layout layout;
    bool glue, strip;
} corpus_options;
ndx_status corpus_read(labelled_corpus *corpus, const char *path, corpus_options options, ndx_error *err);
void corpus_clear(labelled_corpus *corpus);

#endif
