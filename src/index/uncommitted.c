/* Tables cut back to what is committed. */
#include "uncommitted.h"

#include <sys/stat.h>
#include <unistd.h>

static const char *const names[NDX_TABLE_COUNT] = {"postlist.glass", "termlist.glass", "docdata.glass",
                                                   "position.glass", "spelling.glass", "synonym.glass"};

static bool look(const char *path, const char *name, ndx_buf *file_path, struct stat *file) {
    ndx_buf_reset(file_path);
    ndx_buf_addf(file_path, "%s/%s", path, name);
    return !file_path->failed && stat(file_path->data, file) == 0;
}

void ndx_uncommitted_note(ndx_tables *tables, const char *path) {
    ndx_buf file_path = {0};
    struct stat file;
    for (size_t i = 0; i < NDX_TABLE_COUNT; i++)
        tables->bytes[i] = look(path, names[i], &file_path, &file) ? file.st_size : -1;
    tables->version = look(path, "iamglass", &file_path, &file) ? file.st_ino : 0;
    ndx_buf_clear(&file_path);
}

/* A commit that failed only after iamglass was replaced has happened all the same: then all of it is needed. */
void ndx_uncommitted_cut(const ndx_tables *tables, const char *path) {
    ndx_buf file_path = {0};
    struct stat file;
    bool same =
        tables->version && look(path, "iamglass", &file_path, &file) && file.st_ino == tables->version;
    for (size_t i = 0; same && i < NDX_TABLE_COUNT; i++)
        if (tables->bytes[i] >= 0 && look(path, names[i], &file_path, &file) &&
            file.st_size > tables->bytes[i] && truncate(file_path.data, tables->bytes[i]) != 0)
            continue; /* then the next commit uses it */
    ndx_buf_clear(&file_path);
}
