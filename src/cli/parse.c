/* argv into targets: one pass over the words, then a look whether each option belongs to the command. */
#include "options.h"

#include <stdlib.h>
#include <string.h>

typedef struct parser {
    const ndx_program *program;
    ndx_arguments *arguments;
    char **argv;
    int argc, at;
    bool options_ended;
    const ndx_option **used; /* argc of them at most */
    size_t used_count;
    ndx_error *err;
} parser;

/* --- finding -------------------------------------------------------------------------------------------- */

/* The row of "--name". "--no-FLAG" is the flag's row with *clear set; a flag called "no-x" is cleared by
 * "--x". */
static const ndx_option *find_long(const ndx_program *program, ndx_text name, bool *clear) {
    ndx_text no = NDX_TEXT("no-");
    const ndx_option *option;
    for (size_t i = 0; (option = ndx_option_at(program, i)); i++) {
        if (!option->name) continue;
        ndx_text known = ndx_text_of(option->name);
        *clear = false;
        if (ndx_text_equal(known, name)) return option;
        if (option->kind != NDX_OPTION_FLAG) continue;
        *clear = true;
        if (ndx_text_starts(name, no) && ndx_text_equal(known, ndx_text_slice(name, no.len, name.len)))
            return option;
        if (ndx_text_starts(known, no) && ndx_text_equal(name, ndx_text_slice(known, no.len, known.len)))
            return option;
    }
    return NULL;
}

static const ndx_option *find_letter(const ndx_program *program, char letter) {
    const ndx_option *option;
    for (size_t i = 0; (option = ndx_option_at(program, i)); i++)
        if (option->letter == letter && letter) return option;
    return NULL;
}

static ndx_status unknown_option(const ndx_program *program, ndx_text name, ndx_error *err) {
    ndx_nearest nearest;
    const ndx_option *option;
    ndx_nearest_begin(&nearest, name);
    for (size_t i = 0; (option = ndx_option_at(program, i)); i++)
        if (option->name && !ndx_option_is_hidden(option)) ndx_nearest_consider(&nearest, option->name);
    const char *meant = ndx_nearest_name(&nearest);
    if (meant)
        return ndx_fail(err, NDX_USAGE, "there is no option --%.*s; did you mean --%s?", NDX_ARG(name),
                        meant);
    return ndx_fail(err, NDX_USAGE, "there is no option --%.*s", NDX_ARG(name));
}

static ndx_status find_command(parser *p, const char *word) {
    ndx_nearest nearest;
    ndx_nearest_begin(&nearest, ndx_text_of(word));
    for (int i = 0; p->program->commands[i].name; i++) {
        if (strcmp(p->program->commands[i].name, word) == 0) {
            p->arguments->command = i;
            return NDX_OK;
        }
        ndx_nearest_consider(&nearest, p->program->commands[i].name);
    }
    const char *meant = ndx_nearest_name(&nearest);
    if (meant)
        return ndx_fail(p->err, NDX_USAGE, "there is no command '%s'; did you mean '%s'?", word, meant);
    ndx_buf known = {0};
    for (int i = 0; p->program->commands[i].name; i++)
        ndx_buf_addf(&known, "%s%s", i ? ", " : "", p->program->commands[i].name);
    ndx_status status = ndx_fail(p->err, NDX_USAGE, "there is no command '%s'; there are %.*s", word,
                                 NDX_ARG(ndx_buf_text(&known)));
    ndx_buf_clear(&known);
    return status;
}

/* --- setting -------------------------------------------------------------------------------------------- */

static ndx_status set_builtin(parser *p, const ndx_option *option, const char *value) {
    if (ndx_option_is_hidden(option)) {
        int shell;
        ndx_option with_target = *option;
        with_target.target = &shell;
        ndx_status status = ndx_option_set(&with_target, value, p->err);
        if (status == NDX_OK) p->arguments->generate = value;
        return status;
    }
    if (strcmp(option->name, "help") == 0)
        p->arguments->help = true;
    else
        p->arguments->version = true;
    return NDX_OK;
}

static ndx_status set_option(parser *p, const ndx_option *option, const char *value) {
    p->used[p->used_count++] = option;
    if (ndx_option_is_builtin(option)) return set_builtin(p, option, value);
    return ndx_option_set(option, value, p->err);
}

static ndx_status set_flag(parser *p, const ndx_option *option, bool on) {
    p->used[p->used_count++] = option;
    if (ndx_option_is_builtin(option)) return set_builtin(p, option, NULL);
    *(bool *)option->target = on;
    return NDX_OK;
}

static const char *next_word(parser *p) {
    return p->at + 1 < p->argc ? p->argv[++p->at] : NULL;
}

