/* The article's life: made once, filled and emptied many times. */
#include "newsdex/article.h"

#include <stdlib.h>
#include <string.h>

static void forget_contents(ndx_article *article) {
    ndx_facts kept = {.tokens = article->facts.tokens, .token_capacity = article->facts.token_capacity};
    memset(article->field, 0, sizeof article->field);
    memset(&article->origin, 0, sizeof article->origin);
    memset(article->zone, 0, sizeof article->zone);
    article->date = NDX_NO_DATE;
    article->text = (ndx_text){"", 0};
    article->stemmer = "";
    article->places = (ndx_text){"", 0};
    article->list.data = NULL;
    article->facts = kept;
}

void ndx_article_init(ndx_article *article) {
    memset(article, 0, sizeof *article);
    forget_contents(article);
}

void ndx_article_clear(ndx_article *article) {
    ndx_arena_clear(&article->arena);
    free(article->facts.tokens);
    ndx_article_init(article);
}

void ndx_article_reset(ndx_article *article) {
    ndx_arena_reset(&article->arena);
    forget_contents(article);
}

/* One more value. The room doubles, so that a list costs no more than a few times its bytes. */
static void add_value(ndx_article *article, ndx_text *list, ndx_text value) {
    size_t len = list->len + 1 + value.len;
    if (article->list.data != list->data || article->list.room < len) {
        char *moved = ndx_arena_room(&article->arena, 2 * len);
        if (!moved) return;
        memcpy(moved, list->data, list->len);
        article->list.data = list->data = moved;
        article->list.room = 2 * len;
    }
    char *end = (char *)list->data + list->len;
    *end = '\n';
    memcpy(end + 1, value.data, value.len);
    list->len = len;
}

ndx_status ndx_article_set(ndx_article *article, ndx_field field, ndx_text value, ndx_error *err) {
    ndx_text *place = &article->field[field];
    if (value.len == 0) return NDX_OK;
    if (ndx_field_get(field)->kind != NDX_LIST || place->len == 0)
        *place = ndx_arena_copy(&article->arena, value);
    else
        add_value(article, place, value);
    return article->arena.failed ? ndx_fail_memory(err) : NDX_OK;
}

ndx_text ndx_article_zone(const ndx_article *article, ndx_zone zone) {
    return ndx_text_slice(article->text, article->zone[zone].start, article->zone[zone].end);
}

ndx_text ndx_article_ranked_text(const ndx_article *article) {
    ndx_range tail = article->zone[NDX_ZONE_TAIL];
    size_t end = tail.end > tail.start ? tail.start : article->text.len;
    ndx_text text = ndx_text_slice(article->text, 0, end);
    while (text.len && text.data[text.len - 1] == '\n') text.len--;
    return text;
}

size_t ndx_token_from(const ndx_token *tokens, size_t count, uint32_t byte) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (tokens[middle].start < byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
