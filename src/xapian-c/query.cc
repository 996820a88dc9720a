// Queries: immutable, reference counted by Xapian.
#include "wall.h"

using namespace wall;
using Xapian::Query;

namespace {

// By ndx_x_op.
const Query::op operators[] = {Query::OP_AND,       Query::OP_OR,      Query::OP_AND_NOT, Query::OP_XOR,
                               Query::OP_AND_MAYBE, Query::OP_FILTER,  Query::OP_NEAR,    Query::OP_PHRASE,
                               Query::OP_ELITE_SET, Query::OP_SYNONYM, Query::OP_MAX};
static_assert(NDX_COUNT(operators) == NDX_X_MAX + 1, "one for each");

Query::op operator_of(const ndx_x_op &op) {
    unsigned number = number_of(op);
    if (number >= NDX_COUNT(operators)) throw Xapian::InvalidArgumentError("no such operator");
    return operators[number];
}

// Reads an array of borrowed handles as the queries in them.
struct parts_iterator {
    using iterator_category = std::random_access_iterator_tag;
    using value_type = Query;
    using difference_type = std::ptrdiff_t;
    using pointer = const Query *;
    using reference = const Query &;
    ndx_x_query *const *at;
    const Query &operator*() const { return (*at)->query; }
    parts_iterator &operator++() {
        ++at;
        return *this;
    }
    bool operator==(const parts_iterator &other) const { return at == other.at; }
    bool operator!=(const parts_iterator &other) const { return at != other.at; }
    difference_type operator-(const parts_iterator &other) const { return at - other.at; }
};

ndx_status make_query(ndx_error *err, ndx_x_query **query, Query &&made) {
    return guard_new(err, "make a query", query, [&] { return new ndx_x_query{std::move(made)}; });
}

} // namespace

void ndx_x_query_free(ndx_x_query *query) {
    delete query;
}

ndx_status ndx_x_query_all(ndx_x_query **query, ndx_error *err) {
    return guard_new(err, "make a query", query, [] { return new ndx_x_query{Query(std::string())}; });
}

ndx_status ndx_x_query_none(ndx_x_query **query, ndx_error *err) {
    return make_query(err, query, Query());
}

ndx_status ndx_x_query_term(ndx_text term, uint32_t wqf, uint32_t position, ndx_x_query **query,
                            ndx_error *err) {
    return guard_new(err, "make a query", query,
                     [&] { return new ndx_x_query{Query(string_of(term), wqf, position)}; });
}

ndx_status ndx_x_query_combine(ndx_x_op op, ndx_x_query *const *parts, size_t count, uint32_t parameter,
                               ndx_x_query **query, ndx_error *err) {
    return guard_new(err, "combine queries", query, [&] {
        return new ndx_x_query{
            Query(operator_of(op), parts_iterator{parts}, parts_iterator{parts + count}, parameter)};
    });
}

ndx_status ndx_x_query_scale(const ndx_x_query *part, double factor, ndx_x_query **query, ndx_error *err) {
    return guard_new(err, "scale a query", query,
                     [&] { return new ndx_x_query{Query(Query::OP_SCALE_WEIGHT, part->query, factor)}; });
}

ndx_status ndx_x_query_value_range(uint32_t slot, const ndx_text *lower, const ndx_text *upper,
                                   ndx_x_query **query, ndx_error *err) {
    return guard_new(err, "make a range of values", query, [&] {
        if (!lower && !upper) throw Xapian::InvalidArgumentError("a range needs one end at least");
        if (!upper) return new ndx_x_query{Query(Query::OP_VALUE_GE, slot, string_of(*lower))};
        if (!lower) return new ndx_x_query{Query(Query::OP_VALUE_LE, slot, string_of(*upper))};
        return new ndx_x_query{Query(Query::OP_VALUE_RANGE, slot, string_of(*lower), string_of(*upper))};
    });
}

ndx_status ndx_x_query_wildcard(ndx_text prefix, uint32_t max_terms, ndx_x_limit limit, ndx_x_op combiner,
                                ndx_x_query **query, ndx_error *err) {
    static const int limits[] = {Query::WILDCARD_LIMIT_ERROR, Query::WILDCARD_LIMIT_FIRST,
                                 Query::WILDCARD_LIMIT_MOST_FREQUENT};
    return guard_new(err, "make a wildcard query", query, [&] {
        if (number_of(limit) >= NDX_COUNT(limits)) throw Xapian::InvalidArgumentError("no such limit");
        return new ndx_x_query{
            Query(Query::OP_WILDCARD, string_of(prefix), max_terms, limits[limit], operator_of(combiner))};
    });
}

// --- what a query is -------------------------------------------------------------------------------------------------

bool ndx_x_query_is_none(const ndx_x_query *query) {
    return query->query.empty();
}

uint32_t ndx_x_query_length(const ndx_x_query *query) {
    return query->query.get_length();
}

ndx_status ndx_x_query_terms(const ndx_x_query *query, bool unique, ndx_x_terms **terms, ndx_error *err) {
    return guard_new(err, "list a query's terms", terms, [&] {
        return terms_of(unique ? query->query.get_unique_terms_begin() : query->query.get_terms_begin());
    });
}

ndx_status ndx_x_query_describe(const ndx_x_query *query, ndx_buf *out, ndx_error *err) {
    return guard(err, "describe a query", [&] { append(out, query->query.get_description()); });
}

ndx_status ndx_x_query_serialise(const ndx_x_query *query, ndx_buf *out, ndx_error *err) {
    return guard(err, "serialise a query", [&] { append(out, query->query.serialise()); });
}

ndx_status ndx_x_query_unserialise(ndx_text bytes, ndx_x_query **query, ndx_error *err) {
    return guard_new(err, "read a serialised query", query,
                     [&] { return new ndx_x_query{Query::unserialise(string_of(bytes))}; });
}

// --- numbers that sort -----------------------------------------------------------------------------------------------

size_t ndx_x_sortable(double number, char out[9]) {
    return Xapian::sortable_serialise_(number, out);
}

double ndx_x_unsortable(ndx_text bytes) {
    double number = 0;
    (void)guard(nullptr, "read a number", [&] { number = Xapian::sortable_unserialise(string_of(bytes)); });
    return number;
}
