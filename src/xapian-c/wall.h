// The inside of the wall: what stands behind each opaque handle, and the one guard no exception passes.
#ifndef NEWSDEX_XAPIAN_C_WALL_H
#define NEWSDEX_XAPIAN_C_WALL_H

#include <cstring>
#include <string>
#include <type_traits>
#include <utility>
#include <xapian.h>

#include "newsdex/xapian-c.h"

namespace wall {

// Thrown by the wrappers of C callbacks, through libxapian, when a callback fails; comes out as what it returned.
struct callback_failed {
    ndx_status status;
    ndx_error error;
};

// Run a callback of the caller's: call(&error) returns a status; throws callback_failed unless OK or END.
template <class Call> ndx_status run_callback(Call &&call) {
    callback_failed failed{};
    failed.status = call(&failed.error);
    if (failed.status != NDX_OK && failed.status != NDX_END) throw failed;
    return failed.status;
}

// The status and sentence for the exception being handled. `what` completes "cannot ..."; `where` may be NULL.
ndx_status translate(ndx_error *err, const char *what, const char *where) noexcept;

// Run body; whatever it throws becomes a status. body returns an ndx_status or nothing (OK).
template <class Body>
ndx_status guard(ndx_error *err, const char *what, const char *where, Body &&body) noexcept {
    try {
        if constexpr (std::is_void_v<decltype(body())>) {
            body();
            return NDX_OK;
        } else {
            return body();
        }
    } catch (...) {
        return translate(err, what, where);
    }
}
template <class Body> ndx_status guard(ndx_error *err, const char *what, Body &&body) noexcept {
    return guard(err, what, nullptr, std::forward<Body>(body));
}

// As guard, for functions that make a handle: body returns it; it is NULL on failure.
template <class Handle, class Body>
ndx_status guard_new(ndx_error *err, const char *what, const char *where, Handle **out,
                     Body &&body) noexcept {
    *out = nullptr;
    return guard(err, what, where, [&] { *out = body(); });
}
template <class Handle, class Body>
ndx_status guard_new(ndx_error *err, const char *what, Handle **out, Body &&body) noexcept {
    return guard_new(err, what, nullptr, out, std::forward<Body>(body));
}

// What a C caller passed as an enum, which may be any number: read without the promise C++ makes about enums.
template <class Enum> unsigned number_of(const Enum &value) {
    unsigned number;
    static_assert(sizeof number == sizeof value, "a C enum");
    std::memcpy(&number, &value, sizeof number);
    return number;
}

inline std::string string_of(ndx_text text) {
    return text.len ? std::string(text.data, text.len) : std::string();
}
inline ndx_text view_of(const std::string &string) {
    return ndx_text{string.data(), string.size()};
}
// Keep a string in its handle and show it.
inline ndx_text keep(std::string &place, std::string &&string) {
    place = std::move(string);
    return view_of(place);
}
// Append to a caller's buffer; bad_alloc when it cannot grow.
void append(ndx_buf *out, const std::string &string);
// Xapian counts time-outs in milliseconds; 0, never, for zero and below.
unsigned milliseconds(double seconds);

// A Xapian iterator that stands before its first entry until it is moved.
template <class Iterator> struct cursor {
    Iterator at;
    bool started = false;
    explicit cursor(Iterator begin) : at(std::move(begin)) {}
    bool next() {
        if (!started)
            started = true;
        else if (at != Iterator())
            ++at;
        return at != Iterator();
    }
    template <class Key> bool skip_to(const Key &key) {
        started = true;
        if (at != Iterator()) at.skip_to(key);
        return at != Iterator();
    }
    // The entry it stands on; asking without one is the caller's mistake.
    const Iterator &entry() const {
        if (!started || at == Iterator())
            throw Xapian::InvalidOperationError("the iterator stands on no entry");
        return at;
    }
};

} // namespace wall

struct ndx_x_database {
    Xapian::Database db;
    std::string text, upper; // what was last shown
};
struct ndx_x_writable {
    Xapian::WritableDatabase db;
    ndx_x_database reader; // shares the shards
};
struct ndx_x_document {
    Xapian::Document doc;
    std::string text;
};
struct ndx_x_query {
    Xapian::Query query;
};
struct ndx_x_spy {
    Xapian::Internal::opt_intrusive_ptr<Xapian::MatchSpy> spy;
    const Xapian::ValueCountMatchSpy *values; // the same one, when it counts values
    const uint64_t *seen;                     // else: how many documents it saw
};
struct ndx_x_enquire {
    Xapian::Enquire enquire;
};
struct ndx_x_mset {
    Xapian::MSet mset;
    std::string text;
};
struct ndx_x_rset {
    Xapian::RSet rset;
};
struct ndx_x_eset {
    Xapian::ESet eset;
    std::string text;
};
struct ndx_x_terms {
    wall::cursor<Xapian::TermIterator> cursor;
    std::string text;
};
struct ndx_x_postings {
    wall::cursor<Xapian::PostingIterator> cursor;
};
struct ndx_x_positions {
    wall::cursor<Xapian::PositionIterator> cursor;
};
struct ndx_x_values {
    wall::cursor<Xapian::ValueIterator> cursor;
    bool by_slot; // of a document: the key is the slot
    std::string text;
};

namespace wall {
inline ndx_x_terms *terms_of(Xapian::TermIterator begin) {
    return new ndx_x_terms{cursor<Xapian::TermIterator>(std::move(begin)), {}};
}
inline ndx_x_positions *positions_of(Xapian::PositionIterator begin) {
    return new ndx_x_positions{cursor<Xapian::PositionIterator>(std::move(begin))};
}
} // namespace wall

#endif
