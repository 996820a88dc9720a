/* Whom a name means by the company kept: those who are named in the same articles. */
#include <stdlib.h>

#include "identity.h"

#define ARTICLES_MAX 3000 /* of the names of a question: more cost more than they tell */
#define TOGETHER_LEAST 2  /* articles in which the person is met with somebody */
#define COMPANY_KEPT 8    /* of a name: those of most articles that they decide */
#define NEAR_YEARS 1      /* before and after those in which the two are met together */

/* --- questions ------------------------------------------------------------------------------------------ */

static bool ask_of(ndx_identity *identity, uint32_t number) {
    if (identity->name[number].asked) return true;
    ndx_text *grown =
        ndx_grow(identity->asked, identity->asked_count, &identity->asked_capacity, sizeof *grown);
    if (!grown) return false;
    identity->asked = grown;
    grown[identity->asked_count++] = identity_key(identity, number);
    return identity->name[number].asked = true;
}

static bool add_known(ndx_identity *identity, uint32_t number) {
    uint32_t *grown =
        ndx_grow(identity->known, identity->known_count, &identity->known_capacity, sizeof *grown);
    if (!grown) return false;
    identity->known = grown;
    grown[identity->known_count++] = number;
    return ask_of(identity, number);
}

bool identity_ask(ndx_identity *identity, uint32_t number, const uint32_t *known, size_t count) {
    uint64_t articles = identity->name[number].articles;
    for (size_t i = 0; i < count; i++) articles += identity->name[known[i]].articles;
    if (articles > ARTICLES_MAX) return true;
    identity_question *grown =
        ndx_grow(identity->question, identity->question_count, &identity->question_capacity, sizeof *grown);
    if (!grown) return false;
    identity->question = grown;
    grown[identity->question_count++] = (identity_question){number, identity->known_count, count};
    bool enough = ask_of(identity, number);
    for (size_t i = 0; i < count && enough; i++) enough = add_known(identity, known[i]);
    return enough;
}

const ndx_text *ndx_identity_questions(const ndx_identity *identity, size_t *count) {
    *count = identity->joined ? identity->asked_count : 0;
    return identity->asked;
}

/* --- answers -------------------------------------------------------------------------------------------- */

/* Namesakes and lone names are no company: who they are is often asked too. */
static bool tells(ndx_text surname, ndx_text companion) {
    if (ndx_text_find(companion, NDX_TEXT(" ")) == SIZE_MAX) return false;
    /* a surname stands in its name: where this one does not, which it is need not be found out */
    return ndx_text_find(companion, surname) == SIZE_MAX ||
           !ndx_text_equal(surname, ndx_name_surname(companion));
}

/* Each once. */
static bool add_companion(ndx_identity *identity, identity_told *told, ndx_text companion) {
    uint32_t *grown = ndx_grow(identity->companion, identity->companion_count, &identity->companion_capacity,
                               sizeof *grown);
    if (!grown) return false;
    identity->companion = grown;
    uint32_t number = ndx_names_add(&identity->companions, companion);
    for (size_t i = told->first; i < identity->companion_count; i++)
        if (grown[i] == number) return true;
    grown[identity->companion_count++] = number;
    told->count++;
    return number != NDX_NO_NAME;
}

ndx_status ndx_identity_tell(ndx_identity *identity, ndx_text key, const ndx_name_year *article,
                             const ndx_text *company, size_t count, ndx_error *err) {
    uint32_t number = identity->names.count ? ndx_names_find(&identity->names, key) : NDX_NO_NAME;
    if (number == NDX_NO_NAME || !identity->name[number].asked) return NDX_OK;
    identity_told *grown =
        ndx_grow(identity->told, identity->told_count, &identity->told_capacity, sizeof *grown);
    if (!grown) return ndx_fail_memory(err);
    identity->told = grown;
    identity_told *told = &grown[identity->told_count];
    *told = (identity_told){*article, identity->companion_count, 0, identity->name[number].told};
    ndx_text surname = ndx_name_surname(key);
    bool enough = true;
    for (size_t i = 0; i < count && told->count < NDX_COMPANY_MAX && enough; i++)
        if (tells(surname, company[i])) enough = add_companion(identity, told, company[i]);
    if (!enough) return ndx_fail_memory(err);
    identity->name[number].told = (uint32_t)identity->told_count++;
    return NDX_OK;
}

/* --- one question --------------------------------------------------------------------------------------- */

/* In how many articles a person is met with somebody. */
typedef struct meeting {
    uint32_t companion, person;
    uint32_t articles;
    int32_t first, last; /* years */
} meeting;

/* Somebody who is met with one of the persons only, and how many articles of the name that decides. */
typedef struct witness {
    meeting met;
    uint64_t decides;
    ndx_text key;
} witness;

typedef struct inquiry {
    ndx_identity *identity;
    const identity_question *question;
    meeting *met;
    size_t met_count, met_capacity;
    struct {
        uint32_t person;
        uint64_t articles;
    } * person;
    size_t persons, person_capacity;
    witness *witness;
    size_t witnesses;
} inquiry;

static bool count_person(inquiry *q, uint32_t person) {
    size_t i = 0;
    while (i < q->persons && q->person[i].person != person) i++;
    void *grown = ndx_grow(q->person, q->persons, &q->person_capacity, sizeof *q->person);
    if (!grown) return false;
    q->person = grown;
    if (i == q->persons) q->person[q->persons].person = person, q->person[q->persons++].articles = 0;
    q->person[i].articles++;
    return true;
}

