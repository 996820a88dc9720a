/* --since-last=NAME: only articles that were not in the index when NAME last ran.
 *
 * What was there is kept as the hashes of the ids of all articles, sorted, in a file of its own for each name and index:
 * $XDG_STATE_HOME/newsdex/NAME-INDEX, else $HOME/.local/state/newsdex/NAME-INDEX. It is replaced when everything was printed, so that an alert
 * whose mail could not be sent is not lost. */
#include "query.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAGIC "newsdex seen ids 1\n"
#define STATE_BYTES_MAX (1u << 30)
#define HASH_SEED 0x73696e63u

struct query_since {
    char path[1024];
    uint64_t *seen, *now; /* sorted */
    size_t seen_count, now_count, now_capacity;
    bool failed;
};

static int ascending(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* --- where ---------------------------------------------------------------------------------------------- */

static bool is_plain_name(const char *name) {
    return *name && *name != '.' && strlen(name) <= 64 &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == strlen(name);
}

/* Indexes are told apart by their full names, in the order given. */
static uint64_t index_hash(const query_session *s, const char *dir) {
    ndx_buf names = {0};
    for (size_t i = 0; i < (s->options.db.count ? s->options.db.count : 1); i++) {
        const char *name = s->options.db.count ? s->options.db.items[i] : dir;
        char *full = realpath(name, NULL);
        ndx_buf_add_str(&names, full ? full : name);
        ndx_buf_add_char(&names, '\n');
        free(full);
    }
    uint64_t hash = ndx_hash(names.data, names.len, HASH_SEED);
    ndx_buf_clear(&names);
    return hash;
}

static ndx_status state_path(query_session *s, struct query_since *since, ndx_error *err) {
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    bool given = state && *state == '/';
    ndx_buf dir = {0};
    if (!is_plain_name(s->options.since_last))
        return ndx_fail(
            err, NDX_USAGE,
            "--since-last=NAME: a name has letters, digits, dots, dashes and underscores, at most 64");
    if (!given && !(home && *home == '/'))
        return ndx_fail(err, NDX_USAGE,
                        "--since-last needs a place to remember in; set XDG_STATE_HOME or HOME");
    ndx_status status = s->options.db.count ? NDX_OK : ndx_cli_index_dir(NULL, &dir, err);
    if (status) return status;
    int len = snprintf(since->path, sizeof since->path, "%s%s/newsdex/%s-%016llx", given ? state : home,
                       given ? "" : "/.local/state", s->options.since_last,
                       (unsigned long long)index_hash(s, dir.data));
    ndx_buf_clear(&dir);
    return len > 0 && (size_t)len < sizeof since->path
               ? NDX_OK
               : ndx_fail(err, NDX_USAGE, "the path of the state folder is too long");
}

/* Makes the folders above path. */
static ndx_status make_folders(const char *path, ndx_error *err) {
    char folder[1024];
    snprintf(folder, sizeof folder, "%s", path);
    for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        if (mkdir(folder, 0700) != 0 && errno != EEXIST)
            return ndx_fail_errno(err, errno, "cannot make the folder %s", folder);
        *slash = '/';
    }
    return NDX_OK;
}

/* --- what ----------------------------------------------------------------------------------------------- */

static ndx_status read_seen(struct query_since *since, ndx_error *err) {
    ndx_buf file = {0};
    size_t magic = strlen(MAGIC);
    ndx_error own = {0};
    ndx_status status = ndx_file_read(since->path, STATE_BYTES_MAX, &file, &own);
    if (status == NDX_NOT_FOUND) return NDX_OK; /* the first run */
    if (status) {
        if (err) *err = own;
        return status;
    }
    bool whole = file.len >= magic && memcmp(file.data, MAGIC, magic) == 0 &&
                 (file.len - magic) % sizeof *since->seen == 0;
    since->seen_count = whole ? (file.len - magic) / sizeof *since->seen : 0;
    since->seen = malloc(since->seen_count * sizeof *since->seen + 1);
    if (since->seen && since->seen_count)
        memcpy(since->seen, file.data + magic, since->seen_count * sizeof *since->seen);
    ndx_buf_clear(&file);
    if (!since->seen) return ndx_fail_memory(err);
    return whole ? NDX_OK
                 : ndx_fail(err, NDX_BAD_INPUT, "%s is damaged; remove it to begin anew", since->path);
}

static bool add_id(void *context, ndx_text term, uint64_t articles) {
    struct query_since *since = context;
    (void)articles;
    void *grown = ndx_grow(since->now, since->now_count, &since->now_capacity, sizeof *since->now);
    since->failed = !grown;
    if (!grown) return false;
    since->now = grown;
    since->now[since->now_count++] = ndx_hash(term.data, term.len, HASH_SEED);
    return true;
}

ndx_status query_since_open(query_session *s, ndx_error *err) {
    const char *prefix = ndx_field_get(NDX_FIELD_ID)->prefix;
    s->since = calloc(1, sizeof *s->since);
    if (!s->since) return ndx_fail_memory(err);
    ndx_status status = state_path(s, s->since, err);
    if (!status) status = read_seen(s->since, err);
    if (!status) status = ndx_index_each_term(s->index, ndx_text_of(prefix), add_id, s->since, err);
    if (!status && s->since->failed) status = ndx_fail_memory(err);
    if (!status && s->since->now_count)
        qsort(s->since->now, s->since->now_count, sizeof *s->since->now, ascending);
    return status;
}

bool query_since_is_new(const query_session *s, ndx_text id) {
    ndx_buf term = {0};
    ndx_term_of_value(NDX_FIELD_ID, id, &term);
    uint64_t hash = ndx_hash(term.data, term.len, HASH_SEED);
    ndx_buf_clear(&term);
    return !s->since->seen || !bsearch(&hash, s->since->seen, s->since->seen_count, sizeof hash, ascending);
}

ndx_status query_since_keep(query_session *s, ndx_error *err) {
    ndx_buf file = {0};
    ndx_buf_add_str(&file, MAGIC);
    ndx_buf_add(&file, s->since->now, s->since->now_count * sizeof *s->since->now);
    ndx_status status = ndx_buf_status(&file, err);
    if (!status) status = make_folders(s->since->path, err);
    if (!status) status = ndx_file_write(s->since->path, ndx_buf_text(&file), err);
    ndx_buf_clear(&file);
    return status;
}

void query_since_close(query_session *s) {
    if (!s->since) return;
    free(s->since->seen);
    free(s->since->now);
    free(s->since);
    s->since = NULL;
}
