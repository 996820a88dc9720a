#!/bin/sh
# Eight readers ask without pause while one writer updates and rebuilds. No reader may ever be refused, and each count must be
# that of one of the committed states. TAP on stdout.
#   TORTURE=short: 4 updates, 1 rebuild     TORTURE=long: 50 updates, 5 rebuilds, and on until 100,000 queries were asked
set -u
B=$PWD/${B:-build}
work=$(mktemp -d "${TMPDIR:-/tmp}/newsdex-readers.XXXXXX")
trap 'rm -rf "$work"' EXIT
export XDG_CONFIG_HOME="$work" LC_ALL=C.UTF-8
if [ "${TORTURE:-short}" = long ]; then updates=50 rebuilds=5 wanted=100000; else updates=4 rebuilds=1 wanted=200; fi
index="$B/newsdex-index --db=$work/db"

"$B/tools/generate" 600 5 >"$work/all.jsonl"
state() { sed -n "1,$((300 + $1 % 10 * 20))p" "$work/all.jsonl" >"$work/news.tmp" && mv "$work/news.tmp" "$work/news.jsonl"; }
state 0
$index update --quiet "$work/news.jsonl" || { echo "not ok 1 - the first update works"; exit 1; }

reader() { # reader NUMBER: asks until told to stop; keeps count, and every answer that is none
    asked=0
    while [ ! -e "$work/stop" ]; do
        answer=$("$B/newsdex-query" --db="$work/db" --count 'words:>0' 2>"$work/reader$1.err")
        status=$?
        asked=$((asked + 1))
        if [ $status -ne 0 ] || [ "$answer" -lt 300 ] || [ "$answer" -gt 480 ] || [ $((answer % 20)) -ne 0 ]; then
            echo "status $status, answer '$answer': $(cat "$work/reader$1.err")" >>"$work/wrong$1"
        fi
    done
    echo $asked >"$work/asked$1"
}
for i in 1 2 3 4 5 6 7 8; do reader $i & done
total() { cat "$work"/asked* 2>/dev/null | awk '{ s += $1 } END { print s + 0 }'; }

round=0 rebuilt=0 failed=0
started=$(date +%s)
while :; do
    round=$((round + 1))
    state $round
    $index update --quiet --max-delete=100 "$work/news.jsonl" >>"$work/writer" 2>&1 || failed=$((failed + 1))
    if [ $((round % (updates / rebuilds))) -eq 0 ]; then
        $index rebuild --quiet "$work/news.jsonl" >>"$work/writer" 2>&1 || failed=$((failed + 1))
        rebuilt=$((rebuilt + 1))
    fi
    [ $round -lt $updates ] || break
done
# Readers go on by themselves until enough was asked: some 250 a second on two cores.
while [ "$wanted" -gt 200 ] && [ $(($(date +%s) - started)) -lt $((wanted / 250)) ]; do
    state $round
    round=$((round + 1))
    $index update --quiet --max-delete=100 "$work/news.jsonl" >>"$work/writer" 2>&1 || failed=$((failed + 1))
done
touch "$work/stop"
wait
wrong=$(cat "$work"/wrong* 2>/dev/null | wc -l)
summary="8 readers asked $(total) times during $round updates and $rebuilt rebuilds: $wrong wrong answers, $failed failed runs of the writer"
if [ "$wrong" -eq 0 ] && [ "$failed" -eq 0 ] && [ "$(total)" -ge 8 ]; then echo "ok 1 - $summary"
else
    echo "not ok 1 - $summary"
    cat "$work"/wrong* "$work/writer" 2>/dev/null | head -n 10 | sed 's/^/# /'
fi
echo "1..1"
