/* cli: options, usage, exit codes, colour, width, pager, progress - all from tables. */
#ifndef NEWSDEX_CLI_H
#define NEWSDEX_CLI_H

#include "newsdex/base.h"
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- options: one table generates parsing, --help, the man page's list and completions ------------------ */

typedef enum ndx_option_kind {
    NDX_OPTION_FLAG,   /* bool: --name, --no-name clears */
    NDX_OPTION_STRING, /* const char * */
    NDX_OPTION_LIST,   /* ndx_string_list: may be repeated */
    NDX_OPTION_COUNT_, /* uint64_t, decimal */
    NDX_OPTION_SIZE,   /* uint64_t bytes: 512M, 2G, 100k (powers of 1024) */
    NDX_OPTION_REAL,   /* double */
    NDX_OPTION_CHOICE, /* int: index into choices "a|b|c" */
    NDX_OPTION_OPTIONAL_STRING, /* const char *: --name or --name=VALUE; "" when without */
    NDX_OPTION_GROUP   /* a heading in --help */
} ndx_option_kind;

typedef struct ndx_string_list { const char **items; size_t count, capacity; } ndx_string_list; /* NULL-terminated too */

typedef struct ndx_option {
    ndx_option_kind kind;
    const char *name;   /* long name without dashes */
    char letter;        /* short form, or 0 */
    const char *value;  /* "DIR", or the choices of a CHOICE */
    void *target;       /* of the kind's type */
    const char *help;   /* one line; NULL: not for people */
    uint32_t commands;  /* bit set of the commands it belongs to; 0: all */
} ndx_option;

typedef struct ndx_command { const char *name; const char *arguments; const char *help; } ndx_command;

typedef struct ndx_program {
    const char *name, *summary, *usage;
    const ndx_command *commands; /* ends with name NULL; NULL: the program has none */
    const ndx_option *options;   /* ends with name NULL and kind != GROUP */
    const char *examples;        /* for --help */
    bool dash_words;             /* "-word" is an argument (a query's NOT); only "-x" and "-x10" with a known letter are options */
    bool people;                 /* --complete-people=PREFIX prints names: completions ask it for values called PERSON, and for who:, as words with - for blanks */
} ndx_program;

typedef struct ndx_arguments {
    int command; /* number in program.commands; -1: none given */
    const char **items;
    size_t count;
    bool help, version;
    const char *generate; /* --generate=man|bash|zsh|fish, for the installation; else NULL */
} ndx_arguments;

/* Parse argv: --name=value, --name value, -x value, -- ends options; unknown ones: USAGE with the nearest known name.
 * Options may stand before or after the command. --help, --version and --generate need no row in the table.
 * arguments.items is allocated; free with ndx_arguments_clear. */
NDX_API ndx_status ndx_cli_parse(const ndx_program *program, int argc, char **argv, ndx_arguments *arguments, ndx_error *err);
NDX_API void ndx_arguments_clear(ndx_arguments *arguments);
/* Set one option from elsewhere (a config file): as --name=value would; a FLAG takes yes or no. value is kept, not copied.
 * USAGE: no such option (with the nearest name), or not such a value. */
NDX_API ndx_status ndx_cli_set(const ndx_program *program, const char *name, const char *value, ndx_error *err);
NDX_API void ndx_cli_help(const ndx_program *program, int command, ndx_buf *out); /* command -1: the whole program */
NDX_API void ndx_cli_man(const ndx_program *program, ndx_buf *out);               /* options section in man(7) */
NDX_API void ndx_cli_completion(const ndx_program *program, const char *shell, ndx_buf *out); /* "bash" "zsh" "fish" */
/* --help, --version, --generate: append what was asked for to out and return true; the program prints it and ends with 0. */
NDX_API bool ndx_cli_answer(const ndx_program *program, const ndx_arguments *arguments, ndx_buf *out);
/* Frees the items of a list that a LIST option filled (the strings are argv's). */
NDX_API void ndx_string_list_clear(ndx_string_list *list);

/* --- terminal ------------------------------------------------------------------------------------------- */

