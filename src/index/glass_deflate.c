/* Codes are Huffman's, made anew for each list; its bytes are counted, and then written in them. */
#include "glass_deflate.h"

#include <string.h>

#include "bits.h"

#define END 256 /* of the block: behind the bytes */
#define SYMBOLS (END + 1)
#define CODE_BITS 15
#define HEAD_SYMBOLS 19 /* RFC 1951, 3.2.7: lengths of codes 0 to 15, and three that repeat */
#define HEAD_BITS 7

/* --- codes ---------------------------------------------------------------------------------------------- */

/* Of a symbol; first bit lowest. No bits: it does not come. */
typedef struct code {
    uint16_t word;
    uint8_t bits;
} code;

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
    leaf scratch[SYMBOLS];
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
        if (made[i].bits) made[i].word = turn(next[made[i].bits]++, made[i].bits);
}

/* A code of at most `most` bits for the symbols that come, of which there is one at least. Not every inflater takes a code of one: then
 * another symbol has one too. */
static void make_code(const uint16_t *counts, unsigned symbols, unsigned most, code *made) {
    leaf leaves[SYMBOLS + 1];
    unsigned count = 0, of_length[CODE_BITS + 1];
    for (unsigned i = 0; i < symbols; i++) {
        leaves[count] = (leaf){(uint16_t)i, counts[i]};
        count += counts[i] > 0;
    }
    memset(made, 0, symbols * sizeof *made);
    if (count == 1) leaves[count++] = (leaf){leaves[0].symbol ? 0 : 1, 1};
    sort_leaves(leaves, count);
    join_leaves(leaves, (int)count);
    limit_lengths(leaves, count, most, of_length);
    for (unsigned length = 1, left = count; length <= most; length++)
        for (unsigned i = 0; i < of_length[length]; i++) made[leaves[--left].symbol].bits = (uint8_t)length;
    assign_words(made, symbols, of_length);
}

/* --- the block's head ----------------------------------------------------------------------------------- */

/* Lengths of the code, and that there is none of distances, as symbols of the head's own code. */
typedef struct block_head {
    uint8_t symbol[SYMBOLS + 1], extra[SYMBOLS + 1];
    unsigned count;                /* of these */
    unsigned told;                 /* of the head's code */
    uint16_t counts[HEAD_SYMBOLS]; /* how often each comes */
    code code[HEAD_SYMBOLS];
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

static void make_head(const code codes[SYMBOLS], block_head *made) {
    unsigned run = 0;
    made->count = 0;
    memset(made->counts, 0, sizeof made->counts);
    for (unsigned i = 0; i < SYMBOLS; i += run) {
        for (run = 1; i + run < SYMBOLS && codes[i + run].bits == codes[i].bits;) run++;
        tell_run(made, codes[i].bits, run);
    }
    tell(made, 0, 0); /* of one distance, no bits: there are none */
    make_code(made->counts, HEAD_SYMBOLS, HEAD_BITS, made->code);
    for (made->told = HEAD_SYMBOLS; made->told > 4 && !made->code[head_order[made->told - 1]].bits;)
        made->told--;
}

static size_t head_bits(const block_head *of) {
    size_t bits = 3 + 5 + 5 + 4 + 3 * (size_t)of->told;
    for (unsigned i = 0; i < HEAD_SYMBOLS; i++)
        bits += (size_t)of->counts[i] * (of->code[i].bits + repeats[i].bits);
    return bits;
}

static void put_head(ndx_bit_writer *out, const block_head *of) {
    ndx_bits_put(out, 1 | 2 << 1, 3); /* the last block; its codes are its own */
    ndx_bits_put(out, 0, 5);          /* 257 bytes and end */
    ndx_bits_put(out, 0, 5);          /* and one distance */
    ndx_bits_put(out, of->told - 4, 4);
    for (unsigned i = 0; i < of->told; i++) ndx_bits_put(out, of->code[head_order[i]].bits, 3);
    for (unsigned i = 0; i < of->count; i++) {
        code symbol = of->code[of->symbol[i]];
        ndx_bits_put(out, symbol.word | (uint64_t)of->extra[i] << symbol.bits,
                     symbol.bits + (unsigned)repeats[of->symbol[i]].bits);
    }
}

/* --- lists ---------------------------------------------------------------------------------------------- */

/* How often each symbol comes. Every other byte is counted apart: they need not wait for each other. */
static void count_bytes(const uint8_t *data, size_t len, uint16_t counts[SYMBOLS]) {
    uint16_t others[256] = {0};
    memset(counts, 0, SYMBOLS * sizeof *counts);
    for (size_t i = 0; i + 1 < len; i += 2) {
        counts[data[i]]++;
        others[data[i + 1]]++;
    }
    if (len % 2) counts[data[len - 1]]++;
    for (unsigned i = 0; i < 256; i++) counts[i] = (uint16_t)(counts[i] + others[i]);
    counts[END] = 1;
}

static void put_data(ndx_bit_writer *out, const uint8_t *data, size_t len, const code codes[SYMBOLS]) {
    ndx_bit_writer writer = *out;
    size_t i = 0;
    for (; i + 3 <= len; i += 3) { /* three codes have 45 bits at most */
        code a = codes[data[i]], b = codes[data[i + 1]], c = codes[data[i + 2]];
        unsigned two = (unsigned)a.bits + b.bits;
        ndx_bits_put(&writer, a.word | (uint64_t)b.word << a.bits | (uint64_t)c.word << two, two + c.bits);
    }
    for (; i < len; i++) ndx_bits_put(&writer, codes[data[i]].word, codes[data[i]].bits);
    ndx_bits_put(&writer, codes[END].word, codes[END].bits);
    *out = writer;
}

size_t ndx_glass_deflate(const uint8_t *data, size_t len, uint8_t *out, size_t most) {
    uint16_t counts[SYMBOLS];
    code codes[SYMBOLS];
    block_head head;
    if (len > NDX_GLASS_DEFLATE_MAX) return 0;
    count_bytes(data, len, counts);
    make_code(counts, SYMBOLS, CODE_BITS, codes);
    make_head(codes, &head);
    size_t bits = head_bits(&head);
    for (unsigned i = 0; i < SYMBOLS; i++) bits += (size_t)counts[i] * codes[i].bits;
    if ((bits + 7) / 8 > most) return 0;
    ndx_bit_writer writer = {.at = out};
    put_head(&writer, &head);
    put_data(&writer, data, len, codes);
    return (bits + 7) / 8;
}
