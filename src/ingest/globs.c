/* Which files of a source are meant. Globs work as in .gitignore files, but that "*" passes over "/" too. */
#include "run.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST_GLOB = 4096 }; /* no path is longer */

/* With FNM_LEADING_DIR a pattern that matches a folder matches whatever is below it. */
static bool matches(const char *glob, const char *below) {
    char pattern[LONGEST_GLOB + 1];
    size_t len = strlen(glob);
    if (len == 0 || len >= LONGEST_GLOB) return false;
    const char *slash = strchr(glob, '/');
    bool placed = slash && slash < glob + len - 1;
    if (placed && glob == slash) glob++;
    snprintf(pattern, sizeof pattern, "%s%s", glob,
             glob[strlen(glob) - 1] == '/' ? "*" : ""); /* "drafts/" is a folder, and no file */
    if (placed) return fnmatch(pattern, below, FNM_LEADING_DIR) == 0;
    for (const char *part = below; part; part = (slash = strchr(part, '/')) ? slash + 1 : NULL)
        if (fnmatch(pattern, part, FNM_LEADING_DIR) == 0) return true;
    return false;
}

bool ndx_globs_match(const char *const *globs, const char *below) {
    for (; *globs; globs++)
        if (matches(*globs, below)) return true;
    return false;
}

/* The path as globs see it: below the source's own. */
static const char *below_root(const ndx_source *source, const char *path) {
    const char *below = path;
    for (size_t i = 0; i < source->path_count; i++) {
        ndx_text root = ndx_text_of(source->paths[i]);
        if (!ndx_path_below(ndx_text_of(path), root)) continue;
        /* Of a file given by itself only the name counts: the folders were named too. */
        const char *name = strrchr(path, '/');
        below = strlen(path) > root.len ? path + root.len : name ? name : path;
    }
    while (*below == '/') below++;
    return below;
}

bool ndx_source_excludes(const ndx_source *source, const char *path) {
    return source->exclude && ndx_globs_match(source->exclude, below_root(source, path));
}

bool ndx_source_wants(const ndx_source *source, const char *path) {
    if (ndx_source_excludes(source, path)) return false;
    return !source->include || ndx_globs_match(source->include, below_root(source, path));
}
