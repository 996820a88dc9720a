/* The commands and options of a man page. The rest of the page is prose and stands beside the program. */
#include "options.h"

/* roff gives a meaning to backslashes, to hyphens (which it may turn into dashes) and to a dot or quote that
 * begins a line. */
static void add_roff(ndx_buf *out, const char *words) {
    if (*words == '.' || *words == '\'') ndx_buf_add_str(out, "\\&");
    for (; *words; words++) {
        if (*words == '\\')
            ndx_buf_add_str(out, "\\e");
        else if (*words == '-')
            ndx_buf_add_str(out, "\\-");
        else
            ndx_buf_add_char(out, *words);
    }
}

static void add_bold(ndx_buf *out, const char *before, const char *name) {
    ndx_buf_add_str(out, "\\fB");
    add_roff(out, before);
    add_roff(out, name);
    ndx_buf_add_str(out, "\\fR");
}

static void add_value(ndx_buf *out, const ndx_option *option) {
    bool optional = option->kind == NDX_OPTION_OPTIONAL_STRING;
    if (option->kind == NDX_OPTION_FLAG) return;
    ndx_buf_add_str(out, optional ? "[=\\fI" : "=\\fI");
    add_roff(out, option->value);
    ndx_buf_add_str(out, optional ? "\\fR]" : "\\fR");
}

static void add_option(ndx_buf *out, const ndx_option *option) {
    char letter[2] = {option->letter, '\0'};
    ndx_buf_add_str(out, ".TP\n");
    if (option->letter) {
        add_bold(out, "-", letter);
        ndx_buf_add_str(out, ", ");
    }
    add_bold(out, "--", option->name);
    add_value(out, option);
    ndx_buf_add_char(out, '\n');
    add_roff(out, option->help);
    ndx_buf_add_char(out, '\n');
}

static void add_heading(ndx_buf *out, const char *heading) {
    ndx_buf_add_str(out, ".SS ");
    add_roff(out, heading);
    ndx_buf_add_char(out, '\n');
}

static void add_commands(ndx_buf *out, const ndx_program *program) {
    ndx_buf_add_str(out, ".SH COMMANDS\n");
    for (const ndx_command *command = program->commands; command->name; command++) {
        ndx_buf_add_str(out, ".TP\n");
        add_bold(out, "", command->name);
        ndx_buf_add_str(out, " \\fI");
        add_roff(out, command->arguments);
        ndx_buf_add_str(out, "\\fR\n");
        add_roff(out, command->help);
        ndx_buf_add_char(out, '\n');
    }
}

void ndx_cli_man(const ndx_program *program, ndx_buf *out) {
    const char *heading = NULL;
    const ndx_option *option;
    if (program->commands) add_commands(out, program);
    ndx_buf_add_str(out, ".SH OPTIONS\n");
    for (size_t i = 0; (option = ndx_option_at(program, i)); i++) {
        if (option->kind == NDX_OPTION_GROUP) heading = option->help;
        if (option->kind == NDX_OPTION_GROUP || ndx_option_is_hidden(option)) continue;
        if (heading) add_heading(out, heading);
        heading = NULL;
        add_option(out, option);
    }
}
