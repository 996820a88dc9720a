/* people.conf: what the user says about who is who. */
#include "identity.h"

static const char accepted[] =
    "lines are \"same: NAME | NAME\", \"different: NAME | NAME\", \"never: NAME\" or comments after '#'";

typedef enum conf_kind { CONF_SAME, CONF_DIFFERENT, CONF_NEVER, CONF_KINDS } conf_kind;

static const struct conf_row {
    const char *word;
    size_t least; /* names a line needs */
} conf_rows[CONF_KINDS] = {
    [CONF_SAME] = {"same", 2}, [CONF_DIFFERENT] = {"different", 2}, [CONF_NEVER] = {"never", 1}};

static bool add_pair(identity_pair **pairs, size_t *count, size_t *capacity, uint32_t a, uint32_t b) {
    identity_pair *grown = ndx_grow(*pairs, *count, capacity, sizeof *grown);
    if (!grown) return false;
    *pairs = grown;
    (*pairs)[(*count)++] = (identity_pair){a, b};
    return true;
}

/* Applies one name of a line; first is the line's first name. */
static bool apply(ndx_identity *identity, conf_kind kind, uint32_t first, uint32_t number) {
    switch (kind) {
    case CONF_SAME:
        return number == first ||
               add_pair(&identity->same, &identity->same_count, &identity->same_capacity, first, number);
    case CONF_DIFFERENT:
        return number == first || add_pair(&identity->different, &identity->different_count,
                                           &identity->different_capacity, first, number);
    default:
        identity->name[number].never = true;
        return true;
    }
}

/* Where messages point: the line, and the character in it. */
typedef struct conf_place {
    const char *conf_name;
    size_t number;
    ndx_text line;
} conf_place;

static size_t column_of(const conf_place *place, ndx_text piece) {
    return 1 + ndx_utf8_count(ndx_text_slice(place->line, 0, (size_t)(piece.data - place->line.data)));
}

#define NAMES_MAX 64 /* on one line */

/* The names of a line as numbers. */
static ndx_status read_names(ndx_identity *identity, ndx_text rest, const conf_place *place,
                             uint32_t number[NAMES_MAX], size_t *count, ndx_text *first_written,
                             ndx_error *err) {
    ndx_text piece;
    ndx_buf key = {0};
    ndx_status status = NDX_OK;
    while (status == NDX_OK && ndx_text_split(&rest, '|', &piece)) {
        piece = ndx_text_trim(piece);
        ndx_buf_reset(&key);
        ndx_name_key(&key, piece);
        if (key.failed)
            status = ndx_fail_memory(err);
        else if (key.len == 0)
            status = ndx_fail(err, NDX_BAD_INPUT, "%s:%zu:%zu: no name in \"%.*s\"; %s", place->conf_name,
                              place->number, column_of(place, piece), NDX_ARG(ndx_text_slice(piece, 0, 80)),
                              accepted);
        else if (*count == NAMES_MAX)
            status = ndx_fail(err, NDX_BAD_INPUT, "%s:%zu:%zu: more than %d names on one line; use several",
                              place->conf_name, place->number, column_of(place, piece), NAMES_MAX);
        else if ((number[(*count)++] = identity_number(identity, ndx_buf_text(&key))) == NO_NUMBER)
            status = ndx_fail_memory(err);
        if (*count == 1) *first_written = piece;
    }
    ndx_buf_clear(&key);
    return status;
}

static ndx_status obey_line(ndx_identity *identity, conf_kind kind, ndx_text rest, const conf_place *place,
                            ndx_error *err) {
    uint32_t number[NAMES_MAX] = {0};
    size_t count = 0;
    ndx_text written = {"", 0};
    ndx_status status = read_names(identity, rest, place, number, &count, &written, err);
    if (status == NDX_OK && count < conf_rows[kind].least)
        status = ndx_fail(err, NDX_BAD_INPUT, "%s:%zu:%zu: \"%s:\" needs %zu names; %s", place->conf_name,
                          place->number, column_of(place, rest), conf_rows[kind].word, conf_rows[kind].least,
                          accepted);
    if (status != NDX_OK) return status;
    if (kind == CONF_SAME) {
        identity->name[number[0]].chosen = true;
        identity->name[number[0]].written = ndx_arena_copy(&identity->arena, written);
    }
    bool enough = !identity->arena.failed;
    /* all of a "different" line differ from one another, not only from the first */
    for (size_t i = 0; i < count && enough; i++)
        for (size_t k = 0; k < (kind == CONF_DIFFERENT ? i : 1) && enough; k++)
            enough = apply(identity, kind, number[k], number[i]);
    return enough ? NDX_OK : ndx_fail_memory(err);
}

static ndx_status read_line(ndx_identity *identity, const conf_place *place, ndx_error *err) {
    size_t remark = ndx_text_find(place->line, NDX_TEXT("#"));
    ndx_text line =
        ndx_text_trim(ndx_text_slice(place->line, 0, remark == SIZE_MAX ? place->line.len : remark));
    if (line.len == 0) return NDX_OK;
    size_t colon = ndx_text_find(line, NDX_TEXT(":"));
    ndx_text word = ndx_text_trim(ndx_text_slice(line, 0, colon == SIZE_MAX ? line.len : colon));
    for (int kind = 0; kind < CONF_KINDS && colon != SIZE_MAX; kind++)
        if (ndx_text_equal_nocase(word, ndx_text_of(conf_rows[kind].word)))
            return obey_line(identity, (conf_kind)kind, ndx_text_slice(line, colon + 1, line.len), place,
                             err);
    return ndx_fail(err, NDX_BAD_INPUT, "%s:%zu:%zu: \"%.*s\" is not understood; %s", place->conf_name,
                    place->number, column_of(place, line), NDX_ARG(ndx_text_slice(word, 0, 80)), accepted);
}

ndx_status identity_read_conf(ndx_identity *identity, ndx_text conf, const char *conf_name, ndx_error *err) {
    conf_place place = {.conf_name = conf_name};
    ndx_status status = NDX_OK;
    while (status == NDX_OK && ndx_text_line(&conf, &place.line)) {
        place.number++;
        status = read_line(identity, &place, err);
    }
    identity->conf_count = identity->names.count;
    return status;
}
