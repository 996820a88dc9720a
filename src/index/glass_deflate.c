/* Matches are looked for where the same four bytes stood last, and taken as they come; codes are Huffman's. */
#include "glass_deflate.h"

#include <stdbool.h>
#include <string.h>

#define MATCH_MIN 4
#define MATCH_MAX 258
#define END 256          /* of the block: behind the bytes */
#define FIRST_LENGTH 257 /* symbols of lengths come behind it */
#define CODE_BITS 15
#define HEAD_SYMBOLS 19 /* RFC 1951, 3.2.7: lengths of codes 0 to 15, and three that repeat */
#define HEAD_BITS 7

/* A code: of each symbol how many bits, and which, first bit lowest. */
typedef struct code {
    uint16_t word[NDX_GLASS_LENGTHS];
    uint8_t bits[NDX_GLASS_LENGTHS];
} code;

/* --- matches -------------------------------------------------------------------------------------------- */

static uint32_t four_bytes(const uint8_t *at) {
    uint32_t bytes;
    memcpy(&bytes, at, sizeof bytes);
    return bytes;
}

static size_t slot_of(uint32_t bytes) {
    return bytes * UINT32_C(0x9E3779B1) >> (32 - NDX_GLASS_LOG_SEEN);
}

static unsigned log_of(uint32_t number) {
    return 31u - (unsigned)__builtin_clz(number);
}

/* RFC 1951, 3.2.5: lengths 3 to 10 have a symbol each, then four symbols share as many more bits; 258 has its own again. */
static unsigned length_symbol(uint32_t length, unsigned *extra) {
    uint32_t from = length - 3;
    *extra = 0;
    if (length == MATCH_MAX) return FIRST_LENGTH + 28;
    if (from < 8) return FIRST_LENGTH + from;
    *extra = log_of(from) - 2;
    return FIRST_LENGTH + 4 * *extra + (from >> *extra);
}
/* Likewise, two of each. */
static unsigned distance_symbol(uint32_t distance, unsigned *extra) {
    uint32_t from = distance - 1;
    *extra = 0;
    if (from < 4) return from;
    *extra = log_of(from) - 1;
    return 2 * *extra + (from >> *extra);
}

static size_t match_length(const uint8_t *before, const uint8_t *at, size_t most) {
    size_t same = MATCH_MIN;
    while (same < most && before[same] == at[same]) same++;
    return same;
}

static void add_match(ndx_glass_deflater *deflater, size_t at, size_t length, size_t distance) {
    unsigned extra;
    deflater->matches[deflater->match_count++] =
        (ndx_glass_match){(uint16_t)at, (uint16_t)length, (uint16_t)distance};
    deflater->count[length_symbol((uint32_t)length, &extra)]++;
    deflater->distance_count[distance_symbol((uint32_t)distance, &extra)]++;
}

/* The matches of a list, and how often each symbol comes. Where nothing like it has stood, the list's beginning is looked at. */
static void find_matches(ndx_glass_deflater *deflater, const uint8_t *data, size_t len) {
    uint16_t *count = deflater->count, *seen = deflater->seen;
    size_t at = 1, last = len > MATCH_MIN ? len - MATCH_MIN : 0; /* where a match may begin */
    memset(deflater->seen, 0, sizeof deflater->seen);
    memset(deflater->count, 0, sizeof deflater->count);
    memset(deflater->distance_count, 0, sizeof deflater->distance_count);
    deflater->match_count = 0;
    count[END] = 1;
    if (len) count[data[0]]++;
    while (at <= last) {
        uint32_t bytes = four_bytes(data + at);
        uint16_t *slot = &seen[slot_of(bytes)];
        size_t before = *slot;
        *slot = (uint16_t)at;
        if (four_bytes(data + before) != bytes) {
            count[data[at++]]++;
            continue;
        }
        size_t most = len - at < MATCH_MAX ? len - at : MATCH_MAX,
               length = match_length(data + before, data + at, most);
        add_match(deflater, at, length, at - before);
        at += length;
    }
    for (; at < len; at++) count[data[at]]++;
}

/* --- codes ---------------------------------------------------------------------------------------------- */

/* A symbol that comes; later a node of the tree, or the length of its code. */
typedef struct leaf {
    uint16_t symbol;
    uint16_t count; /* below 2^14: a list has fewer bytes */
} leaf;

#define FEW 24

