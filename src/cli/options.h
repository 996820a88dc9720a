/* Inside cli: walking a program's table, and what every program has without saying so. */
#ifndef NDX_CLI_OPTIONS_H
#define NDX_CLI_OPTIONS_H

#include "newsdex/cli.h"

/* Row `number` of the program's table followed by the house's own rows (help, version, generate); NULL past
 * the end. */
const ndx_option *ndx_option_at(const ndx_program *program, size_t number);
/* True for rows that stand for an option with a value of its own on the command line ("--db=DIR"). */
bool ndx_option_takes_value(const ndx_option *option);
/* True when the option may be used with the command (-1: no command given). */
bool ndx_option_fits(const ndx_option *option, int command);
/* The house's own rows have no target; the parser knows them by name. */
bool ndx_option_is_builtin(const ndx_option *option);
/* "--generate" is for the installation, not for people. */
bool ndx_option_is_hidden(const ndx_option *option);

/* Put a value from the command line into the option's target. USAGE: the sentence says what is accepted. */
ndx_status ndx_option_set(const ndx_option *option, const char *value, ndx_error *err);

/* The nearest of several names to a word that is none of them. */
typedef struct ndx_nearest {
    ndx_text word;
    const char *name;
    size_t distance;
} ndx_nearest;
void ndx_nearest_begin(ndx_nearest *nearest, ndx_text word);
void ndx_nearest_consider(ndx_nearest *nearest, const char *name);
/* NULL when none is near enough to be what was meant. */
const char *ndx_nearest_name(const ndx_nearest *nearest);

#endif
