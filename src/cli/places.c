/* Where the index and the configuration are when nobody says. Nothing here needs a home folder. */
#include "newsdex/cli.h"

#include <stdlib.h>

static const char *environment(const char *name) {
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

/* $xdg/tail, else $HOME/home_part/tail; false when neither is set. */
static bool add_xdg(ndx_buf *out, const char *xdg, const char *home_part, const char *tail) {
    const char *base = environment(xdg);
    if (base && *base == '/') { /* the XDG rules have relative paths ignored */
        ndx_buf_addf(out, "%s/%s", base, tail);
        return true;
    }
    base = environment("HOME");
    if (base) ndx_buf_addf(out, "%s/%s/%s", base, home_part, tail);
    return base != NULL;
}

ndx_status ndx_cli_index_dir(const char *option, ndx_buf *dir, ndx_error *err) {
    if (option && !*option) return ndx_fail(err, NDX_USAGE, "--db= needs the name of a folder");
    if (!option) option = environment("NEWSDEX_DB");
    if (option)
        ndx_buf_add_str(dir, option);
    else if (!add_xdg(dir, "XDG_DATA_HOME", ".local/share", "newsdex/default"))
        return ndx_fail(err, NDX_USAGE,
                        "which index? Say --db=DIR (NEWSDEX_DB, XDG_DATA_HOME and HOME are not set)");
    return ndx_buf_status(dir, err);
}

ndx_status ndx_cli_config_file(const char *option, ndx_buf *path, ndx_error *err) {
    if (option)
        ndx_buf_add_str(path, option);
    else if (!add_xdg(path, "XDG_CONFIG_HOME", ".config", "newsdex/config"))
        return ndx_fail(err, NDX_NOT_FOUND, "there is no config file (XDG_CONFIG_HOME and HOME are not set)");
    return ndx_buf_status(path, err);
}