/* By one byte of their counts, the least first; as they were where it is the same. Is there more in a count? */
static bool sort_by_byte(const leaf *from, unsigned count, unsigned shift, leaf *to) {
    uint16_t begin[256] = {0};
    unsigned all = 0, before = 0;
    for (unsigned i = 0; i < count; i++) {
        begin[from[i].count >> shift & 255]++;
        all |= from[i].count;
    }
    for (unsigned i = 0, left = count; left > 0; i++) {
        unsigned here = begin[i];
        begin[i] = (uint16_t)before;
        before += here;
        left -= here;
    }
    for (unsigned i = 0; i < count; i++) to[begin[from[i].count >> shift & 255]++] = from[i];
    return all > 255;
}

/* By count, the rarest first; of as many, the lower symbol. */
static void sort_leaves(leaf *leaves, unsigned count) {
    leaf scratch[NDX_GLASS_LENGTHS + 1];
    if (count > FEW) {
        bool large = sort_by_byte(leaves, count, 0, scratch);
        if (large)
            sort_by_byte(scratch, count, 8, leaves);
        else
            memcpy(leaves, scratch, count * sizeof *leaves);
        return;
    }
    for (unsigned i = 1; i < count; i++) {
        leaf moved = leaves[i];
        unsigned to = i;
        for (; to > 0 && leaves[to - 1].count > moved.count; to--) leaves[to] = leaves[to - 1];
        leaves[to] = moved;
    }
}

/* Lengths of Huffman's code for two leaves at least, in place of their counts: Moffat and Katajainen 1995. First nodes are joined,
 * each noting its parent; then depths are told from the root down; then leaves take what the nodes leave free. */
static void join_leaves(leaf *at, int count) {
    int root = 0, next_leaf = 0;
    for (int node = 0; node < count - 1; node++) {
        uint16_t sum = 0;
        for (int half = 0; half < 2; half++) {
            bool inner = next_leaf >= count || (root < node && at[root].count < at[next_leaf].count);
            sum = (uint16_t)(sum + at[inner ? root : next_leaf].count);
            if (inner)
                at[root++].count = (uint16_t)node;
            else
                next_leaf++;
        }
        at[node].count = sum;
    }
    at[count - 2].count = 0;
    for (int node = count - 3; node >= 0; node--) at[node].count = (uint16_t)(at[at[node].count].count + 1);
    unsigned depth = 0, free_here = 1;
    for (int node = count - 2, leaf_at = count - 1; free_here > 0; depth++) {
        unsigned inner = 0;
        for (; node >= 0 && at[node].count == depth; node--) inner++;
        for (; free_here > inner; free_here--) at[leaf_at--].count = (uint16_t)depth;
        free_here = 2 * inner;
    }
}

/* How many leaves have each length, none longer than `most`: those that are cut make room by lengthening others. */
static void limit_lengths(const leaf *leaves, unsigned count, unsigned most,
                          unsigned of_length[CODE_BITS + 1]) {
    uint32_t room = 0;
    memset(of_length, 0, (CODE_BITS + 1) * sizeof *of_length);
    for (unsigned i = 0; i < count; i++) of_length[leaves[i].count < most ? leaves[i].count : most]++;
    for (unsigned length = 1; length <= most; length++) room += of_length[length] << (most - length);
    for (; room > 1u << most; room--) {
        unsigned length = most - 1;
        while (!of_length[length]) length--;
        of_length[most]--;
        of_length[length]--;
        of_length[length + 1] += 2;
    }
}

/* The lowest bits of a word turned round. */
static uint16_t turn(unsigned word, unsigned bits) {
    word = (word & 0x5555) << 1 | (word >> 1 & 0x5555);
    word = (word & 0x3333) << 2 | (word >> 2 & 0x3333);
    word = (word & 0x0f0f) << 4 | (word >> 4 & 0x0f0f);
    word = (word & 0x00ff) << 8 | (word >> 8 & 0x00ff);
    return (uint16_t)(word >> (16 - bits));
}

/* RFC 1951, 3.2.2: codes of the same length follow each other in order, first bit highest; here turned round. */
static void assign_words(code *made, unsigned symbols, const unsigned of_length[CODE_BITS + 1]) {
    unsigned next[CODE_BITS + 1] = {0};
    for (unsigned length = 2; length <= CODE_BITS; length++)
        next[length] = (next[length - 1] + of_length[length - 1]) << 1;
    for (unsigned i = 0; i < symbols; i++)
        if (made->bits[i]) made->word[i] = turn(next[made->bits[i]]++, made->bits[i]);
}

