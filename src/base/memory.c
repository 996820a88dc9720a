/* Memory: arrays that grow, and what is asked of the system for large ones. */
#include "newsdex/base.h"

#include <stdlib.h>
#include <sys/mman.h>

#define PAGE ((size_t)4096)
#define LARGE ((size_t)4 << 20) /* from here on there is a whole large page in it, wherever it begins */

void ndx_large_pages(void *memory, size_t bytes) {
    if (bytes < LARGE) return;
    uintptr_t begin = ((uintptr_t)memory + PAGE - 1) & ~(uintptr_t)(PAGE - 1);
    uintptr_t end = ((uintptr_t)memory + bytes) & ~(uintptr_t)(PAGE - 1);
    madvise((char *)memory + (begin - (uintptr_t)memory), end - begin, MADV_HUGEPAGE);
}

void *ndx_grow(void *array, size_t count, size_t *capacity, size_t each) {
    size_t bytes, more = *capacity < 8 ? 16 : *capacity + *capacity / 2;
    if (count < *capacity) return array;
    if (more <= count) more = count + 1;
    if (__builtin_mul_overflow(more, each, &bytes)) return NULL;
    void *moved = realloc(array, bytes);
    if (moved) ndx_large_pages(moved, bytes);
    if (moved) *capacity = more;
    return moved;
}
