/* Keys of the world and the fields they mean: --map first, then the aliases of fields.def. */
#include "keys.h"
#include "markup.h"

#include <stdlib.h>
#include <string.h>

enum { KEYS_REMEMBERED = 4096 }; /* sources with more distinct keys than that are asked anew each time */

static bool split_map(const char *map, ndx_text *field, ndx_text *name) {
    const char *equals = strchr(map, '=');
    if (!equals) return false;
    *field = ndx_text_trim((ndx_text){map, (size_t)(equals - map)});
    *name = ndx_text_trim(ndx_text_of(equals + 1));
    return field->len && name->len;
}

ndx_status ndx_keys_init(ndx_keys *keys, const char *const *maps, ndx_error *err) {
    *keys = (ndx_keys){.maps = maps};
    for (size_t i = 0; maps && maps[i]; i++) {
        ndx_text field, name;
        if (!split_map(maps[i], &field, &name))
            return ndx_fail(err, NDX_USAGE, "--map=%s is not FIELD=NAME, such as --map=body=story_text",
                            maps[i]);
        if (ndx_field_find(field) == NDX_FIELD_COUNT)
            return ndx_fail(err, NDX_USAGE, "--map=%s: there is no field %.*s", maps[i], NDX_ARG(field));
    }
    return NDX_OK;
}

void ndx_keys_clear(ndx_keys *keys) {
    ndx_names_clear(&keys->seen);
    free(keys->known);
    *keys = (ndx_keys){0};
}

static bool same_key(ndx_text a, ndx_text b) {
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++) {
        char x = a.data[i], y = b.data[i];
        if (x >= 'A' && x <= 'Z') x = (char)(x + 32);
        if (y >= 'A' && y <= 'Z') y = (char)(y + 32);
        if (x == '-' || x == ' ') x = '_';
        if (y == '-' || y == ' ') y = '_';
        if (x != y) return false;
    }
    return true;
}

static unsigned alias_rank(ndx_field field, ndx_text name) {
    const ndx_field_info *info = ndx_field_get(field);
    unsigned rank = NDX_RANK_NAME;
    if (same_key(name, ndx_text_of(info->name))) return rank;
    ndx_text rest = ndx_text_of(info->aliases), alias;
    while (ndx_text_split(&rest, ',', &alias)) {
        rank++;
        if (same_key(name, alias)) break;
    }
    return rank;
}

static ndx_key look_up(const ndx_keys *keys, ndx_text path) {
    for (size_t i = 0; keys->maps && keys->maps[i]; i++) {
        ndx_text field, name;
        if (split_map(keys->maps[i], &field, &name) && same_key(name, path))
            return (ndx_key){ndx_field_find(field), 0};
    }
    if (memchr(path.data ? path.data : "", '.', path.len)) return (ndx_key){NDX_FIELD_COUNT, 0};
    ndx_field field = ndx_field_find(path);
    return (ndx_key){field, field == NDX_FIELD_COUNT ? 0 : alias_rank(field, path)};
}

ndx_key ndx_keys_find(ndx_keys *keys, ndx_text path) {
    if (path.len > 256) return (ndx_key){NDX_FIELD_COUNT, 0};
    uint32_t number = ndx_names_find(&keys->seen, path);
    if (number != NDX_NO_NAME) return keys->known[number];
    ndx_key key = look_up(keys, path);
    if (keys->seen.count >= KEYS_REMEMBERED) return key;
    /* Remembering is a convenience: when memory is short the answer is right all the same. */
    ndx_key *known = ndx_grow(keys->known, keys->seen.count, &keys->known_capacity, sizeof *known);
    if (!known) return key;
    keys->known = known;
    number = ndx_names_add(&keys->seen, path);
    if (number != NDX_NO_NAME) known[number] = key;
    return key;
}

bool ndx_keys_maps_inside(const ndx_keys *keys, ndx_text path) {
    for (size_t i = 0; keys->maps && keys->maps[i]; i++) {
        ndx_text field, name;
        if (split_map(keys->maps[i], &field, &name) && name.len > path.len && name.data[path.len] == '.' &&
            same_key(ndx_text_slice(name, 0, path.len), path))
            return true;
    }
    return false;
}

void ndx_ranks_init(ndx_ranks *ranks) {
    for (size_t i = 0; i < NDX_FIELD_COUNT; i++) ranks->rank[i] = UINT32_MAX;
}

bool ndx_ranks_want(const ndx_ranks *ranks, ndx_key key) {
    if (key.field >= NDX_FIELD_COUNT) return false;
    unsigned had = ranks->rank[key.field];
    return key.rank < had || (key.rank == had && ndx_field_get(key.field)->kind == NDX_LIST);
}

/* "en-GB", "pt_BR": the language alone. Other values ("English") stay as they are. */
static ndx_text language_code(ndx_text value) {
    size_t len = 0;
    while (len < value.len && ((value.data[len] | 32) >= 'a' && (value.data[len] | 32) <= 'z')) len++;
    bool code =
        (len == 2 || len == 3) && (len == value.len || value.data[len] == '-' || value.data[len] == '_');
    return code ? ndx_text_slice(value, 0, len) : value;
}

ndx_status ndx_ranks_set(ndx_ranks *ranks, ndx_article *article, ndx_key key, ndx_text value,
                         ndx_error *err) {
    value = ndx_text_trim(value);
    if (value.len == 0 || !ndx_ranks_want(ranks, key)) return NDX_OK;
    if (key.rank < ranks->rank[key.field]) article->field[key.field] = (ndx_text){NULL, 0};
    ranks->rank[key.field] = key.rank;
    if (key.field == NDX_FIELD_LANGUAGE) value = language_code(value);
    return ndx_article_set(article, key.field, value, err);
}

/* Headlines and stories in JSON and tables are often cut from web pages, with their markup. */
static bool may_hold_markup(ndx_field field) {
    return field == NDX_FIELD_HEADLINE || field == NDX_FIELD_BODY || field == NDX_FIELD_BYLINE ||
           field == NDX_FIELD_SECTION || field == NDX_FIELD_PLACE;
}

ndx_status ndx_ranks_set_loose(ndx_ranks *ranks, ndx_article *article, ndx_key key, ndx_buf *value,
                               ndx_error *err) {
    if (value->failed) return ndx_fail_memory(err);
    if (value->len == 0 || !ndx_ranks_want(ranks, key)) return NDX_OK;
    if (may_hold_markup(key.field)) {
        if (ndx_markup_probable(ndx_buf_text(value)))
            value->len = ndx_markup_strip(value->data, value->len);
        else
            value->len = ndx_markup_decode(value->data, value->len);
    }
    return ndx_ranks_set(ranks, article, key, ndx_buf_text(value), err);
}