/* A code for the symbols that come, or two if only one does: not every inflater takes a code of one. None: no code. */
static void make_code(uint16_t *counts, unsigned symbols, unsigned most, code *made) {
    leaf leaves[NDX_GLASS_LENGTHS + 1];
    unsigned count = 0, of_length[CODE_BITS + 1];
    for (unsigned i = 0; i < symbols; i++) {
        leaves[count] = (leaf){(uint16_t)i, counts[i]};
        count += counts[i] > 0;
    }
    memset(made->bits, 0, symbols);
    if (!count) return;
    if (count == 1) {
        unsigned other = leaves[0].symbol ? 0 : 1;
        counts[other] = 1;
        leaves[count++] = (leaf){(uint16_t)other, 1};
    }
    sort_leaves(leaves, count);
    join_leaves(leaves, (int)count);
    limit_lengths(leaves, count, most, of_length);
    for (unsigned length = 1, left = count; length <= most; length++)
        for (unsigned i = 0; i < of_length[length]; i++) made->bits[leaves[--left].symbol] = (uint8_t)length;
    assign_words(made, symbols, of_length);
}

/* --- bits ----------------------------------------------------------------------------------------------- */

typedef struct bit_writer {
    uint8_t *at;
    uint64_t waiting;
    unsigned count; /* bits waiting, below 32 between calls */
} bit_writer;

static inline void put_bits(bit_writer *out, uint64_t bits, unsigned count) {
    out->waiting |= bits << out->count;
    out->count += count;
    if (out->count < 32) return;
    for (unsigned i = 0; i < 4; i++) out->at[i] = (uint8_t)(out->waiting >> (8 * i));
    out->at += 4;
    out->waiting >>= 32;
    out->count -= 32;
}
static void end_bits(bit_writer *out) {
    for (; out->count > 0; out->waiting >>= 8) {
        *out->at++ = (uint8_t)out->waiting;
        out->count = out->count > 8 ? out->count - 8 : 0;
    }
}

/* --- the block's head ----------------------------------------------------------------------------------- */

/* Lengths of both codes as symbols of the head's own. */
typedef struct block_head {
    uint8_t symbol[NDX_GLASS_LENGTHS + NDX_GLASS_DISTANCES], extra[NDX_GLASS_LENGTHS + NDX_GLASS_DISTANCES];
    unsigned count;                /* of these */
    unsigned lengths, distances;   /* symbols told of each code */
    unsigned told;                 /* of the head's code */
    uint16_t counts[HEAD_SYMBOLS]; /* how often each comes */
    code code;
} block_head;
static const uint8_t head_order[HEAD_SYMBOLS] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                 11, 4,  12, 3, 13, 2, 14, 1, 15};
/* Bits behind a symbol that repeats, the fewest times that it says, and the most. */
static const struct {
    uint8_t bits, least, most;
} repeats[HEAD_SYMBOLS] = {[16] = {2, 3, 6}, [17] = {3, 3, 10}, [18] = {7, 11, 138}};

static void tell(block_head *to, unsigned symbol, unsigned times) {
    to->symbol[to->count] = (uint8_t)symbol;
    to->extra[to->count++] = (uint8_t)(times - repeats[symbol].least);
    to->counts[symbol]++;
}

/* The same length so many times. */
static void tell_run(block_head *to, unsigned length, unsigned times) {
    if (length && times) {
        tell(to, length, 0);
        times--;
    }
    while (times >= 3) {
        unsigned symbol = length ? 16 : times >= repeats[18].least ? 18 : 17;
        unsigned more = times < repeats[symbol].most ? times : repeats[symbol].most;
        tell(to, symbol, more);
        times -= more;
    }
    while (times-- > 0) tell(to, length, 0);
}

static unsigned symbols_told(const code *of, unsigned symbols, unsigned least) {
    while (symbols > least && !of->bits[symbols - 1]) symbols--;
    return symbols;
}

static void make_head(const code *lengths, const code *distances, block_head *made) {
    uint8_t bits[NDX_GLASS_LENGTHS + NDX_GLASS_DISTANCES];
    made->lengths = symbols_told(lengths, NDX_GLASS_LENGTHS, FIRST_LENGTH);
    made->distances = symbols_told(distances, NDX_GLASS_DISTANCES, 1);
    unsigned count = made->lengths + made->distances, run = 0;
    memcpy(bits, lengths->bits, made->lengths);
    memcpy(bits + made->lengths, distances->bits, made->distances);
    made->count = 0;
    memset(made->counts, 0, sizeof made->counts);
    for (unsigned i = 0; i < count; i += run) {
        for (run = 1; i + run < count && bits[i + run] == bits[i];) run++;
        tell_run(made, bits[i], run);
    }
    make_code(made->counts, HEAD_SYMBOLS, HEAD_BITS, &made->code);
    for (made->told = HEAD_SYMBOLS; made->told > 4 && !made->code.bits[head_order[made->told - 1]];)
        made->told--;
}

