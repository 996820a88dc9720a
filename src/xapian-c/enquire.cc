// Enquire: how to rank, sort, collapse, cut off, and who looks on; and the C callbacks called while matching.
#include "wall.h"

#include <memory>

using namespace wall;

// --- weighting schemes -----------------------------------------------------------------------------------------------

namespace {

// A scheme's parameters: what the caller gave, then the defaults.
struct parameters {
    const double *given;
    size_t count;
    const double *defaults;
    double operator[](size_t i) const { return i < count ? given[i] : defaults[i]; }
};
using scheme_fn = std::unique_ptr<Xapian::Weight>(const parameters &p, const ndx_x_weight &weight);

template <class Scheme> std::unique_ptr<Xapian::Weight> plain(const parameters &, const ndx_x_weight &) {
    return std::make_unique<Scheme>();
}
template <class Scheme> std::unique_ptr<Xapian::Weight> with_one(const parameters &p, const ndx_x_weight &) {
    return std::make_unique<Scheme>(p[0]);
}
std::unique_ptr<Xapian::Weight> bm25(const parameters &p, const ndx_x_weight &) {
    return std::make_unique<Xapian::BM25Weight>(p[0], p[1], p[2], p[3], p[4]);
}
std::unique_ptr<Xapian::Weight> bm25_plus(const parameters &p, const ndx_x_weight &) {
    return std::make_unique<Xapian::BM25PlusWeight>(p[0], p[1], p[2], p[3], p[4], p[5]);
}
std::unique_ptr<Xapian::Weight> tf_idf(const parameters &, const ndx_x_weight &weight) {
    return std::make_unique<Xapian::TfIdfWeight>(weight.normalizations ? weight.normalizations : "ntn");
}
std::unique_ptr<Xapian::Weight> pl2_plus(const parameters &p, const ndx_x_weight &) {
    return std::make_unique<Xapian::PL2PlusWeight>(p[0], p[1]);
}
std::unique_ptr<Xapian::Weight> language_model(const parameters &p, const ndx_x_weight &) {
    if (!(p[1] >= 1 && p[1] <= 5)) throw Xapian::InvalidArgumentError("no such smoothing");
    auto smoothing = Xapian::Weight::type_smoothing(int(p[1]));
    return std::make_unique<Xapian::LMWeight>(p[0], smoothing, p[2], p[3]);
}

// By ndx_x_weight_kind; defaults as xapian/weight.h documents them.
const struct scheme {
    size_t parameter_count;
    double defaults[6];
    scheme_fn *make;
} schemes[] = {
    {5, {1, 0, 1, 0.5, 0.5}, bm25},          {6, {1, 0, 1, 0.5, 0.5, 1}, bm25_plus},
    {0, {}, plain<Xapian::BoolWeight>},      {0, {}, plain<Xapian::CoordWeight>},
    {1, {1}, with_one<Xapian::TradWeight>},  {0, {}, tf_idf},
    {1, {1}, with_one<Xapian::InL2Weight>},  {1, {1}, with_one<Xapian::IfB2Weight>},
    {1, {1}, with_one<Xapian::IneB2Weight>}, {1, {1}, with_one<Xapian::BB2Weight>},
    {1, {1}, with_one<Xapian::PL2Weight>},   {2, {1, 0.8}, pl2_plus},
    {0, {}, plain<Xapian::DLHWeight>},       {0, {}, plain<Xapian::DPHWeight>},
    {4, {0, 1, -1, -1}, language_model},
};
static_assert(NDX_COUNT(schemes) == NDX_X_WEIGHT_COUNT, "one for each");

// --- callbacks -------------------------------------------------------------------------------------------------------

class callback_decider final : public Xapian::MatchDecider {
  public:
    callback_decider(ndx_x_decide_fn *fn_, void *context_) : fn(fn_), context(context_) {}
    bool operator()(const Xapian::Document &doc) const override {
        ndx_x_document document{doc, {}};
        bool keep = true;
        run_callback([&](ndx_error *err) { return fn(context, &document, &keep, err); });
        return keep;
    }

  private:
    ndx_x_decide_fn *fn;
    void *context;
};

class callback_key_maker final : public Xapian::KeyMaker {
  public:
    callback_key_maker(ndx_x_key_fn *fn_, void *context_) : fn(fn_), context(context_) { ndx_buf_init(&key); }
    ~callback_key_maker() override { ndx_buf_clear(&key); }
    std::string operator()(const Xapian::Document &doc) const override {
        ndx_x_document document{doc, {}};
        ndx_buf_reset(&key);
        run_callback([&](ndx_error *err) { return fn(context, &document, &key, err); });
        if (key.failed) throw std::bad_alloc();
        return string_of(ndx_buf_text(&key));
    }

