// Match spies: see every match considered.
#include "wall.h"

#include <memory>

using namespace wall;

namespace {

class callback_spy final : public Xapian::MatchSpy {
  public:
    callback_spy(ndx_x_spy_fn *fn_, void *context_) : fn(fn_), context(context_) {}
    void operator()(const Xapian::Document &doc, double weight) override {
        ndx_x_document document{doc, {}};
        seen++;
        run_callback([&](ndx_error *err) { return fn(context, &document, weight, err); });
    }
    uint64_t seen = 0;

  private:
    ndx_x_spy_fn *fn;
    void *context;
};

// `made` passes to Xapian's reference count, of which the handle holds one.
ndx_x_spy *spy_of(std::unique_ptr<Xapian::MatchSpy> made, const Xapian::ValueCountMatchSpy *values,
                  const uint64_t *seen) {
    Xapian::Internal::opt_intrusive_ptr<Xapian::MatchSpy> held(made.release()->release());
    return new ndx_x_spy{held, values, seen};
}

} // namespace

ndx_status ndx_x_spy_count_values(uint32_t slot, ndx_x_spy **spy, ndx_error *err) {
    return guard_new(err, "make a spy", spy, [&] {
        auto made = std::make_unique<Xapian::ValueCountMatchSpy>(slot);
        const Xapian::ValueCountMatchSpy *values = made.get();
        return spy_of(std::move(made), values, nullptr);
    });
}

ndx_status ndx_x_spy_new(ndx_x_spy_fn *fn, void *context, ndx_x_spy **spy, ndx_error *err) {
    return guard_new(err, "make a spy", spy, [&] {
        auto made = std::make_unique<callback_spy>(fn, context);
        const uint64_t *seen = &made->seen;
        return spy_of(std::move(made), nullptr, seen);
    });
}

void ndx_x_spy_free(ndx_x_spy *spy) {
    delete spy;
}

ndx_status ndx_x_spy_total(const ndx_x_spy *spy, uint64_t *total, ndx_error *err) {
    return guard(err, "count what a spy saw",
                 [&] { *total = spy->values ? spy->values->get_total() : *spy->seen; });
}

ndx_status ndx_x_spy_values(const ndx_x_spy *spy, uint32_t limit, ndx_x_terms **terms, ndx_error *err) {
    return guard_new(err, "list a spy's values", terms, [&] {
        if (!spy->values) throw Xapian::InvalidOperationError("this spy does not count values");
        return terms_of(limit ? spy->values->top_values_begin(limit) : spy->values->values_begin());
    });
}