static size_t head_size(const block_head *of) {
    size_t bits = 3 + 5 + 5 + 4 + 3 * (size_t)of->told;
    for (unsigned i = 0; i < HEAD_SYMBOLS; i++)
        bits += (size_t)of->counts[i] * (of->code.bits[i] + repeats[i].bits);
    return bits;
}

static void put_head(bit_writer *out, const block_head *of) {
    put_bits(out, 1 | 2 << 1, 3); /* the last block; its codes are its own */
    put_bits(out, of->lengths - FIRST_LENGTH, 5);
    put_bits(out, of->distances - 1, 5);
    put_bits(out, of->told - 4, 4);
    for (unsigned i = 0; i < of->told; i++) put_bits(out, of->code.bits[head_order[i]], 3);
    for (unsigned i = 0; i < of->count; i++) {
        unsigned symbol = of->symbol[i];
        put_bits(out, of->code.word[symbol], of->code.bits[symbol]);
        put_bits(out, of->extra[i], repeats[symbol].bits);
    }
}

/* --- lists ---------------------------------------------------------------------------------------------- */

static size_t data_size(const ndx_glass_deflater *deflater, const code *lengths, const code *distances) {
    size_t bits = 0;
    for (unsigned i = 0; i < NDX_GLASS_LENGTHS; i++) {
        unsigned extra = i < FIRST_LENGTH + 8 || i == FIRST_LENGTH + 28 ? 0 : (i - FIRST_LENGTH - 4) / 4;
        bits += (size_t)deflater->count[i] * (lengths->bits[i] + extra);
    }
    for (unsigned i = 0; i < NDX_GLASS_DISTANCES; i++)
        bits += (size_t)deflater->distance_count[i] * (distances->bits[i] + (i < 4 ? 0 : (i - 2) / 2));
    return bits;
}

static void put_symbol(bit_writer *out, const code *of, unsigned symbol, uint32_t extra,
                       unsigned extra_bits) {
    unsigned bits = of->bits[symbol];
    put_bits(out, of->word[symbol] | (uint64_t)(extra & ((1u << extra_bits) - 1)) << bits, bits + extra_bits);
}

static void put_match(bit_writer *out, const ndx_glass_match *match, const code *lengths,
                      const code *distances) {
    unsigned extra, symbol = length_symbol(match->length, &extra);
    put_symbol(out, lengths, symbol, match->length - 3u, extra);
    symbol = distance_symbol(match->distance, &extra);
    put_symbol(out, distances, symbol, match->distance - 1u, extra);
}

/* By two where it can be: half the tests of what waits. */
static void put_literals(bit_writer *out, const uint8_t *at, const uint8_t *end, const code *lengths) {
    bit_writer writer = *out;
    for (; end - at > 1; at += 2) {
        unsigned bits = lengths->bits[at[0]];
        put_bits(&writer, lengths->word[at[0]] | (uint64_t)lengths->word[at[1]] << bits,
                 bits + lengths->bits[at[1]]);
    }
    if (at < end) put_bits(&writer, lengths->word[*at], lengths->bits[*at]);
    *out = writer;
}

static void put_data(bit_writer *out, const ndx_glass_deflater *deflater, const uint8_t *data, size_t len,
                     const code *lengths, const code *distances) {
    size_t from = 0;
    for (size_t i = 0; i < deflater->match_count; i++) {
        const ndx_glass_match *match = &deflater->matches[i];
        put_literals(out, data + from, data + match->at, lengths);
        put_match(out, match, lengths, distances);
        from = (size_t)match->at + match->length;
    }
    put_literals(out, data + from, data + len, lengths);
    put_bits(out, lengths->word[END], lengths->bits[END]);
}

size_t ndx_glass_deflate(ndx_glass_deflater *deflater, const uint8_t *data, size_t len, uint8_t *out,
                         size_t most) {
    code lengths, distances;
    block_head head;
    if (len > NDX_GLASS_DEFLATE_MAX) return 0;
    find_matches(deflater, data, len);
    make_code(deflater->count, NDX_GLASS_LENGTHS, CODE_BITS, &lengths);
    make_code(deflater->distance_count, NDX_GLASS_DISTANCES, CODE_BITS, &distances);
    make_head(&lengths, &distances, &head);
    size_t bytes = (head_size(&head) + data_size(deflater, &lengths, &distances) + 7) / 8;
    if (bytes > most) return 0;
    bit_writer writer = {out, 0, 0};
    put_head(&writer, &head);
    put_data(&writer, deflater, data, len, &lengths, &distances);
    end_bits(&writer);
    return (size_t)(writer.at - out);
}