static bool add_meeting(inquiry *q, uint32_t companion, uint32_t person, int32_t year) {
    meeting *grown = ndx_grow(q->met, q->met_count, &q->met_capacity, sizeof *grown);
    if (!grown) return false;
    q->met = grown;
    grown[q->met_count++] = (meeting){companion, person, 1, year, year};
    return true;
}

/* What is told of the names by which the persons are known. Of namesakes that is the name itself, where it states a role. */
static bool gather_meetings(inquiry *q) {
    const ndx_identity *identity = q->identity;
    bool enough = true;
    for (size_t i = 0; i < q->question->count && enough; i++) {
        uint32_t number = identity->known[q->question->first + i];
        for (uint32_t k = identity->name[number].told; k != NO_NUMBER && enough; k = identity->told[k].next) {
            const identity_told *told = &identity->told[k];
            uint32_t person = identity_meant_in(identity, number, told->article.year, told->article.role);
            if (person == q->question->number) continue;
            enough = count_person(q, person);
            for (size_t c = 0; c < told->count && enough; c++)
                enough = add_meeting(q, identity->companion[told->first + c], person, told->article.year);
        }
    }
    return enough;
}

static int by_companion(const void *a, const void *b) {
    const meeting *x = a, *y = b;
    if (x->companion != y->companion) return x->companion < y->companion ? -1 : 1;
    return (x->person > y->person) - (x->person < y->person);
}

/* One of each two who meet. */
static void sum_meetings(inquiry *q) {
    size_t kept = 0;
    if (q->met_count) qsort(q->met, q->met_count, sizeof *q->met, by_companion);
    for (size_t i = 0; i < q->met_count; i++) {
        meeting *last = kept ? &q->met[kept - 1] : NULL;
        if (!last || by_companion(last, &q->met[i]) != 0) {
            q->met[kept++] = q->met[i];
            continue;
        }
        last->articles++;
        if (q->met[i].first < last->first) last->first = q->met[i].first;
        if (q->met[i].last > last->last) last->last = q->met[i].last;
    }
    q->met_count = kept;
}

/* That somebody is never met with the others says something only if they have articles enough. */
static bool would_be_missed(const inquiry *q, const meeting *met) {
    uint64_t own = 0, others = 0;
    for (size_t i = 0; i < q->persons; i++)
        *(q->person[i].person == met->person ? &own : &others) += q->person[i].articles;
    return met->articles * others >= own;
}

static bool find_witnesses(inquiry *q) {
    q->witness = calloc(q->met_count + 1, sizeof *q->witness);
    if (!q->witness) return false;
    for (size_t i = 0; i < q->met_count; i++) {
        const meeting *met = &q->met[i];
        bool alone = (i == 0 || met[-1].companion != met->companion) &&
                     (i + 1 == q->met_count || met[1].companion != met->companion);
        if (alone && met->articles >= TOGETHER_LEAST && would_be_missed(q, met))
            q->witness[q->witnesses++] = (witness){*met, 0, q->identity->companions.names[met->companion]};
    }
    return true;
}

static int find_by_companion(const void *key, const void *row) {
    uint32_t companion = *(const uint32_t *)key, other = ((const witness *)row)->met.companion;
    return (companion > other) - (companion < other);
}

static bool holds_in(const meeting *met, int32_t year) {
    return year >= met->first - (met->first ? NEAR_YEARS : 0) &&
           year <= met->last + (met->last ? NEAR_YEARS : 0);
}

/* Articles of the name itself of which nothing else tells. */
static void ask_witnesses(inquiry *q) {
    const ndx_identity *identity = q->identity;
    uint32_t number = q->question->number;
    for (uint32_t k = identity->name[number].told; k != NO_NUMBER && q->witnesses;
         k = identity->told[k].next) {
        const identity_told *told = &identity->told[k];
        if (identity_meant_in(identity, number, told->article.year, told->article.role) != number) continue;
        for (size_t c = 0; c < told->count; c++) {
            witness *w = bsearch(&identity->companion[told->first + c], q->witness, q->witnesses,
                                 sizeof *q->witness, find_by_companion);
            if (w && holds_in(&w->met, told->article.year)) w->decides++;
        }
    }
}

static int by_what_they_decide(const void *a, const void *b) {
    const witness *x = a, *y = b;
    if (x->decides != y->decides) return x->decides < y->decides ? 1 : -1;
    return ndx_text_compare(x->key, y->key);
}

static bool keep_witnesses(inquiry *q) {
    bool enough = true;
    if (q->witnesses) qsort(q->witness, q->witnesses, sizeof *q->witness, by_what_they_decide);
    for (size_t i = 0; i < q->witnesses && i < COMPANY_KEPT && q->witness[i].decides && enough; i++) {
        const meeting *met = &q->witness[i].met;
        identity_period period = {.first = met->first - (met->first ? NEAR_YEARS : 0),
                                  .last = met->last + (met->last ? NEAR_YEARS : 0),
                                  .person = met->person,
                                  .company = q->witness[i].key};
        enough = identity_add_period(q->identity, q->question->number, period);
    }
    return enough;
}

static bool answer(ndx_identity *identity, const identity_question *question) {
    inquiry q = {.identity = identity, .question = question};
    bool enough = gather_meetings(&q);
    if (enough) sum_meetings(&q);
    enough = enough && find_witnesses(&q);
    if (enough) ask_witnesses(&q);
    enough = enough && keep_witnesses(&q);
    free(q.met);
    free(q.person);
    free(q.witness);
    return enough;
}

ndx_status ndx_identity_settle(ndx_identity *identity, ndx_error *err) {
    for (size_t i = 0; i < identity->question_count; i++)
        if (!answer(identity, &identity->question[i])) return ndx_fail_memory(err);
    identity->question_count = 0;
    return NDX_OK;
}