  private:
    ndx_x_key_fn *fn;
    void *context;
    mutable ndx_buf key;
};

class callback_expander final : public Xapian::ExpandDecider {
  public:
    callback_expander(ndx_x_expand_fn *fn_, void *context_) : fn(fn_), context(context_) {}
    bool operator()(const std::string &term) const override { return fn(context, view_of(term)); }

  private:
    ndx_x_expand_fn *fn;
    void *context;
};

void sort_by_key(Xapian::Enquire &enquire, const ndx_x_order &order, std::unique_ptr<Xapian::KeyMaker> made,
                 bool reverse) {
    Xapian::Internal::opt_intrusive_ptr<Xapian::KeyMaker> held(made.release()->release());
    switch (number_of(order)) {
    case NDX_X_RELEVANCE:
        enquire.set_sort_by_relevance();
        return;
    case NDX_X_VALUE:
        enquire.set_sort_by_key(held.get(), reverse);
        return;
    case NDX_X_VALUE_RELEVANCE:
        enquire.set_sort_by_key_then_relevance(held.get(), reverse);
        return;
    case NDX_X_RELEVANCE_VALUE:
        enquire.set_sort_by_relevance_then_key(held.get(), reverse);
        return;
    }
    throw Xapian::InvalidArgumentError("no such order");
}

} // namespace

// --- settings --------------------------------------------------------------------------------------------------------

ndx_status ndx_x_enquire_new(const ndx_x_database *database, ndx_x_enquire **enquire, ndx_error *err) {
    return guard_new(err, "enquire of the database", enquire, [&] {
        if (database->db.size() == 0) throw Xapian::InvalidArgumentError("it has no shards");
        return new ndx_x_enquire{Xapian::Enquire(database->db)};
    });
}

void ndx_x_enquire_free(ndx_x_enquire *enquire) {
    delete enquire;
}

ndx_status ndx_x_enquire_set_query(ndx_x_enquire *enquire, const ndx_x_query *query, uint32_t query_length,
                                   ndx_error *err) {
    return guard(err, "set the query", [&] { enquire->enquire.set_query(query->query, query_length); });
}

ndx_status ndx_x_enquire_set_weight(ndx_x_enquire *enquire, const ndx_x_weight *weight, ndx_error *err) {
    return guard(err, "set the weighting scheme", [&] {
        if (number_of(weight->kind) >= NDX_COUNT(schemes))
            throw Xapian::InvalidArgumentError("no such scheme");
        const scheme &found = schemes[weight->kind];
        if (weight->parameter_count > found.parameter_count)
            throw Xapian::InvalidArgumentError("the scheme has fewer parameters");
        parameters given{weight->parameter, weight->parameter_count, found.defaults};
        enquire->enquire.set_weighting_scheme(*found.make(given, *weight));
    });
}

ndx_status ndx_x_enquire_sort(ndx_x_enquire *enquire, ndx_x_order order, uint32_t slot, bool reverse,
                              ndx_error *err) {
    return guard(err, "set the order", [&] {
        switch (number_of(order)) {
        case NDX_X_RELEVANCE:
            enquire->enquire.set_sort_by_relevance();
            return;
        case NDX_X_VALUE:
            enquire->enquire.set_sort_by_value(slot, reverse);
            return;
        case NDX_X_VALUE_RELEVANCE:
            enquire->enquire.set_sort_by_value_then_relevance(slot, reverse);
            return;
        case NDX_X_RELEVANCE_VALUE:
            enquire->enquire.set_sort_by_relevance_then_value(slot, reverse);
            return;
        }
        throw Xapian::InvalidArgumentError("no such order");
    });
}

ndx_status ndx_x_enquire_sort_by_slots(ndx_x_enquire *enquire, ndx_x_order order,
                                       const ndx_x_sort_slot *slots, size_t count, bool reverse,
                                       ndx_error *err) {
    return guard(err, "set the order", [&] {
        auto maker = std::make_unique<Xapian::MultiValueKeyMaker>();
        for (size_t i = 0; i < count; i++)
            maker->add_value(slots[i].slot, slots[i].reverse, string_of(slots[i].missing));
        sort_by_key(enquire->enquire, order, std::move(maker), reverse);
    });
}

