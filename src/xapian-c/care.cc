// Care: compaction and check.
#include "wall.h"

#include <exception>
#include <sstream>
#include <vector>

using namespace wall;

namespace {

class callback_compactor final : public Xapian::Compactor {
  public:
    explicit callback_compactor(const ndx_x_compact_options &options_) : options(options_) {}
    void set_status(const std::string &table, const std::string &status) override {
        if (options.progress) options.progress(options.context, table.c_str(), status.c_str());
    }
    // libxapian 1.4 gives the key as the posting table holds it: NUL and 0xC0 before the caller's bytes (glass_compact.cc).
    static ndx_text user_key(const std::string &key) {
        return ndx_text_slice(view_of(key), key.compare(0, 2, "\0\xC0", 2) == 0 ? 2 : 0, key.size());
    }
    std::string resolve_duplicate_metadata(const std::string &key, size_t count,
                                           const std::string tags[]) override {
        if (!options.merge_metadata) return tags[0];
        std::vector<ndx_text> values;
        for (size_t i = 0; i < count; i++) values.push_back(view_of(tags[i]));
        struct owned_buf : ndx_buf {
            owned_buf() { ndx_buf_init(this); }
            ~owned_buf() { ndx_buf_clear(this); }
        } merged;
        // libxapian loses what it holds when an exception passes through a merge: the failure waits until it is done.
        try {
            if (failed) return tags[0];
            run_callback([&](ndx_error *err) {
                return options.merge_metadata(options.context, user_key(key), values.data(), count, &merged,
                                              err);
            });
            if (merged.failed) throw std::bad_alloc();
        } catch (...) {
            failed = std::current_exception();
        }
        return string_of(ndx_buf_text(&merged));
    }

    std::exception_ptr failed;

  private:
    const ndx_x_compact_options &options;
};

} // namespace

ndx_status ndx_x_database_compact(const ndx_x_database *database, const char *path,
                                  const ndx_x_compact_options *options, ndx_error *err) {
    static_assert(int(NDX_X_COMPACT_FULL) == int(Xapian::Compactor::FULL) &&
                      int(NDX_X_COMPACT_FULLER) == int(Xapian::Compactor::FULLER) &&
                      NDX_X_COMPACT_NO_RENUMBER == Xapian::DBCOMPACT_NO_RENUMBER &&
                      NDX_X_COMPACT_MULTIPASS == Xapian::DBCOMPACT_MULTIPASS &&
                      NDX_X_COMPACT_SINGLE_FILE == Xapian::DBCOMPACT_SINGLE_FILE,
                  "flags are Xapian's");
    return guard(err, "compact into", path, [&] {
        static const ndx_x_compact_options none{};
        const ndx_x_compact_options &wanted = options ? *options : none;
        Xapian::Database copy(database->db); // compact() is not const, though it changes nothing here
        callback_compactor compactor(wanted);
        copy.compact(path, wanted.flags, int(wanted.block_bytes), compactor);
        if (compactor.failed) std::rethrow_exception(compactor.failed);
    });
}

ndx_status ndx_x_check(const char *path, unsigned flags, size_t *errors, ndx_buf *report, ndx_error *err) {
    static_assert(NDX_X_CHECK_SHORT_TREE == Xapian::DBCHECK_SHORT_TREE &&
                      NDX_X_CHECK_FULL_TREE == Xapian::DBCHECK_FULL_TREE &&
                      NDX_X_CHECK_FREELIST == Xapian::DBCHECK_SHOW_FREELIST &&
                      NDX_X_CHECK_STATS == Xapian::DBCHECK_SHOW_STATS &&
                      NDX_X_CHECK_FIX == Xapian::DBCHECK_FIX,
                  "flags are Xapian's");
    *errors = 0;
    return guard(err, "check", path, [&] {
        std::ostringstream out;
        *errors = Xapian::Database::check(path, int(flags), report ? &out : nullptr);
        if (report) append(report, out.str());
    });
}
