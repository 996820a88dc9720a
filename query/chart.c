/* Bars for the terminal and charts for papers. */
#include "query.h"

#include <math.h>
#include <string.h>

/* --- bars ----------------------------------------------------------------------------------------------- */

void query_bar(ndx_buf *out, double value, double most, size_t columns) {
    if (!(most > 0) || !(value > 0)) return;
    size_t eighths = (size_t)(value / most * (double)columns * 8 + 0.5);
    if (eighths == 0) eighths = 1; /* something is never shown as nothing */
    for (size_t i = 0; i < eighths / 8; i++) ndx_buf_add_utf8(out, 0x2588);
    if (eighths % 8) ndx_buf_add_utf8(out, 0x2590 - (uint32_t)(eighths % 8));
}

/* --- SVG ------------------------------------------------------------------------------------------------ */

#define WIDTH 720.0
#define HEIGHT 360.0
#define LEFT 64.0
#define RIGHT 16.0
#define TOP 24.0
#define BOTTOM 48.0
#define TICKS 5
#define BARS_MAX 120u /* more periods, or several queries, are drawn as lines */

/* Colours that stay apart for the colour-blind and in grey (Okabe and Ito). */
static const char *const colors[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                     "#E69F00", "#56B4E9", "#000000"};

static const char *color_of(size_t i) {
    return colors[i % NDX_COUNT(colors)];
}

typedef struct plot {
    ndx_buf *out;
    const query_series *series;
    size_t count;
    bool relative;
    ndx_day first, last;
    double top; /* value at the upper edge */
    double step;
} plot;

static double value_of(const plot *p, const ndx_bucket *bucket) {
    return p->relative ? 100 * bucket->score : (double)bucket->articles;
}

static double x_of(const plot *p, double day) {
    return LEFT + (day - p->first) / (double)(p->last - p->first + 1) * (WIDTH - LEFT - RIGHT);
}

static double y_of(const plot *p, double value) {
    return HEIGHT - BOTTOM - value / p->top * (HEIGHT - TOP - BOTTOM);
}

static void measure(plot *p) {
    double most = 0;
    p->first = INT32_MAX;
    p->last = INT32_MIN;
    for (size_t i = 0; i < p->count; i++)
        for (size_t k = 0; k < p->series[i].buckets.count; k++) {
            const ndx_bucket *bucket = &p->series[i].buckets.bucket[k];
            if (bucket->first < p->first) p->first = bucket->first;
            if (bucket->last > p->last) p->last = bucket->last;
            if (value_of(p, bucket) > most) most = value_of(p, bucket);
        }
    /* Steps of 1, 2 or 5 times a power of ten. */
    double rough = most > 0 ? most / TICKS : 1, power = pow(10, floor(log10(rough)));
    double factor = rough / power;
    p->step = (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10) * power;
    if (!p->relative && p->step < 1) p->step = 1;
    p->top = p->step * ceil((most > 0 ? most : 1) / p->step);
}

static void add_escaped(ndx_buf *out, ndx_text text) {
    ndx_buf safe = {0};
    ndx_print_safe(&safe, text, true);
    for (size_t i = 0; i < safe.len; i++) {
        char c = safe.data[i];
        if (c == '<')
            ndx_buf_add_str(out, "&lt;");
        else if (c == '&')
            ndx_buf_add_str(out, "&amp;");
        else if (c == '"')
            ndx_buf_add_str(out, "&quot;");
        else
            ndx_buf_add_char(out, c);
    }
    ndx_buf_clear(&safe);
}

static void draw_axes(const plot *p) {
    for (int i = 0; i * p->step <= p->top * 1.0001; i++) {
        double y = y_of(p, i * p->step);
        ndx_buf_addf(
            p->out,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"0.5\"/>\n",
            LEFT, y, WIDTH - RIGHT, y, i ? "#cccccc" : "#000000");
        ndx_buf_addf(p->out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%.*f%s</text>\n", LEFT - 6,
                     y + 4, p->step < 1 ? 2 : 0, i * p->step, p->relative ? " %" : "");
    }
    ndx_buf_addf(p->out, "<text x=\"%.1f\" y=\"%.1f\">%s</text>\n", 8.0, TOP - 10,
                 p->relative ? "share of all articles" : "articles");
}

