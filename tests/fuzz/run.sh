#!/bin/sh
# Each fuzzer for SECONDS_EACH from its seeds, or RUNS inputs from a fixed start when that is set: the same inputs at every run of
# the same tree. A finding is kept in $B/findings and ends the run with 1. TAP on stdout.
B=${B:-build/fuzz}
count=0 failed=0
mkdir -p "$B/findings"
for fuzzer in "$B"/fuzz_*; do
    [ -x "$fuzzer" ] || continue
    name=$(basename "$fuzzer")
    count=$((count + 1))
    mkdir -p "$B/corpus/$name"
    seeds=tests/fuzz/seeds/${name#fuzz_}
    [ -d "$seeds" ] || seeds=
    if "$fuzzer" ${RUNS:+-runs="$RUNS" -seed=1} -max_total_time="${SECONDS_EACH:-60}" -timeout=10 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1 \
        -artifact_prefix="$B/findings/$name-" "$B/corpus/$name" $seeds >"$B/$name.log" 2>&1; then
        echo "ok $count - $name: $(sed -n 's/.*number_of_executed_units: *//p' "$B/$name.log") inputs"
    else
        echo "not ok $count - $name"
        tail -n 30 "$B/$name.log" | sed 's/^/# /'
        failed=1
    fi
done
echo "1..$count"
exit $failed
