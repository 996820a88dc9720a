/* Memory: arrays that grow, and what is asked of the system for large ones. */
#include "newsdex/base.h"

#include <stdlib.h>
#include <sys/mman.h>

#define LARGE_PAGE ((size_t)2 << 20)

/* For what malloc has just given, before it is written. Advice only: where it is not taken, nothing is different. From two of them on
 * there is a whole one in it, wherever it begins. */
static void *in_large_pages(void *memory, size_t bytes) {
    if (!memory || bytes < 2 * LARGE_PAGE) return memory;
    size_t before = -(uintptr_t)memory % LARGE_PAGE;
    madvise((char *)memory + before, (bytes - before) / LARGE_PAGE * LARGE_PAGE, MADV_HUGEPAGE);
    return memory;
}

void *ndx_large_array(size_t count, size_t each) {
    return in_large_pages(calloc(count, each), count * each); /* calloc looks after the product */
}

void *ndx_grow(void *array, size_t count, size_t *capacity, size_t each) {
    size_t bytes, more = *capacity < 8 ? 16 : *capacity + *capacity / 2;
    if (count < *capacity) return array;
    if (more <= count) more = count + 1;
    if (__builtin_mul_overflow(more, each, &bytes)) return NULL;
    void *moved = in_large_pages(realloc(array, bytes), bytes);
    if (moved) *capacity = more;
    return moved;
}