/* Names of periods under the axis, as many as there is room for. */
static void draw_names(const plot *p) {
    const ndx_buckets *longest = &p->series[0].buckets;
    for (size_t i = 1; i < p->count; i++)
        if (p->series[i].buckets.count > longest->count) longest = &p->series[i].buckets;
    size_t every = 1 + longest->count / 10;
    for (size_t k = 0; k < longest->count; k += every) {
        const ndx_bucket *bucket = &longest->bucket[k];
        double x = x_of(p, (bucket->first + bucket->last + 1) / 2.0);
        ndx_buf_addf(p->out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">", x, HEIGHT - BOTTOM + 16);
        add_escaped(p->out, bucket->name);
        ndx_buf_add_str(p->out, "</text>\n");
    }
}

static void draw_bars(const plot *p) {
    const ndx_buckets *b = &p->series[0].buckets;
    for (size_t k = 0; k < b->count; k++) {
        double left = x_of(p, b->bucket[k].first), right = x_of(p, b->bucket[k].last + 1),
               y = y_of(p, value_of(p, &b->bucket[k]));
        double gap = (right - left) > 4 ? (right - left) * 0.1 : 0;
        ndx_buf_addf(p->out, "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"%s\"><title>",
                     left + gap, y, right - left - 2 * gap, HEIGHT - BOTTOM - y, color_of(0));
        add_escaped(p->out, b->bucket[k].name);
        ndx_buf_addf(p->out, ": %llu</title></rect>\n", (unsigned long long)b->bucket[k].articles);
    }
}

static void draw_lines(const plot *p) {
    for (size_t i = 0; i < p->count; i++) {
        const ndx_buckets *b = &p->series[i].buckets;
        ndx_buf_addf(p->out, "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" points=\"",
                     color_of(i));
        for (size_t k = 0; k < b->count; k++)
            ndx_buf_addf(p->out, "%.2f,%.2f ", x_of(p, (b->bucket[k].first + b->bucket[k].last + 1) / 2.0),
                         y_of(p, value_of(p, &b->bucket[k])));
        ndx_buf_add_str(p->out, "\"/>\n");
    }
}

static void draw_legend(const plot *p) {
    double x = LEFT;
    for (size_t i = 0; i < p->count; i++) {
        if (p->series[i].label.len == 0) continue;
        ndx_buf_addf(p->out,
                     "<rect x=\"%.1f\" y=\"%.1f\" width=\"10\" height=\"10\" fill=\"%s\"/>\n<text x=\"%.1f\" "
                     "y=\"%.1f\">",
                     x, HEIGHT - 19, color_of(i), x + 14, HEIGHT - 10);
        add_escaped(p->out, p->series[i].label);
        ndx_buf_add_str(p->out, "</text>\n");
        x += 30 + 7 * (double)ndx_width_columns(p->series[i].label);
    }
}

void query_plot(ndx_buf *out, const query_series *series, size_t count, bool relative) {
    plot p = {.out = out, .series = series, .count = count, .relative = relative};
    ndx_buf_addf(out,
                 "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" "
                 "height=\"%.0f\" font-family=\"sans-serif\" font-size=\"11\">\n",
                 WIDTH, HEIGHT, WIDTH, HEIGHT);
    ndx_buf_addf(out, "<rect width=\"%.0f\" height=\"%.0f\" fill=\"#ffffff\"/>\n", WIDTH, HEIGHT);
    measure(&p);
    if (p.first <= p.last) {
        draw_axes(&p);
        if (count == 1 && series[0].buckets.count <= BARS_MAX)
            draw_bars(&p);
        else
            draw_lines(&p);
        draw_names(&p);
        draw_legend(&p);
    }
    ndx_buf_add_str(out, "</svg>\n");
}
