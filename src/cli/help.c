/* --help, written from the table: usage, commands, options by group, examples. */
#include "options.h"

#include <string.h>

#define INDENT 2
#define HELP_COLUMN 30 /* where descriptions begin */
#define WIDTH 80

/* "-q, --quiet", "    --db=DIR", "    --wait[=SEC]" */
static void add_names(ndx_buf *out, const ndx_option *option) {
    if (option->letter)
        ndx_buf_addf(out, "-%c, --%s", option->letter, option->name);
    else
        ndx_buf_addf(out, "    --%s", option->name);
    if (option->kind == NDX_OPTION_OPTIONAL_STRING)
        ndx_buf_addf(out, "[=%s]", option->value);
    else if (option->kind != NDX_OPTION_FLAG)
        ndx_buf_addf(out, "=%s", option->value);
}

/* `words` from the present column on, wrapped, later lines indented to HELP_COLUMN. */
static void add_wrapped(ndx_buf *out, size_t column, const char *words) {
    ndx_text rest = ndx_text_of(words), word;
    if (column + 2 > HELP_COLUMN) {
        ndx_buf_add_char(out, '\n');
        column = 0;
    }
    ndx_buf_addf(out, "%*s", (int)(HELP_COLUMN - column), "");
    column = HELP_COLUMN;
    for (bool first = true; ndx_text_split(&rest, ' ', &word); first = false) {
        size_t wide = ndx_width_columns(word);
        if (!first && column + 1 + wide > WIDTH) {
            ndx_buf_addf(out, "\n%*s", HELP_COLUMN, "");
            column = HELP_COLUMN;
        } else if (!first) {
            ndx_buf_add_char(out, ' ');
            column++;
        }
        ndx_buf_add_text(out, word);
        column += wide;
    }
    ndx_buf_add_char(out, '\n');
}

static void add_option(ndx_buf *out, const ndx_option *option) {
    size_t start = out->len;
    ndx_buf_addf(out, "%*s", INDENT, "");
    add_names(out, option);
    add_wrapped(out, out->len - start, option->help);
}

/* A group's heading is shown only above an option that is. */
static void add_options(ndx_buf *out, const ndx_program *program, int command) {
    const char *heading = NULL;
    const ndx_option *option;
    for (size_t i = 0; (option = ndx_option_at(program, i)); i++) {
        if (option->kind == NDX_OPTION_GROUP) heading = option->help;
        if (option->kind == NDX_OPTION_GROUP || ndx_option_is_hidden(option) ||
            !ndx_option_fits(option, command))
            continue;
        if (heading) ndx_buf_addf(out, "\n%s:\n", heading);
        heading = NULL;
        add_option(out, option);
    }
}

static void add_commands(ndx_buf *out, const ndx_program *program) {
    ndx_buf_add_str(out, "\nCommands:\n");
    for (const ndx_command *command = program->commands; command->name; command++) {
        size_t start = out->len;
        ndx_buf_addf(out, "%*s%s %s", INDENT, "", command->name, command->arguments);
        add_wrapped(out, out->len - start, command->help);
    }
}

void ndx_cli_help(const ndx_program *program, int command, ndx_buf *out) {
    if (command >= 0) {
        const ndx_command *one = &program->commands[command];
        ndx_buf_addf(out, "Usage: %s %s [OPTIONS] %s\n\n%s\n", program->name, one->name, one->arguments,
                     one->help);
    } else {
        ndx_buf_addf(out, "Usage: %s\n\n%s\n", program->usage, program->summary);
        if (program->commands) add_commands(out, program);
    }
    add_options(out, program, command);
    if (command < 0 && program->examples) ndx_buf_addf(out, "\nExamples:\n%s", program->examples);
}

bool ndx_cli_answer(const ndx_program *program, const ndx_arguments *arguments, ndx_buf *out) {
    if (arguments->generate && strcmp(arguments->generate, "man") == 0)
        ndx_cli_man(program, out);
    else if (arguments->generate)
        ndx_cli_completion(program, arguments->generate, out);
    else if (arguments->help)
        ndx_cli_help(program, arguments->command, out);
    else if (arguments->version)
        ndx_buf_addf(out, "%s %s\n", program->name, NDX_VERSION);
    else
        return false;
    return true;
}
