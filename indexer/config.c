/* The configuration file:
 *
 *     db = /srv/newsdex            any option of the command line, without its dashes
 *     [source Northern Post]
 *     path = /srv/archive/np       repeated for several; relative to the file's folder
 *     include = *.jsonl.gz
 *     tz = Europe/Oslo
 *
 * and which sources a run reads. */
#include "indexer.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct file_source {
    const char *name, *format, *encoding, *zone, *date_order, *language;
    ndx_string_list paths, include, exclude, maps;
} file_source;

struct config {
    ndx_buf path, text;
    ndx_text folder;
    ndx_arena arena; /* values, NUL-terminated */
    file_source *sources;
    size_t count, capacity;
    const ndx_program *program;
};

/* --- reading -------------------------------------------------------------------------------------------- */

static const char *keep(config *file, ndx_text value, ndx_error *err) {
    ndx_text copy = ndx_arena_copy(&file->arena, value);
    if (file->arena.failed) ndx_fail_memory(err);
    return file->arena.failed ? NULL : copy.data;
}

/* A relative path is meant from where the file stands, not from where the job happens to run. */
static const char *keep_path(config *file, ndx_text value, ndx_error *err) {
    ndx_buf whole = {0};
    bool relative = value.len && value.data[0] != '/' && !ndx_text_equal(value, NDX_TEXT("-"));
    if (relative) ndx_buf_add_text(&whole, file->folder);
    ndx_buf_add_text(&whole, value);
    const char *kept = ndx_buf_status(&whole, err) == NDX_OK ? keep(file, ndx_buf_text(&whole), err) : NULL;
    ndx_buf_clear(&whole);
    return kept;
}

/* Keys of a source: one table for their targets. */
typedef enum key_kind { KEY_STRING, KEY_LIST, KEY_PATHS } key_kind;
static const struct {
    const char *key;
    key_kind kind;
    size_t target;
} source_keys[] = {
    {"path", KEY_PATHS, offsetof(file_source, paths)},
    {"include", KEY_LIST, offsetof(file_source, include)},
    {"exclude", KEY_LIST, offsetof(file_source, exclude)},
    {"map", KEY_LIST, offsetof(file_source, maps)},
    {"name", KEY_STRING, offsetof(file_source, name)},
    {"format", KEY_STRING, offsetof(file_source, format)},
    {"encoding", KEY_STRING, offsetof(file_source, encoding)},
    {"tz", KEY_STRING, offsetof(file_source, zone)},
    {"date-order", KEY_STRING, offsetof(file_source, date_order)},
    {"language", KEY_STRING, offsetof(file_source, language)},
};

static ndx_status append(ndx_string_list *list, const char *value, ndx_error *err) {
    ndx_option option = {.kind = NDX_OPTION_LIST, .name = "path", .target = list};
    const ndx_option table[] = {option, {0}};
    ndx_program program = {.name = "", .options = table};
    return ndx_cli_set(&program, "path", value, err);
}

static ndx_status set_source(config *file, const ndx_setting *setting, ndx_error *err) {
    char *source = (char *)&file->sources[file->count - 1];
    for (size_t i = 0; i < NDX_COUNT(source_keys); i++) {
        if (!ndx_text_equal_nocase(setting->key, ndx_text_of(source_keys[i].key))) continue;
        const char *value = source_keys[i].kind == KEY_PATHS ? keep_path(file, setting->value, err)
                                                             : keep(file, setting->value, err);
        if (!value) return NDX_NO_MEMORY;
        void *target = source + source_keys[i].target;
        if (source_keys[i].kind != KEY_STRING) return append(target, value, err);
        *(const char **)target = value;
        return NDX_OK;
    }
    return ndx_fail(err, NDX_USAGE,
                    "%s:%zu: a source has no '%.*s'; it has path, include, exclude, map, name, format, "
                    "encoding, tz, date-order, language",
                    file->path.data, setting->line, NDX_ARG(setting->key));
}

static ndx_status begin_source(config *file, const ndx_setting *setting, ndx_error *err) {
    file_source *sources = ndx_grow(file->sources, file->count, &file->capacity, sizeof *sources);
    if (!sources) return ndx_fail_memory(err);
    file->sources = sources;
    sources[file->count++] = (file_source){0};
    if (setting->name.len == 0) return NDX_OK;
    sources[file->count - 1].name = keep(file, setting->name, err);
    return file->arena.failed ? NDX_NO_MEMORY : NDX_OK;
}