/* First thing in main: descriptors 0 to 2 are open, and a reader that went away is a failed write, not a signal. */
NDX_API void ndx_cli_prepare(void);

typedef enum ndx_when { NDX_AUTO, NDX_ALWAYS, NDX_NEVER } ndx_when;
/* auto: a terminal, TERM not dumb, NO_COLOR unset or empty. */
NDX_API bool ndx_cli_color(ndx_when when, int fd);
/* Columns of the terminal: COLUMNS, else the terminal's own, else 80. */
NDX_API size_t ndx_cli_width_columns(int fd);
/* Write all of buf to fd, retrying; a closed pipe is FAILED quietly (err->message empty). */
NDX_API ndx_status ndx_cli_write(int fd, ndx_text data, ndx_error *err);
/* Start $NEWSDEX_PAGER, $PAGER or `less -FRX` on stdout when it is a terminal ("" or "cat": none); _end waits for it. */
typedef struct ndx_pager { int pid; int saved_stdout; } ndx_pager; /* = {0}: none runs */
NDX_API void ndx_pager_begin(ndx_pager *pager);
NDX_API void ndx_pager_end(ndx_pager *pager);
/* "error: sentence" on stderr (for USAGE also where help is), colour when wanted; nothing when the message is empty. */
NDX_API void ndx_cli_complain(const char *program, const ndx_error *err, bool color);
/* Under a query error: the query, and ^ under err->column (East Asian width respected). */
NDX_API void ndx_cli_point(ndx_text query, size_t column);

/* --- progress ------------------------------------------------------------------------------------------- */

/* On stderr. auto: when stderr is a terminal that can move its cursor. */
typedef struct ndx_progress { bool on; double started, drawn; size_t width_columns; char label[32]; } ndx_progress;
NDX_API void ndx_progress_begin(ndx_progress *progress, ndx_when when, const char *label);
/* Redraws at most ten times a second: bar, percent, rate, ETA by bytes, articles. */
NDX_API void ndx_progress_update(ndx_progress *progress, uint64_t done_bytes, uint64_t total_bytes, uint64_t articles);
NDX_API void ndx_progress_end(ndx_progress *progress); /* wipes the line */
/* The line itself, `seconds` after the start, at most `width_columns` wide: pure, for tests. total 0: unknown. */
NDX_API void ndx_progress_line(ndx_buf *out, const char *label, size_t width_columns, double seconds, uint64_t done_bytes,
                               uint64_t total_bytes, uint64_t articles);
/* "1.5 MB", "12,345" for people. */
NDX_API void ndx_cli_add_size(ndx_buf *out, uint64_t bytes);
NDX_API void ndx_cli_add_count(ndx_buf *out, uint64_t count);

/* --- places --------------------------------------------------------------------------------------------- */

/* --db, else $NEWSDEX_DB, else $XDG_DATA_HOME/newsdex/default, else $HOME/.local/share/newsdex/default. USAGE when none can be told. */
NDX_API ndx_status ndx_cli_index_dir(const char *option, ndx_buf *dir, ndx_error *err);
/* --config, else $XDG_CONFIG_HOME/newsdex/config, else $HOME/.config/newsdex/config. NOT_FOUND when none can be told. */
NDX_API ndx_status ndx_cli_config_file(const char *option, ndx_buf *path, ndx_error *err);

/* --- configuration files: [section NAME], key = value, # and ; comments --------------------------------- */

/* One setting. The views are good during the call only. Returning other than OK ends the reading with it. */
typedef struct ndx_setting { ndx_text section, name, key, value; size_t line; } ndx_setting;
typedef ndx_status ndx_setting_fn(void *context, const ndx_setting *setting, ndx_error *err);
/* USAGE: a line that is none of these (the sentence has file and line). `file` is for messages only. A section header is
 * told as a setting with an empty key. */
NDX_API ndx_status ndx_config_read(ndx_text config, const char *file, ndx_setting_fn *fn, void *context, ndx_error *err);

#ifdef __cplusplus
}
#endif
#endif
