/* Completions for three shells, written from the table. Values that are names of files or folders complete as
 * such. */
#include "options.h"

#include <string.h>

static bool is_folder(const ndx_option *option) {
    return option->value && strcmp(option->value, "DIR") == 0;
}

static bool is_file(const ndx_option *option) {
    return option->value && strcmp(option->value, "FILE") == 0;
}

static bool is_person(const ndx_option *option) {
    return option->value && strcmp(option->value, "PERSON") == 0;
}

static const ndx_option *next_visible(const ndx_program *program, size_t *number) {
    const ndx_option *option;
    while ((option = ndx_option_at(program, (*number)++)))
        if (option->kind != NDX_OPTION_GROUP && !ndx_option_is_hidden(option)) return option;
    return NULL;
}

static void add_identifier(ndx_buf *out, const char *name) {
    for (; *name; name++) ndx_buf_add_char(out, *name == '-' ? '_' : *name);
}

static void add_choices(ndx_buf *out, const char *choices, char separator) {
    for (; *choices; choices++) ndx_buf_add_char(out, *choices == '|' ? separator : *choices);
}

/* Text inside single quotes; `special` are bytes that the shell's completion language gives a meaning to. */
static void add_quoted(ndx_buf *out, const char *words, const char *special) {
    for (; *words; words++) {
        if (*words == '\'')
            ndx_buf_add_str(out, "'\\''");
        else if (strchr(special, *words))
            ndx_buf_addf(out, "\\%c", *words);
        else
            ndx_buf_add_char(out, *words);
    }
}

/* --- bash ----------------------------------------------------------------------------------------------- */

static void bash_words(const ndx_program *program, ndx_buf *out) {
    const ndx_option *option;
    ndx_buf_add_str(out, "    local options='");
    for (size_t i = 0; (option = next_visible(program, &i));)
        ndx_buf_addf(out, "--%s%s ", option->name, ndx_option_takes_value(option) ? "=" : "");
    ndx_buf_add_str(out, "'\n    local commands='");
    for (const ndx_command *c = program->commands; c && c->name; c++) ndx_buf_addf(out, "%s ", c->name);
    ndx_buf_add_str(out, "'\n");
}

/* Names with blanks go behind an option as they are, quoted; behind who:, where a quote would be the shell's, with hyphens, which a
 * name is read without. Bash takes ':' for the end of a word. */
static void bash_people(const ndx_program *program, ndx_buf *out) {
    if (!program->people) return;
    ndx_buf_addf(
        out,
        "    local db=() i\n"
        "    for ((i = 1; i + 1 < COMP_CWORD; i++)); do\n"
        "        [[ ${COMP_WORDS[i]} == --db && ${COMP_WORDS[i+1]} == '=' ]] && "
        "db+=(\"--db=${COMP_WORDS[i+2]}\")\n"
        "        [[ ${COMP_WORDS[i]} == -d ]] && db+=(\"--db=${COMP_WORDS[i+1]}\")\n"
        "    done\n"
        "    people() { local p=${1//\\\\/}; %s \"${db[@]}\" --complete-people=\"${p//-/ }\" 2>/dev/null; }\n"
        "    [[ $name == who && $word == ':' ]] && name=: word=\n"
        "    if [[ $name == ':' && ${COMP_WORDS[COMP_CWORD-2]} == who || "
        "${COMP_WORDS[COMP_CWORD-1]} == who ]]; "
        "then\n"
        "        mapfile -t COMPREPLY < <(people \"$word\" | tr ' A-Z' '-a-z'); return\n"
        "    fi\n",
        program->name);
}

