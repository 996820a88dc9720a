#include "builtin.h"

extern const char ndx_bin_lists[], ndx_bin_lists_end[];
extern const char ndx_bin_names[], ndx_bin_names_end[];

/* The linker's two symbols are one object, though C does not know. */
static ndx_text between(const char *data, const char *end) {
    return (ndx_text){data, (size_t)((uintptr_t)end - (uintptr_t)data)};
}

ndx_text builtin_lists(void) {
    return between(ndx_bin_lists, ndx_bin_lists_end);
}

ndx_text builtin_names(void) {
    return between(ndx_bin_names, ndx_bin_names_end);
}
