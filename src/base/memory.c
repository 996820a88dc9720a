/* Memory: arrays that grow, and what is asked of the system for large ones. */
#include "newsdex/base.h"

#include <limits.h>
#include <malloc.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define LARGE_PAGE ((size_t)2 << 20)
#define HEAP_FIRST ((size_t)256 << 10) /* more than the heap has at the beginning */
#define HEAP_STEP (1 << 20)
#define HEAP_BLOCK_MOST (32 << 20) /* mallopt(3): M_MMAP_THRESHOLD may be no more */

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

void *ndx_large_block(size_t bytes) {
    return in_large_pages(malloc(bytes), bytes);
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

#ifdef __GLIBC__
/* Extend the heap by so much at once, to be kept, and give the system advice on it. */
static void begin_heap(size_t bytes, int advice, size_t page) {
    mallopt(M_MMAP_THRESHOLD, HEAP_BLOCK_MOST);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    mallopt(M_TOP_PAD, (int)bytes);
    void *volatile block = malloc(HEAP_FIRST); /* volatile: or the compiler sees that it is of no use */
    uintptr_t first = (uintptr_t)block, end = (uintptr_t)sbrk(0), before = -first % page;
    /* Another allocator, as sanitizers bring one, has its memory elsewhere. */
    if (block && first + before < end && end - first < 2 * (bytes + HEAP_FIRST))
        madvise((char *)block + before, end - first - before, advice);
    free(block);
    mallopt(M_TOP_PAD, HEAP_STEP);
}
#else
static void begin_heap(size_t bytes, int advice, size_t page) {
    (void)bytes, (void)advice, (void)page;
}
#endif

void ndx_heap_in_large_pages(void) {
    begin_heap(128u << 20, MADV_HUGEPAGE, LARGE_PAGE);
#ifdef __GLIBC__
    mallopt(M_ARENA_MAX, 1); /* what is small and given back is a thread's own all the same */
#endif
}

void ndx_heap_at_once(void) {
#ifdef MADV_POPULATE_WRITE
    begin_heap(1u << 20, MADV_POPULATE_WRITE, 4096);
#endif
}