ndx_status ndx_x_enquire_sort_by_key(ndx_x_enquire *enquire, ndx_x_order order, ndx_x_key_fn *fn,
                                     void *context, bool reverse, ndx_error *err) {
    return guard(err, "set the order", [&] {
        sort_by_key(enquire->enquire, order, std::make_unique<callback_key_maker>(fn, context), reverse);
    });
}

ndx_status ndx_x_enquire_set_docid_order(ndx_x_enquire *enquire, ndx_x_docid_order order, ndx_error *err) {
    static const Xapian::Enquire::docid_order orders[] = {
        Xapian::Enquire::DESCENDING, Xapian::Enquire::ASCENDING, Xapian::Enquire::DONT_CARE};
    return guard(err, "set the order", [&] {
        if (number_of(order) >= NDX_COUNT(orders)) throw Xapian::InvalidArgumentError("no such order");
        enquire->enquire.set_docid_order(orders[order]);
    });
}

ndx_status ndx_x_enquire_collapse(ndx_x_enquire *enquire, uint32_t slot, uint32_t keep_count,
                                  ndx_error *err) {
    return guard(err, "set what to collapse", [&] { enquire->enquire.set_collapse_key(slot, keep_count); });
}

ndx_status ndx_x_enquire_set_cutoff(ndx_x_enquire *enquire, int percent, double weight, ndx_error *err) {
    return guard(err, "set the cutoff", [&] {
        if (percent < 0 || percent > 100) throw Xapian::InvalidArgumentError("a percentage is 0 to 100");
        enquire->enquire.set_cutoff(percent, weight);
    });
}

ndx_status ndx_x_enquire_set_time_limit(ndx_x_enquire *enquire, double seconds, ndx_error *err) {
    return guard(err, "set the time limit", [&] { enquire->enquire.set_time_limit(seconds); });
}

ndx_status ndx_x_enquire_set_expansion(ndx_x_enquire *enquire, const char *scheme_name, double parameter,
                                       ndx_error *err) {
    return guard(err, "set the expansion scheme",
                 [&] { enquire->enquire.set_expansion_scheme(scheme_name, parameter); });
}

ndx_status ndx_x_enquire_add_spy(ndx_x_enquire *enquire, ndx_x_spy *spy, ndx_error *err) {
    return guard(err, "add a spy", [&] { enquire->enquire.add_matchspy(spy->spy.get()); });
}

ndx_status ndx_x_enquire_clear_spies(ndx_x_enquire *enquire, ndx_error *err) {
    return guard(err, "clear the spies", [&] { enquire->enquire.clear_matchspies(); });
}

// --- asking ----------------------------------------------------------------------------------------------------------

ndx_status ndx_x_enquire_match(ndx_x_enquire *enquire, const ndx_x_match_options *options, ndx_x_mset **mset,
                               ndx_error *err) {
    return guard_new(err, "match", mset, [&] {
        callback_decider decider(options->decide, options->decide_context);
        Xapian::MSet found = enquire->enquire.get_mset(
            options->first, options->limit, options->check_at_least,
            options->rset ? &options->rset->rset : nullptr, options->decide ? &decider : nullptr);
        return new ndx_x_mset{std::move(found), {}};
    });
}

ndx_status ndx_x_enquire_matching_terms(const ndx_x_enquire *enquire, uint32_t docid, ndx_x_terms **terms,
                                        ndx_error *err) {
    return guard_new(err, "list matching terms", terms,
                     [&] { return terms_of(enquire->enquire.get_matching_terms_begin(docid)); });
}

ndx_status ndx_x_enquire_expand(ndx_x_enquire *enquire, const ndx_x_rset *rset,
                                const ndx_x_expand_options *options, ndx_x_eset **eset, ndx_error *err) {
    return guard_new(err, "expand the query", eset, [&] {
        int flags = (options->include_query_terms ? Xapian::Enquire::INCLUDE_QUERY_TERMS : 0) |
                    (options->exact_frequencies ? Xapian::Enquire::USE_EXACT_TERMFREQ : 0);
        callback_expander decider(options->may, options->may_context);
        Xapian::ESet found = enquire->enquire.get_eset(
            options->limit, rset->rset, flags, options->may ? &decider : nullptr, options->weight_lower);
        return new ndx_x_eset{std::move(found), {}};
    });
}
