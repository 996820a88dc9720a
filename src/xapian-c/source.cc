// Posting sources: matches and weights that come from C callbacks, or from Xapian's ready-made ones.
#include "wall.h"

#include <memory>

using namespace wall;
using Xapian::Query;

namespace {

class callback_source final : public Xapian::PostingSource {
  public:
    explicit callback_source(const ndx_x_source &source_) : source(source_) {}
    ~callback_source() override {
        if (source.release) source.release(source.context);
    }

    void init(const Xapian::Database &db) override {
        database.db = db;
        bounds = ndx_x_source_bounds{};
        entry = ndx_x_source_entry{0, 0};
        ended = false;
        run_callback([&](ndx_error *err) { return source.start(source.context, &database, &bounds, err); });
        set_maxweight(bounds.weight_upper);
    }
    Xapian::doccount get_termfreq_min() const override { return bounds.matches_lower; }
    Xapian::doccount get_termfreq_est() const override { return bounds.matches_estimate; }
    Xapian::doccount get_termfreq_max() const override { return bounds.matches_upper; }
    void next(double min_wt) override { advance(entry.docid + 1, min_wt); }
    void skip_to(Xapian::docid did, double min_wt) override {
        if (did > entry.docid) advance(did, min_wt);
    }
    bool at_end() const override { return ended; }
    Xapian::docid get_docid() const override { return entry.docid; }
    double get_weight() const override { return entry.weight; }

    PostingSource *clone() const override {
        if (!source.clone) return nullptr;
        ndx_x_source copy = source;
        copy.context = source.clone(source.context);
        if (!copy.context) throw std::bad_alloc();
        return new_source(copy);
    }
    // Owns source.context from the call on.
    static callback_source *new_source(const ndx_x_source &source) {
        try {
            return new callback_source(source);
        } catch (...) {
            if (source.release) source.release(source.context);
            throw;
        }
    }

  private:
    void advance(Xapian::docid from, double min_wt) {
        if (ended) return;
        ndx_status status = run_callback(
            [&](ndx_error *err) { return source.next(source.context, from, min_wt, &entry, err); });
        ended = status == NDX_END;
        if (!ended && entry.docid < from)
            throw Xapian::InvalidOperationError("a posting source went backwards");
        if (!ended && entry.weight > bounds.weight_upper)
            throw Xapian::InvalidOperationError("a posting source's weight is above the bound it gave");
    }

    ndx_x_source source;
    ndx_x_database database;
    ndx_x_source_bounds bounds{};
    ndx_x_source_entry entry{0, 0};
    bool ended = false;
};

// A query that owns its source.
ndx_x_query *query_of(std::unique_ptr<Xapian::PostingSource> source) {
    // release() makes Xapian count the references; `held` is the first, so that a failure here frees the source.
    Xapian::Internal::opt_intrusive_ptr<Xapian::PostingSource> held(source.release()->release());
    return new ndx_x_query{Query(held.get())};
}

} // namespace

ndx_status ndx_x_query_source(const ndx_x_source *source, ndx_x_query **query, ndx_error *err) {
    return guard_new(err, "make a query from a source", query, [&] {
        return query_of(std::unique_ptr<Xapian::PostingSource>(callback_source::new_source(*source)));
    });
}

ndx_status ndx_x_query_value_weight(uint32_t slot, ndx_x_query **query, ndx_error *err) {
    return guard_new(err, "make a query of weights", query,
                     [&] { return query_of(std::make_unique<Xapian::ValueWeightPostingSource>(slot)); });
}

ndx_status ndx_x_query_decreasing_value_weight(uint32_t slot, ndx_x_query **query, ndx_error *err) {
    return guard_new(err, "make a query of weights", query, [&] {
        return query_of(std::make_unique<Xapian::DecreasingValueWeightPostingSource>(slot));
    });
}

ndx_status ndx_x_query_fixed_weight(double weight, ndx_x_query **query, ndx_error *err) {
    return guard_new(err, "make a query of weights", query,
                     [&] { return query_of(std::make_unique<Xapian::FixedWeightPostingSource>(weight)); });
}

ndx_status ndx_x_query_value_map(uint32_t slot, const ndx_x_weighted_value *values, size_t count,
                                 double otherwise, ndx_x_query **query, ndx_error *err) {
    return guard_new(err, "make a query of weights", query, [&] {
        auto source = std::make_unique<Xapian::ValueMapPostingSource>(slot);
        source->set_default_weight(otherwise);
        for (size_t i = 0; i < count; i++) source->add_mapping(string_of(values[i].value), values[i].weight);
        return query_of(std::move(source));
    });
}
