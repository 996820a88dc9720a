/* The note of a file: varint version of the program, varint total * 2 + 1 if worth a retry, varint listed,
 * then for each listed: varint reason, offset, length of detail, detail. */
#include "seen.h"

#define LISTED_MAX 100 /* a file with more damage than this is damaged as a whole */
#define DETAIL_MAX 200

/* Reasons that lie outside the file: its size and mtime do not change when they go away. */
static bool may_pass(ndx_reason reason) {
    return reason == NDX_REASON_UNREADABLE || reason == NDX_REASON_MISSING || reason == NDX_REASON_DUPLICATE;
}

/* What one version cannot read, the next perhaps can. */
static uint64_t version(void) {
    return ndx_hash(NDX_VERSION, sizeof NDX_VERSION - 1, 0) & 0xFFFF;
}

void ndx_unread_reset(ndx_unread *unread) {
    ndx_buf_reset(&unread->entries);
    unread->total = unread->listed = 0;
    unread->retry = false;
}

void ndx_unread_clear(ndx_unread *unread) {
    ndx_buf_clear(&unread->entries);
    ndx_unread_reset(unread);
}

void ndx_unread_add(ndx_unread *unread, const ndx_skip *skip) {
    unread->total++;
    if (may_pass(skip->reason)) unread->retry = true;
    if (unread->listed == LISTED_MAX) return;
    ndx_text detail = ndx_text_slice(skip->detail, 0, ndx_utf8_floor(skip->detail, DETAIL_MAX));
    unread->listed++;
    ndx_buf_add_varint(&unread->entries, skip->reason);
    ndx_buf_add_varint(&unread->entries, skip->offset);
    ndx_buf_add_varint(&unread->entries, detail.len);
    ndx_buf_add_text(&unread->entries, detail);
}

void ndx_unread_write(const ndx_unread *unread, ndx_buf *out) {
    if (unread->total == 0) return;
    ndx_buf_add_varint(out, version());
    ndx_buf_add_varint(out, unread->total << 1 | unread->retry);
    ndx_buf_add_varint(out, unread->listed);
    ndx_buf_add_text(out, ndx_buf_text(&unread->entries));
    if (unread->entries.failed) out->failed = true;
}

bool ndx_unread_retry(ndx_text note) {
    uint64_t by, head;
    if (note.len == 0) return false;
    const uint8_t *at = (const uint8_t *)note.data, *end = at + note.len;
    if (!ndx_varint_get(&at, end, &by) || !ndx_varint_get(&at, end, &head)) return true;
    return by != version() || (head & 1);
}

void ndx_unread_ask_again(ndx_text note, ndx_buf *out) {
    uint64_t by = version(), head = 0;
    const uint8_t *at = (const uint8_t *)note.data, *end = at + note.len;
    /* A note that cannot be read is worth a retry as it is. */
    bool sound = note.len == 0 || (ndx_varint_get(&at, end, &by) && ndx_varint_get(&at, end, &head));
    if (!sound) {
        ndx_buf_add_text(out, note);
        return;
    }
    ndx_buf_add_varint(out, by);
    ndx_buf_add_varint(out, head | 1);
    if (note.len)
        ndx_buf_add(out, at, (size_t)(end - at));
    else
        ndx_buf_add_varint(out, 0); /* nothing is listed */
}

static bool read_entry(const uint8_t **at, const uint8_t *end, ndx_skip *skip) {
    uint64_t reason, len;
    if (!ndx_varint_get(at, end, &reason) || !ndx_varint_get(at, end, &skip->offset) ||
        !ndx_varint_get(at, end, &len))
        return false;
    if (reason >= NDX_REASON_COUNT || len > (uint64_t)(end - *at)) return false;
    skip->reason = (ndx_reason)reason;
    skip->detail = (ndx_text){(const char *)*at, (size_t)len};
    *at += len;
    return true;
}

void ndx_unread_each(ndx_text path, ndx_text note, ndx_skip_fn *fn, void *context, uint64_t *more) {
    uint64_t by, total, listed, told = 0;
    ndx_skip skip = {.path = path};
    *more = 0;
    if (note.len == 0) return;
    const uint8_t *at = (const uint8_t *)note.data, *end = at + note.len;
    if (!ndx_varint_get(&at, end, &by) || !ndx_varint_get(&at, end, &total) ||
        !ndx_varint_get(&at, end, &listed))
        return;
    total >>= 1;
    for (; told < listed && read_entry(&at, end, &skip); told++) fn(context, &skip);
    *more = total > told ? total - told : 0;
}

typedef struct wanted {
    const ndx_skip *skip;
    bool found;
} wanted;

static void compare(void *context, const ndx_skip *noted) {
    wanted *w = context;
    w->found |= noted->reason == w->skip->reason && noted->offset == w->skip->offset;
}

bool ndx_unread_has(ndx_text note, const ndx_skip *skip) {
    wanted w = {skip, false};
    uint64_t more;
    ndx_unread_each(skip->path, note, compare, &w, &more);
    return w.found || more > 0;
}
