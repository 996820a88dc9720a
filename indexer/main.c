/* newsdex-index: keeps an index of news archives. */
#include "indexer.h"

#include "newsdex/xapian-c.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static volatile sig_atomic_t stop_signal;

bool stop_requested(void *unused) {
    (void)unused;
    return stop_signal != 0;
}

/* The first signal asks to stop between articles, with everything done so far kept; a second one ends at
 * once. */
static void on_signal(int number) {
    if (stop_signal) _exit(128 + number);
    stop_signal = number;
}

static void catch_signals(void) {
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP};
    for (size_t i = 0; i < NDX_COUNT(signals); i++) {
        struct sigaction action;
        sigaction(signals[i], NULL, &action);
        if (action.sa_handler == SIG_IGN) continue; /* nohup */
        action = (struct sigaction){.sa_handler = on_signal, .sa_flags = SA_RESTART};
        sigaction(signals[i], &action, NULL);
    }
}

/* Lower priority for processor and disk; where the system refuses, the run is only less polite. */
static void be_nice(void) {
    enum { IOPRIO_WHO_PROCESS = 1, IOPRIO_CLASS_IDLE = 3, IOPRIO_CLASS_SHIFT = 13 };
    (void)setpriority(PRIO_PROCESS, 0, 10);
    (void)syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, IOPRIO_CLASS_IDLE << IOPRIO_CLASS_SHIFT);
}

static ndx_status run_command(int number, const settings *s, ndx_error *err) {
    static ndx_status (*const functions[])(const settings *, ndx_error *) = {
#define X(id, name, arguments, help, function) function,
        COMMANDS(X)
#undef X
    };
    if (s->nice) be_nice();
    /* The other commands are one transaction, one rename, or only read: they may end anywhere. */
    if (number == COMMAND_UPDATE || number == COMMAND_REBUILD) catch_signals();
    if (number == COMMAND_UPDATE || number == COMMAND_REBUILD || number == COMMAND_REMOVE)
        ndx_heap_in_large_pages();
    return functions[number](s, err);
}

/* --help lists the input formats from the reader's own table. */
static void add_formats(ndx_buf *out) {
    const char *name;
    ndx_buf_add_str(out, "\nFormats:\n");
    for (size_t i = 0; (name = ndx_input_format_name(i)); i++)
        ndx_buf_addf(out, "  %-26s  %s\n", name, ndx_input_format_description(i));
}

static ndx_status answer(const ndx_program *program, const ndx_arguments *arguments, bool *answered,
                         ndx_error *err) {
    ndx_buf out = {0};
    *answered = ndx_cli_answer(program, arguments, &out);
    if (*answered && arguments->help && !arguments->generate && arguments->command < 0) add_formats(&out);
    ndx_status status = ndx_buf_status(&out, err);
    if (status == NDX_OK) status = ndx_cli_write(STDOUT_FILENO, ndx_buf_text(&out), err);
    ndx_buf_clear(&out);
    return status;
}

/* The command line is read twice: once to find the configuration file, and again because it overrules it. */
static ndx_status read_settings(int argc, char **argv, settings *s, ndx_option *options, ndx_program *program,
                                ndx_arguments *arguments, ndx_error *err) {
    options_init(s, options, program);
    ndx_status status = ndx_cli_parse(program, argc, argv, arguments, err);
    if (status != NDX_OK || arguments->help || arguments->version || arguments->generate) return status;
    const char *config_path = s->config;
    int color = s->color;
    ndx_arguments_clear(arguments);
    settings_clear(s);
    options_init(s, options, program);
    s->config = config_path;
    s->color = color;
    status = config_read(s, program, err);
    return status == NDX_OK ? ndx_cli_parse(program, argc, argv, arguments, err) : status;
}

#define X(id, name, arguments, help, function) ", " name
static const char command_names[] = COMMANDS(X);
#undef X

/* "check /srv/news" would otherwise look at another index than is meant, and call it sound. */
static ndx_status refuse_words(const ndx_program *program, const ndx_arguments *arguments, ndx_error *err) {
    const ndx_command *asked = &program->commands[arguments->command];
    if (arguments->count == 0 || *asked->arguments || arguments->command == COMMAND_REMOVE) return NDX_OK;
    return ndx_fail(err, NDX_USAGE, "%s takes no PATH, but there is '%s'; --db=DIR names the index",
                    asked->name, arguments->items[0]);
}

static ndx_status act(int argc, char **argv, settings *s, ndx_program *program, ndx_option *options,
                      ndx_error *err) {
    ndx_arguments arguments = {.command = -1};
    bool answered = false;
    ndx_status status = read_settings(argc, argv, s, options, program, &arguments, err);
    if (status == NDX_OK) status = answer(program, &arguments, &answered, err);
    if (status == NDX_OK && !answered) {
        s->items = arguments.items;
        s->item_count = arguments.count;
        if (arguments.command < 0)
            status = ndx_fail(err, NDX_USAGE, "which command? There are %s", command_names + 2);
        else
            status = refuse_words(program, &arguments, err);
        if (status == NDX_OK) status = ndx_cli_index_dir(s->db, &s->db_dir, err);
        /* dump of PATHs needs no index, and so no place for one */
        if (status == NDX_USAGE && arguments.command == COMMAND_DUMP && !s->db && s->ids.count == 0)
            status = NDX_OK;
        if (status == NDX_OK) status = run_command(arguments.command, s, err);
    }
    ndx_arguments_clear(&arguments);
    return status;
}

/* What to do about a failure that says only what went wrong. */
static void advise(ndx_status status) {
    if (status == NDX_NO_SPACE)
        ndx_cli_write(
            STDERR_FILENO,
            NDX_TEXT("what was committed before is whole and in use; make room, and run it again\n"), NULL);
    if (status == NDX_UNSOUND)
        ndx_cli_write(STDERR_FILENO, NDX_TEXT("look at the disk and the system's log, and run it again\n"),
                      NULL);
}

static void last_words(const ndx_error *err) {
    ndx_cli_complain("newsdex-index", err, false);
    advise(err->status);
    _exit(ndx_status_exit_code(err->status));
}

int main(int argc, char **argv) {
    settings s = {0};
    ndx_option options[OPTION_COUNT_MAX];
    ndx_program program;
    ndx_error err = {0};
    ndx_cli_prepare();
    ndx_x_on_terminate(last_words);
    ndx_status status = act(argc, argv, &s, &program, options, &err);
    if (status != NDX_OK && err.message[0]) {
        ndx_cli_complain(program.name, &err, ndx_cli_color((ndx_when)s.color, STDERR_FILENO));
        advise(status);
    }
    settings_clear(&s);
    return ndx_status_exit_code(status);
}