static ndx_status set_option(config *file, const ndx_setting *setting, ndx_error *err) {
    ndx_error why = {0};
    const char *key = keep(file, setting->key, err);
    bool is_path = key && (strcmp(key, "db") == 0 || strcmp(key, "people") == 0);
    const char *value = !key      ? NULL
                        : is_path ? keep_path(file, setting->value, err)
                                  : keep(file, setting->value, err);
    if (!value) return NDX_NO_MEMORY;
    ndx_status status = ndx_cli_set(file->program, key, value, &why);
    return status == NDX_OK
               ? status
               : ndx_fail(err, status, "%s:%zu: %s", file->path.data, setting->line, why.message);
}

static ndx_status on_setting(void *context, const ndx_setting *setting, ndx_error *err) {
    config *file = context;
    bool top = setting->section.len == 0 || ndx_text_equal(setting->section, NDX_TEXT("index"));
    bool source = ndx_text_equal(setting->section, NDX_TEXT("source"));
    if (!top && !source)
        return ndx_fail(err, NDX_USAGE,
                        "%s:%zu: there is no section [%.*s]; there are [index] and [source NAME]",
                        file->path.data, setting->line, NDX_ARG(setting->section));
    if (setting->key.len == 0) return source ? begin_source(file, setting, err) : NDX_OK;
    return source ? set_source(file, setting, err) : set_option(file, setting, err);
}

static ndx_status check_sources(const config *file, ndx_error *err) {
    for (size_t i = 0; i < file->count; i++)
        if (file->sources[i].paths.count == 0)
            return ndx_fail(err, NDX_USAGE, "%s: the source %s has no path", file->path.data,
                            file->sources[i].name ? file->sources[i].name : "without name");
    return NDX_OK;
}

/* The folder that relative paths of the file are meant from. Named by a relative path itself ("--config=config"), it is made the one it
 * is: an article's id must not depend on where somebody stood who started a run. */
static ndx_status find_folder(config *file, ndx_error *err) {
    const char *path = file->path.data, *slash = strrchr(path, '/');
    file->folder = (ndx_text){path, slash ? (size_t)(slash - path) + 1 : 0};
    if (*path == '/') return NDX_OK;
    ndx_buf whole = {0};
    ndx_buf_add_text(&whole, file->folder);
    if (whole.len == 0) ndx_buf_add_str(&whole, ".");
    char *real = whole.failed ? NULL : realpath(whole.data, NULL);
    ndx_buf_reset(&whole);
    ndx_buf_addf(&whole, "%s/", real && real[1] ? real : "");
    const char *kept = real && !whole.failed ? keep(file, ndx_buf_text(&whole), err) : NULL;
    if (kept) file->folder = (ndx_text){kept, whole.len};
    free(real);
    ndx_buf_clear(&whole);
    return file->arena.failed ? NDX_NO_MEMORY : NDX_OK;
}

ndx_status config_read(settings *s, const ndx_program *program, ndx_error *err) {
    config *file = calloc(1, sizeof *file);
    if (!file) return ndx_fail_memory(err);
    s->file = file;
    file->program = program;
    ndx_status status = ndx_cli_config_file(s->config, &file->path, err);
    if (status == NDX_OK) status = ndx_file_read(file->path.data, 1 << 20, &file->text, err);
    if (status == NDX_NOT_FOUND && !s->config) return NDX_OK; /* nobody asked for one */
    if (status != NDX_OK) return status;
    status = find_folder(file, err);
    if (status == NDX_OK)
        status = ndx_config_read(ndx_buf_text(&file->text), file->path.data, on_setting, file, err);
    return status == NDX_OK ? check_sources(file, err) : status;
}

ndx_status config_people(const settings *s, const char **path, ndx_error *err) {
    *path = s->people;
    if (s->people || s->file->path.len == 0) return NDX_OK;
    const char *slash = strrchr(s->file->path.data, '/');
    ndx_text folder =
        ndx_text_slice(ndx_buf_text(&s->file->path), 0, slash ? (size_t)(slash - s->file->path.data) + 1 : 0);
    ndx_buf beside = {0};
    ndx_buf_addf(&beside, "%.*speople.conf", NDX_ARG(folder));
    ndx_status status = ndx_buf_status(&beside, err);
    if (status == NDX_OK && access(beside.data, F_OK) == 0) {
        *path = keep(s->file, ndx_buf_text(&beside), err);
        if (!*path) status = NDX_NO_MEMORY;
    }
    ndx_buf_clear(&beside);
    return status;
}

void config_free(config *file) {
    if (!file) return;
    for (size_t i = 0; i < file->count; i++) {
        ndx_string_list_clear(&file->sources[i].paths);
        ndx_string_list_clear(&file->sources[i].include);
        ndx_string_list_clear(&file->sources[i].exclude);
        ndx_string_list_clear(&file->sources[i].maps);
    }
    free(file->sources);
    ndx_arena_clear(&file->arena);
    ndx_buf_clear(&file->path);
    ndx_buf_clear(&file->text);
    free(file);
}