static ndx_status parse_long(parser *p, const char *word) {
    const char *equals = strchr(word, '=');
    ndx_text name = {word, equals ? (size_t)(equals - word) : strlen(word)};
    bool clear = false;
    const ndx_option *option = find_long(p->program, name, &clear);
    if (!option) return unknown_option(p->program, name, p->err);
    if (option->kind == NDX_OPTION_FLAG) {
        if (equals) return ndx_fail(p->err, NDX_USAGE, "--%.*s takes no value", NDX_ARG(name));
        return set_flag(p, option, !clear);
    }
    if (equals) return set_option(p, option, equals + 1);
    if (!ndx_option_takes_value(option)) return set_option(p, option, "");
    const char *value = next_word(p);
    if (value) return set_option(p, option, value);
    return ndx_fail(p->err, NDX_USAGE, "--%s needs a value: --%s=%s", option->name, option->name,
                    option->value);
}

/* "-q", "-qv", "-n10", "-n 10". */
static ndx_status parse_letters(parser *p, const char *letters) {
    for (; *letters; letters++) {
        const ndx_option *option = find_letter(p->program, *letters);
        ndx_status status;
        if (!option) return ndx_fail(p->err, NDX_USAGE, "there is no option -%c", *letters);
        if (option->kind == NDX_OPTION_FLAG) {
            status = set_flag(p, option, true);
            if (status != NDX_OK) return status;
            continue;
        }
        const char *value = letters[1] || !ndx_option_takes_value(option) ? letters + 1 : next_word(p);
        if (!value)
            return ndx_fail(p->err, NDX_USAGE, "-%c needs a value: -%c %s", *letters, *letters,
                            option->value);
        return set_option(p, option, value);
    }
    return NDX_OK;
}

static bool is_letters(const parser *p, const char *word) {
    if (word[0] != '-' || word[1] == '\0') return false;
    if (!p->program->dash_words) return true;
    const ndx_option *option = find_letter(p->program, word[1]);
    bool number =
        option && ndx_option_takes_value(option) && word[2 + strspn(word + 2, "0123456789")] == '\0';
    return option && (word[2] == '\0' || number); /* "-n10"; but "-nato" is a word that must not occur */
}

static ndx_status parse_argument(parser *p, const char *word) {
    if (p->program->commands && p->arguments->command < 0) return find_command(p, word);
    p->arguments->items[p->arguments->count++] = word;
    return NDX_OK;
}

static ndx_status parse_word(parser *p, const char *word) {
    if (p->options_ended) return parse_argument(p, word);
    if (strcmp(word, "--") == 0) {
        p->options_ended = true;
        return NDX_OK;
    }
    if (word[0] == '-' && word[1] == '-') return parse_long(p, word + 2);
    return is_letters(p, word) ? parse_letters(p, word + 1) : parse_argument(p, word);
}

static ndx_status check_commands(const parser *p) {
    int command = p->arguments->command;
    for (size_t i = 0; i < p->used_count; i++)
        if (!ndx_option_fits(p->used[i], command))
            return ndx_fail(p->err, NDX_USAGE, "--%s does not go with the command '%s'", p->used[i]->name,
                            p->program->commands[command].name);
    return NDX_OK;
}

static ndx_status parse_all(parser *p) {
    ndx_status status = NDX_OK;
    for (p->at = 1; status == NDX_OK && p->at < p->argc; p->at++) status = parse_word(p, p->argv[p->at]);
    return status == NDX_OK ? check_commands(p) : status;
}

ndx_status ndx_cli_parse(const ndx_program *program, int argc, char **argv, ndx_arguments *arguments,
                         ndx_error *err) {
    *arguments = (ndx_arguments){.command = -1};
    size_t letters = 0;
    for (int i = 1; i < argc; i++) letters += strlen(argv[i]) + 1; /* each letter may be an option: -qvqv */
    parser p = {.program = program, .arguments = arguments, .argv = argv, .argc = argc, .err = err};
    arguments->items = calloc((size_t)argc + 1, sizeof *arguments->items);
    p.used = calloc(letters + 1, sizeof(const ndx_option *));
    ndx_status status = arguments->items && p.used ? parse_all(&p) : ndx_fail_memory(err);
    free((void *)p.used);
    if (status != NDX_OK) ndx_arguments_clear(arguments);
    return status;
}

static bool read_yes_or_no(const char *value, bool *yes) {
    static const char *const words[] = {"no", "yes", "false", "true", "off", "on", "0", "1"};
    for (size_t i = 0; i < NDX_COUNT(words); i++)
        if (ndx_text_equal_nocase(ndx_text_of(words[i]), ndx_text_of(value))) {
            *yes = i % 2;
            return true;
        }
    return false;
}

ndx_status ndx_cli_set(const ndx_program *program, const char *name, const char *value, ndx_error *err) {
    bool clear = false, yes = false;
    const ndx_option *option = find_long(program, ndx_text_of(name), &clear);
    if (!option || ndx_option_is_builtin(option)) return unknown_option(program, ndx_text_of(name), err);
    if (option->kind != NDX_OPTION_FLAG) return ndx_option_set(option, value, err);
    if (!read_yes_or_no(value, &yes))
        return ndx_fail(err, NDX_USAGE, "%s: '%s' is neither yes nor no", name, value);
    *(bool *)option->target = yes != clear;
    return NDX_OK;
}

void ndx_arguments_clear(ndx_arguments *arguments) {
    free((void *)arguments->items);
    *arguments = (ndx_arguments){.command = -1};
}
