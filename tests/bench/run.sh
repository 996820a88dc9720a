#!/bin/sh
# make bench: builds and queries beside the peers that are installed, on a generated archive or on one given.
#   BENCH_ARTICLES=20000   how many articles to generate        BENCH_INPUT=FILE.jsonl   use this archive instead
#   BENCH_ROUNDS=5         repetitions of each query
# Prints tables; asserts nothing. Peers: sqlite3 with FTS5, Omega's scriptindex. Absent ones are left out.
set -eu
B=${B:-build}
articles=${BENCH_ARTICLES:-20000}
rounds=${BENCH_ROUNDS:-5}
work=$(mktemp -d "${TMPDIR:-/tmp}/newsdex-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
input=${BENCH_INPUT:-$work/generated.jsonl}
[ -n "${BENCH_INPUT:-}" ] || "$B/tools/generate" "$articles" 7 >"$input"

# Body text alone is what every figure is over: the same bytes for every engine.
bytes=$(jq -rj '.text' "$input" | wc -c)
count=$(wc -l <"$input")
echo "archive: $count articles, $((bytes / 1000000)) MB of body text, $(nproc) cores"

seconds() { # seconds COMMAND...: user-visible time of a command
    start=$(date +%s%N)
    "$@" >/dev/null 2>"$work/err" || { cat "$work/err" >&2; echo "failed: $*" >&2; }
    end=$(date +%s%N)
    echo "$start $end" | awk '{ printf "%.3f", ($2 - $1) / 1e9 }'
}
peak() { # peak KiB of a command's memory
    command -v /usr/bin/time >/dev/null && /usr/bin/time -f %M "$@" 2>&1 >/dev/null | tail -n 1 || echo 0
}
row() { # row NAME SECONDS SIZE
    echo "$1 $2 $3 $bytes" | awk '{ printf "| %-34s | %8.2f | %8.1f | %6.2f |\n", $1, $2, $4 / 1e6 / $2, $3 / $4 }'
}
size() { du -sb "$1" | cut -f1; }

echo
echo "| build                              |  seconds |     MB/s | index/text |"
echo "| --- | --- | --- | --- |"
build() { # build NAME OPTIONS...
    name=$1
    shift
    rm -rf "$work/db"
    row "$name" "$(seconds "$@" "$B/newsdex-index" --db="$work/db" rebuild --quiet $options "$input")" "$(size "$work/db")"
}
options="--jobs=1" build newsdex,people+dates,1-core taskset -c 0
options="--jobs=1 --no-people --no-dates" build newsdex,words-only,1-core taskset -c 0
options="" build newsdex,people+dates,all-cores env

if command -v sqlite3 >/dev/null; then
    jq -r '[.id,.date,.title,.text] | @csv' "$input" >"$work/in.csv"
    printf '%s\n' "pragma journal_mode=off; pragma synchronous=off;" \
        "create virtual table a using fts5(id unindexed, date unindexed, title, body, tokenize='porter unicode61');" \
        ".mode csv" ".import $work/in.csv a" >"$work/fts.sql"
    row "sqlite-fts5,1-core" "$(seconds taskset -c 0 sh -c "sqlite3 $work/fts.db <$work/fts.sql")" "$(size "$work/fts.db")"
fi
if command -v scriptindex >/dev/null; then
    jq -r '"id=\(.id)\ntitle=\(.title)\ntext=\(.text | gsub("\n+"; " "))\n"' "$input" >"$work/in.dump"
    printf '%s\n' "id : boolean=Q unique=Q field" "title : index=S index field" "text : index field" >"$work/script"
    # One tenth is enough to know its rate; a whole archive would take minutes.
    head -n $((count / 10 * 4)) "$work/in.dump" >"$work/tenth.dump"
    s=$(seconds taskset -c 0 scriptindex --overwrite "$work/omega" "$work/script" "$work/tenth.dump")
    echo "$s $bytes $(size "$work/omega")" | awk '{ printf "| %-34s | %8.2f | %8.1f | %6.2f |\n", "omega-scriptindex,1/10,1-core", $1, $2 / 10 / 1e6 / $1, $3 / ($2 / 10) }'
fi

echo
echo "peak memory of the build: $(peak "$B/newsdex-index" --db="$work/db2" rebuild --quiet "$input") KiB"
if [ -x "$B/tools/bench-query" ]; then
    echo
    "$B/tools/bench-query" "$work/db" "$rounds"
fi
echo
echo "one-shot newsdex-query with 10 snippets, milliseconds, median of 50:"
i=0
while [ $i -lt 50 ]; do
    seconds "$B/newsdex-query" --db="$work/db" --no-pager said people
    echo
    i=$((i + 1))
done | sort -n | awk '{ v[NR] = $1 } END { printf "%.2f\n", v[int((NR + 1) / 2)] * 1000 }'
