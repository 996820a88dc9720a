/* The table of fields. */
#include "newsdex/article.h"

static const ndx_field_info fields[] = {
#define X(id, name, aliases, prefix, kind, weight, stored, json)                                             \
    {name, aliases, prefix, NDX_##kind, weight, stored, json},
#include "newsdex/fields.def"
#undef X
};

const ndx_field_info *ndx_field_get(ndx_field field) {
    return &fields[field];
}

/* Keys in the wild differ in case and in what they put between words: "Published-At", "published_at", "published at". */
static char key_character(char c) {
    if (c >= 'A' && c <= 'Z') return (char)(c + 32);
    return c == '-' || c == ' ' ? '_' : c;
}

static bool same_key(ndx_text a, ndx_text b) {
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++)
        if (key_character(a.data[i]) != key_character(b.data[i])) return false;
    return true;
}

ndx_field ndx_field_find(ndx_text name) {
    for (int field = 0; field < NDX_FIELD_COUNT; field++) {
        if (same_key(name, ndx_text_of(fields[field].name))) return (ndx_field)field;
        ndx_text rest = ndx_text_of(fields[field].aliases), alias;
        while (ndx_text_split(&rest, ',', &alias))
            if (same_key(name, alias)) return (ndx_field)field;
    }
    return NDX_FIELD_COUNT;
}
