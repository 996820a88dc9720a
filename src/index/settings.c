/* Settings as lines of "name value" in one metadata entry. */
#include "settings.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

ndx_settings ndx_settings_of(const ndx_writer_options *options) {
    ndx_settings settings = {NDX_SCHEMA_VERSION, NDX_TEXT_VERSION, "", !options->no_people,
                             !options->no_dates};
    const char *language = options->language && options->language[0] ? options->language : "auto";
    snprintf(settings.language, sizeof settings.language, "%s", language);
    return settings;
}

void ndx_settings_print(const ndx_settings *settings, ndx_buf *out) {
    ndx_buf_addf(out, "schema %" PRIu64 "\ntext %" PRIu64 "\nlanguage %s\npeople %d\ndates %d\n",
                 settings->schema, settings->text, settings->language, settings->people, settings->dates);
}

/* The value after "name " in the lines; empty when there is no such line. */
static ndx_text value_of(ndx_text lines, const char *name) {
    ndx_text line, wanted = ndx_text_of(name);
    while (ndx_text_line(&lines, &line))
        if (ndx_text_starts(line, wanted) && line.len > wanted.len && line.data[wanted.len] == ' ')
            return ndx_text_slice(line, wanted.len + 1, line.len);
    return (ndx_text){"", 0};
}

ndx_status ndx_settings_get(ndx_x_database *database, const char *dir, ndx_settings *settings,
                            ndx_error *err) {
    ndx_text lines;
    memset(settings, 0, sizeof *settings);
    ndx_status status = ndx_x_database_metadata(database, NDX_SETTINGS_KEY, &lines, err);
    if (status != NDX_OK) return status;
    if (!ndx_text_to_u64(value_of(lines, "schema"), &settings->schema) ||
        !ndx_text_to_u64(value_of(lines, "text"), &settings->text))
        return ndx_fail(err, NDX_SCHEMA, "%s is a Xapian database, but not one that newsdex made", dir);
    if (settings->schema != NDX_SCHEMA_VERSION || settings->text != NDX_TEXT_VERSION)
        return ndx_fail(err, NDX_SCHEMA,
                        "the index %s was made by another version of newsdex (schema %" PRIu64
                        ", text %" PRIu64
                        "; this one has %d and %d); make it anew with newsdex-index rebuild",
                        dir, settings->schema, settings->text, NDX_SCHEMA_VERSION, NDX_TEXT_VERSION);
    ndx_text language = value_of(lines, "language");
    snprintf(settings->language, sizeof settings->language, "%.*s", NDX_ARG(language));
    settings->people = ndx_text_equal(value_of(lines, "people"), NDX_TEXT("1"));
    settings->dates = ndx_text_equal(value_of(lines, "dates"), NDX_TEXT("1"));
    return NDX_OK;
}

ndx_status ndx_settings_agree(const ndx_settings *settings, const ndx_writer_options *options,
                              const char *dir, ndx_error *err) {
    ndx_settings asked = ndx_settings_of(options);
    if (options->language && options->language[0] && strcmp(settings->language, asked.language) != 0)
        return ndx_fail(err, NDX_SCHEMA,
                        "the index %s was made with --language=%s; to change that to %s, make it anew with "
                        "newsdex-index rebuild",
                        dir, settings->language, asked.language);
    /* An option not given asks for nothing: the run goes on as the index was made. */
    const struct {
        bool had, asked;
        const char *option;
    } switches[] = {{settings->people, asked.people, "--no-people"},
                    {settings->dates, asked.dates, "--no-dates"}};
    for (size_t i = 0; i < NDX_COUNT(switches); i++)
        if (switches[i].had && !switches[i].asked)
            return ndx_fail(err, NDX_SCHEMA,
                            "the index %s was made without %s; leave it out here too, or make the index anew "
                            "with newsdex-index rebuild",
                            dir, switches[i].option);
    return NDX_OK;
}