static void bash_values(const ndx_program *program, ndx_buf *out) {
    const ndx_option *option;
    ndx_buf_add_str(out, "    case $name in\n");
    for (size_t i = 0; (option = next_visible(program, &i));) {
        if (option->kind == NDX_OPTION_CHOICE) {
            ndx_buf_addf(out, "    --%s) COMPREPLY=($(compgen -W '", option->name);
            add_choices(out, option->value, ' ');
            ndx_buf_add_str(out, "' -- \"$word\")); return ;;\n");
        } else if (is_folder(option) || is_file(option)) {
            ndx_buf_addf(
                out, "    --%s) compopt -o filenames; COMPREPLY=($(compgen -%c -- \"$word\")); return ;;\n",
                option->name, is_folder(option) ? 'd' : 'f');
        } else if (program->people && is_person(option)) {
            ndx_buf_addf(
                out,
                "    --%s) mapfile -t COMPREPLY < <(people \"$word\" | while IFS= read -r w; do printf "
                "'%%q\\n' \"$w\"; done); return ;;\n",
                option->name);
        }
    }
    ndx_buf_add_str(out, "    esac\n");
}

/* Bash splits "--name=value" into three words at '='; both that and "--name value" are understood. */
static void write_bash(const ndx_program *program, ndx_buf *out) {
    ndx_buf_add_char(out, '_');
    add_identifier(out, program->name);
    ndx_buf_add_str(
        out, "() {\n    local word=${COMP_WORDS[COMP_CWORD]} name=${COMP_WORDS[COMP_CWORD-1]} w has=\n");
    bash_words(program, out);
    ndx_buf_add_str(out, "    [[ $word == '=' ]] && word=\n"
                         "    [[ $name == '=' ]] && name=${COMP_WORDS[COMP_CWORD-2]}\n");
    bash_people(program, out);
    bash_values(program, out);
    ndx_buf_add_str(out, "    for w in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do [[ \" $commands \" == *\" $w "
                         "\"* ]] && has=1; done\n"
                         "    if [[ $word == -* ]]; then\n"
                         "        COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
                         "        [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace\n"
                         "    elif [[ -n $commands && -z $has ]]; then\n"
                         "        COMPREPLY=($(compgen -W \"$commands\" -- \"$word\"))\n"
                         "    else\n"
                         "        compopt -o filenames\n"
                         "        COMPREPLY=($(compgen -f -- \"$word\"))\n"
                         "    fi\n"
                         "}\ncomplete -F _");
    add_identifier(out, program->name);
    ndx_buf_addf(out, " %s\n", program->name);
}

/* --- zsh ------------------------------------------------------------------------------------------------ */

static void zsh_option(ndx_buf *out, const ndx_option *option) {
    bool repeats = option->kind == NDX_OPTION_LIST;
    ndx_buf_addf(out, "    '%s--%s", repeats ? "*" : "", option->name);
    if (ndx_option_takes_value(option)) ndx_buf_add_char(out, '=');
    if (option->kind == NDX_OPTION_OPTIONAL_STRING) ndx_buf_add_str(out, "=-");
    ndx_buf_add_char(out, '[');
    add_quoted(out, option->help, "[]\\");
    ndx_buf_add_char(out, ']');
    if (option->kind == NDX_OPTION_CHOICE) {
        ndx_buf_add_str(out, ":value:(");
        add_choices(out, option->value, ' ');
        ndx_buf_add_char(out, ')');
    } else if (option->kind != NDX_OPTION_FLAG) {
        ndx_buf_add_str(out, option->kind == NDX_OPTION_OPTIONAL_STRING ? "::" : ":");
        add_quoted(out, option->value, ":\\[]");
        ndx_buf_add_str(out, is_folder(option)   ? ":_files -/"
                             : is_file(option)   ? ":_files"
                             : is_person(option) ? ":_newsdex_people"
                                                 : ": ");
    }
    ndx_buf_add_str(out, "' \\\n");
}

static void zsh_commands(const ndx_program *program, ndx_buf *out) {
    ndx_buf_add_str(out, "    '1:command:((");
    for (const ndx_command *c = program->commands; c->name; c++) {
        ndx_buf_addf(out, "%s%s\\:\"", c == program->commands ? "" : " ", c->name);
        add_quoted(out, c->help, "\"\\:()`$");
        ndx_buf_add_char(out, '"');
    }
    ndx_buf_add_str(out, "))' \\\n");
}

