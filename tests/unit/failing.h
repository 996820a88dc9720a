/* A program whose memory runs out when the test says so. Included by one file of a test program; it takes the place of the C
 * library's allocator, exported so that the allocations of libraries count and fail too. */
#ifndef NDX_TESTS_FAILING_H
#define NDX_TESTS_FAILING_H

#include <stdatomic.h>
#include <stddef.h>

#include "newsdex/base.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
#define MAY_FAIL 0 /* the sanitizers have allocators of their own */
#elif defined(__has_feature)
#define MAY_FAIL (!__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer))
#else
#define MAY_FAIL 1
#endif

#define NOT_ALWAYS_USED __attribute__((unused))
NOT_ALWAYS_USED static atomic_long allocations_left = -1; /* -1: no end */
NOT_ALWAYS_USED static bool one_fails; /* when they have run out one is refused, then there is no end again */
NOT_ALWAYS_USED static atomic_long held; /* allocations not yet given back */

#if MAY_FAIL
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void __libc_free(void *memory);

/* Threads may ask at once: each allocation is counted by one of them. */
static bool refused(void) {
    long left = allocations_left;
    while (left > 0 && !atomic_compare_exchange_weak(&allocations_left, &left, left - 1)) continue;
    if (left != 0) return false;
    return one_fails ? atomic_compare_exchange_strong(&allocations_left, &left, -1) : true;
}
static void *counted(void *memory) {
    held += memory != NULL;
    return memory;
}
NDX_API void *malloc(size_t size) {
    return refused() ? NULL : counted(__libc_malloc(size));
}
NDX_API void *calloc(size_t count, size_t size) {
    return refused() ? NULL : counted(__libc_calloc(count, size));
}
NDX_API void *realloc(void *memory, size_t size) {
    if (refused()) return NULL;
    return memory ? __libc_realloc(memory, size) : counted(__libc_malloc(size));
}
NDX_API void free(void *memory) {
    held -= memory != NULL;
    __libc_free(memory);
}
#endif

#endif
