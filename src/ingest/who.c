/* Who is who: what room people decides, in the words of room index. */
#include <stdlib.h>

#include "newsdex/ingest.h"
#include "newsdex/people.h"

#define RULES_VERSION 3 /* raise when other persons come out of the same names */

struct ndx_who {
    ndx_buf conf, conf_name;
    ndx_identity *rules; /* the user's file alone */
    ndx_naming naming;
};

static void group(void *context, ndx_text key, ndx_buf *out) {
    (void)context;
    ndx_name_group(out, key);
}

static ndx_status tell(void *context, ndx_text key, const ndx_name_year *article, const ndx_text *others,
                       size_t count, ndx_error *err) {
    return ndx_identity_tell(context, key, article, others, count, err);
}

static ndx_status ask_for_company(ndx_identity *identity, const ndx_company *company, ndx_error *err) {
    size_t count;
    const ndx_text *keys = ndx_identity_questions(identity, &count);
    ndx_status status = count ? company->read(company->context, keys, count, tell, identity, err) : NDX_OK;
    return status == NDX_OK ? ndx_identity_settle(identity, err) : status;
}

static ndx_status decide(void *context, const ndx_name *names, size_t count, const ndx_company *company,
                         ndx_alias_fn *fn, void *fn_context, ndx_error *err) {
    const ndx_who *who = context;
    ndx_identity *identity;
    ndx_status status = ndx_identity_new(ndx_buf_text(&who->conf), who->conf_name.data, &identity, err);
    for (size_t i = 0; i < count && status == NDX_OK; i++)
        status = ndx_identity_add(identity, names[i].key, names[i].years, names[i].year_count, err);
    if (status == NDX_OK) status = ndx_identity_join(identity, err);
    if (status == NDX_OK) status = ask_for_company(identity, company, err);
    if (status == NDX_OK) ndx_identity_each_alias(identity, fn, fn_context);
    ndx_identity_free(identity);
    return status;
}

static ndx_text called(void *context, ndx_text key) {
    return ndx_identity_written(((const ndx_who *)context)->rules, key);
}

ndx_status ndx_who_new(ndx_text conf, const char *conf_name, ndx_who **out, ndx_error *err) {
    ndx_who *who = *out = NULL;
    who = calloc(1, sizeof *who);
    if (!who) return ndx_fail_memory(err);
    ndx_buf_add_text(&who->conf, conf);
    ndx_buf_add_str(&who->conf_name, conf_name);
    ndx_status status = who->conf.failed || who->conf_name.failed ? ndx_fail_memory(err) : NDX_OK;
    if (status == NDX_OK) status = ndx_identity_new(ndx_buf_text(&who->conf), conf_name, &who->rules, err);
    if (status != NDX_OK) {
        ndx_who_free(who);
        return status;
    }
    who->naming = (ndx_naming){.context = who,
                               .rules = ndx_hash(conf.data, conf.len, RULES_VERSION),
                               .note = ndx_buf_text(&who->conf),
                               .group = group,
                               .decide = decide,
                               .called = called};
    who->naming.always = ndx_identity_conf_keys(who->rules, &who->naming.always_count);
    *out = who;
    return NDX_OK;
}

ndx_status ndx_who_of(ndx_writer *writer, ndx_who **who, ndx_error *err) {
    ndx_buf conf = {0};
    ndx_status status = ndx_writer_naming_note(writer, &conf, err);
    if (status == NDX_OK) status = ndx_who_new(ndx_buf_text(&conf), "the index's own people.conf", who, err);
    ndx_buf_clear(&conf);
    return status;
}

const ndx_naming *ndx_who_naming(const ndx_who *who) {
    return &who->naming;
}

void ndx_who_free(ndx_who *who) {
    if (!who) return;
    ndx_identity_free(who->rules);
    ndx_buf_clear(&who->conf);
    ndx_buf_clear(&who->conf_name);
    free(who);
}
