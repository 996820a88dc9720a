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
