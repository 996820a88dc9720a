// What each exception becomes: the only place where exceptions end.
#include "wall.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>

namespace {

struct rule {
    const char *type; // Xapian::Error::get_type
    ndx_status status;
    const char *advice; // what to do, "" when the sentence says enough
};
// Derived types before nothing in particular: get_type gives the most derived name.
const rule rules[] = {
    {"DatabaseModifiedError", NDX_MODIFIED, "; it was changed meanwhile: reopen it and try again"},
    {"DatabaseLockError", NDX_LOCKED, "; wait until the other writer is done"},
    {"DatabaseNotFoundError", NDX_NO_INDEX, ""},
    {"DatabaseVersionError", NDX_SCHEMA, "; it has to be built again"},
    {"DatabaseOpeningError", NDX_NO_INDEX, ""},
    {"DatabaseCorruptError", NDX_NO_INDEX, "; it is damaged and has to be built again"},
    {"DatabaseCreateError", NDX_IO, ""},
    {"DatabaseClosedError", NDX_USAGE, ""},
    {"DatabaseError", NDX_IO, ""},
    {"DocNotFoundError", NDX_NOT_FOUND, ""},
    {"NetworkTimeoutError", NDX_NETWORK, ""},
    {"NetworkError", NDX_NETWORK, ""},
    {"InvalidArgumentError", NDX_USAGE, ""},
    {"InvalidOperationError", NDX_USAGE, ""},
    {"QueryParserError", NDX_USAGE, ""},
    {"SerialisationError", NDX_USAGE, ""},
    {"RangeError", NDX_USAGE, ""},
    {"WildcardError", NDX_USAGE, ""},
};

const rule *rule_of(const char *type) {
    for (const rule &each : rules)
        if (std::strcmp(each.type, type) == 0) return &each;
    return nullptr;
}

// Xapian keeps a failed system call's errno only as its text; of an error about an error ("modifications failed (...)"),
// only inside the message.
bool is_errno(const Xapian::Error &error, int number) {
    char buffer[128];
    const char *name = strerror_r(number, buffer, sizeof buffer), *system = error.get_error_string();
    return (system && std::strcmp(system, name) == 0) ||
           error.get_msg().find(std::string("(") + name + ")") != std::string::npos;
}

ndx_status status_of(const Xapian::Error &error, const rule *found) {
    if (is_errno(error, ENOSPC) || is_errno(error, EDQUOT) || is_errno(error, EFBIG)) return NDX_NO_SPACE;
    if (is_errno(error, ENOMEM)) return NDX_NO_MEMORY;
    if (!found) return NDX_FAILED;
    // A lock that nobody holds but that cannot be taken (permissions, a file system without locks) is not "locked".
    if (found->status == NDX_LOCKED && error.get_msg().find("already locked") == std::string::npos)
        return NDX_IO;
    return found->status;
}

ndx_status tell(ndx_error *err, const Xapian::Error &error, const char *what, const char *where) {
    const rule *found = rule_of(error.get_type());
    ndx_status status = status_of(error, found);
    const char *system = error.get_error_string();
    const char *advice = found && found->status == status ? found->advice : "";
    const char *context = error.get_context().c_str();
    return ndx_fail(err, status, "cannot %s%s%s: %s%s%s%s%s%s%s%s", what, where ? " " : "",
                    where ? where : "", error.get_msg().c_str(), system ? " (" : "", system ? system : "",
                    system ? ")" : "", *context ? " [" : "", context, *context ? "]" : "", advice);
}

ndx_status tell_callback(ndx_error *err, const wall::callback_failed &failed, const char *what) {
    if (!failed.error.message[0]) return ndx_fail(err, failed.status, "cannot %s: a callback failed", what);
    if (err) *err = failed.error;
    if (err) err->status = failed.status;
    return failed.status;
}

} // namespace

ndx_status wall::translate(ndx_error *err, const char *what, const char *where) noexcept {
    // Putting the sentence together may itself run out of memory: hence the second fence.
    try {
        try {
            throw;
        } catch (const callback_failed &failed) {
            return tell_callback(err, failed, what);
        } catch (const Xapian::Error &error) {
            return tell(err, error, what, where);
        } catch (const std::bad_alloc &) {
            return ndx_fail_memory(err);
        } catch (const std::length_error &) {
            return ndx_fail_memory(err);
        } catch (const std::exception &error) {
            return ndx_fail(err, NDX_FAILED, "cannot %s: %s", what, error.what());
        }
    } catch (...) {
        return ndx_fail(err, NDX_FAILED, "cannot %s: an unknown error", what);
    }
}

namespace {
void (*last_words)(const ndx_error *err);

/* libxapian may also give up while it clears away after an exception that nobody has caught yet, which then cannot be asked for. What
 * the system said last is why it was thrown, if it is something that ends commits. */
ndx_status gave_up(ndx_error *err, int said) {
    static const int reasons[] = {ENOSPC, EDQUOT, EFBIG, EIO, EROFS, ENOMEM};
    for (int reason : reasons)
        if (reason == said) return ndx_fail_errno(err, said, "cannot commit: libxapian gave up");
    return ndx_fail(err, NDX_FAILED, "libxapian gave up");
}

void on_terminate() {
    int said = errno;
    ndx_error err{};
    if (std::current_exception())
        wall::translate(&err, "commit", nullptr);
    else
        gave_up(&err, said);
    last_words(&err); // who has words to say also ends the process; else the C++ library does
}
} // namespace

void ndx_x_on_terminate(void (*function)(const ndx_error *err)) {
    last_words = function;
    std::set_terminate(on_terminate);
}

void wall::append(ndx_buf *out, const std::string &string) {
    ndx_buf_add(out, string.data(), string.size());
    if (out->failed) throw std::bad_alloc();
}

const char *ndx_x_version(void) {
    return Xapian::version_string();
}

// --- builds with AddressSanitizer only -------------------------------------------------------------------------------

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define NDX_ADDRESS_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(NDX_ADDRESS_SANITIZER)
// libxapian 1.4.22's check deletes its tables through a smaller type, and it loses some objects when an exception passes
// through it (a decider that fails, bytes that are no query). Neither is ours to mend; neither should hide what is.
extern "C" {
NDX_API const char *__asan_default_options(void);
NDX_API const char *__asan_default_options(void) {
    return "new_delete_type_mismatch=0";
}
NDX_API const char *__lsan_default_suppressions(void);
NDX_API const char *__lsan_default_suppressions(void) {
    return "leak:Weight::clone\nleak:Query::Internal::unserialise\n";
}
}
#endif