static void write_zsh(const ndx_program *program, ndx_buf *out) {
    const ndx_option *option;
    ndx_buf_addf(out, "#compdef %s\n", program->name);
    if (program->people)
        ndx_buf_addf(
            out,
            "_newsdex_people() { local -a names; "
            "names=(${(f)\"$(%s --complete-people=${(Q)PREFIX} 2>/dev/null)\"}); compadd -U -a names }\n"
            "_newsdex_query_words() {\n"
            "    local -a names\n"
            "    compset -P 'who:' || { _files; return }\n"
            "    names=(${(L)${(f)\"$(%s --complete-people=${PREFIX//-/ } 2>/dev/null)\"}// /-})\n"
            "    compadd -U -a names\n"
            "}\n",
            program->name, program->name);
    ndx_buf_add_str(out, "_arguments -s -S \\\n");
    for (size_t i = 0; (option = next_visible(program, &i));) zsh_option(out, option);
    if (program->commands) zsh_commands(program, out);
    ndx_buf_add_str(out, program->people ? "    '*:query:_newsdex_query_words'\n" : "    '*:file:_files'\n");
}

/* --- fish ----------------------------------------------------------------------------------------------- */

static void fish_people(const ndx_program *program, ndx_buf *out) {
    if (!program->people) return;
    ndx_buf_addf(
        out,
        "function __newsdex_people; %s --complete-people=(string replace -r '^--[a-z-]+=' '' -- (commandline "
        "-ct)) "
        "2>/dev/null; end\n"
        "function __newsdex_who; string match -q 'who:*' -- (commandline -ct); or return\n"
        "    %s --complete-people=(string replace who: '' -- (commandline -ct) | string replace -a - ' ') "
        "2>/dev/null | string lower | string replace -a ' ' - | string replace -r '^' who:\nend\n"
        "complete -c %s -a '(__newsdex_who)'\n",
        program->name, program->name, program->name);
}

static void fish_option(const ndx_program *program, ndx_buf *out, const ndx_option *option) {
    ndx_buf_addf(out, "complete -c %s -l %s", program->name, option->name);
    if (option->letter) ndx_buf_addf(out, " -s %c", option->letter);
    if (option->kind == NDX_OPTION_CHOICE) {
        ndx_buf_add_str(out, " -x -a '");
        add_choices(out, option->value, ' ');
        ndx_buf_add_char(out, '\'');
    } else if (ndx_option_takes_value(option)) {
        ndx_buf_add_str(out, is_folder(option)   ? " -x -a '(__fish_complete_directories)'"
                             : is_file(option)   ? " -r -F"
                             : is_person(option) ? " -x -a '(__newsdex_people)'"
                                                 : " -x");
    }
    ndx_buf_add_str(out, " -d '");
    add_quoted(out, option->help, "\\");
    ndx_buf_add_str(out, "'\n");
}

static void write_fish(const ndx_program *program, ndx_buf *out) {
    const ndx_option *option;
    fish_people(program, out);
    for (const ndx_command *c = program->commands; c && c->name; c++) {
        ndx_buf_addf(out, "complete -c %s -n __fish_use_subcommand -a %s -d '", program->name, c->name);
        add_quoted(out, c->help, "\\");
        ndx_buf_add_str(out, "'\n");
    }
    for (size_t i = 0; (option = next_visible(program, &i));) fish_option(program, out, option);
}

static const struct {
    const char *shell;
    void (*write)(const ndx_program *program, ndx_buf *out);
} shells[] = {{"bash", write_bash}, {"zsh", write_zsh}, {"fish", write_fish}};

void ndx_cli_completion(const ndx_program *program, const char *shell, ndx_buf *out) {
    for (size_t i = 0; i < NDX_COUNT(shells); i++)
        if (strcmp(shells[i].shell, shell) == 0) shells[i].write(program, out);
}