/* --- sources of a run ----------------------------------------------------------------------------------- */

static const char *first(const char *a, const char *b) {
    return a ? a : b;
}

static const char *const *first_list(const ndx_string_list *a, const ndx_string_list *b) {
    return a->count ? a->items : b->count ? b->items : NULL;
}

/* What the file says of a source; what it does not say, the options of the command line say. */
static ndx_source source_of(const settings *s, const file_source *from) {
    static const file_source nothing;
    const file_source *f = from ? from : &nothing;
    return (ndx_source){.name = first(f->name, s->source_name),
                        .paths = f->paths.items,
                        .path_count = f->paths.count,
                        .include = first_list(&f->include, &s->include),
                        .exclude = first_list(&f->exclude, &s->exclude),
                        .format = first(f->format, s->format),
                        .maps = first_list(&f->maps, &s->maps),
                        .encoding = first(f->encoding, s->encoding),
                        .zone = first(f->zone, s->zone),
                        .date_order = first(f->date_order, s->date_order),
                        .language = f->language};
}

/* What of `given` stands below `above`, from its "/" on; empty for the same; data NULL when it is not below. */
static ndx_text below(ndx_text given, ndx_text above) {
    while (above.len > 1 && above.data[above.len - 1] == '/') above.len--;
    if (above.len == 1 && above.data[0] == '/') above.len = 0;
    bool is_below = ndx_text_starts(given, above) && (given.len == above.len || given.data[above.len] == '/');
    return is_below ? ndx_text_slice(given, above.len, given.len) : (ndx_text){0};
}

/* The same where the names differ: "news" and "/srv/news", or a link. *spelling: the path as the source has it. */
static bool is_below_really(config *file, const char *real, const char *source, const char **spelling,
                            ndx_error *err) {
    char *above = realpath(source, NULL);
    ndx_buf whole = {0};
    ndx_text rest = above ? below(ndx_text_of(real), ndx_text_of(above)) : (ndx_text){0};
    if (rest.data) {
        ndx_text head = ndx_text_of(source);
        while (head.len > 1 && head.data[head.len - 1] == '/') head.len--;
        ndx_buf_add_text(&whole, head);
        ndx_buf_add_text(&whole, rest);
        *spelling = whole.failed ? NULL : keep(file, ndx_buf_text(&whole), err);
    }
    free(above);
    ndx_buf_clear(&whole);
    return rest.data && *spelling;
}

static bool covers_really(config *file, const file_source *source, const char *real, const char **spelling,
                          ndx_error *err) {
    for (size_t k = 0; k < source->paths.count; k++)
        if (is_below_really(file, real, source->paths.items[k], spelling, err)) return true;
    return false;
}

/* A PATH within a source of the file is read the way the file says, and under the name it has there: otherwise its articles would be
 * in the index twice. */
static const file_source *covering(config *file, const char *path, const char **spelling, ndx_error *err) {
    const file_source *sources = file->sources, *found = NULL;
    size_t count = sources ? file->count : 0;
    *spelling = path;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < sources[i].paths.count; k++)
            if (below(ndx_text_of(path), ndx_text_of(sources[i].paths.items[k])).data) return &sources[i];
    char *real = strcmp(path, "-") == 0 ? NULL : realpath(path, NULL);
    for (size_t i = 0; real && !found && i < count; i++)
        if (covers_really(file, &sources[i], real, spelling, err)) found = &sources[i];
    free(real);
    return found;
}

ndx_status config_sources(const settings *s, ndx_source **out, size_t *count, ndx_error *err) {
    config *file = s->file;
    bool given = s->item_count > 0;
    *count = given ? s->item_count : file->count;
    *out = calloc(*count + 1, sizeof **out);
    const char **paths = ndx_arena_array(&file->arena, s->item_count + 1, sizeof *paths);
    if (!*out || !paths) return ndx_fail_memory(err);
    for (size_t i = 0; i < *count; i++) {
        (*out)[i] = source_of(s, given ? covering(file, s->items[i], &paths[i], err) : &file->sources[i]);
        if (!given) continue;
        (*out)[i].paths = &paths[i];
        (*out)[i].path_count = 1;
    }
    if (file->arena.failed) return ndx_fail_memory(err);
    if (*count) return NDX_OK;
    return ndx_fail(err, NDX_USAGE, "what is to be read? Name PATHs, or sources in the config file%s%s",
                    file->path.len ? " " : "", file->path.len ? file->path.data : "");
}
