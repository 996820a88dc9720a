#!/bin/sh
# Eight readers ask without pause while one writer updates and rebuilds. Half of them open the index for each question; half keep it
# open for a hundred, while what they read is written over and removed. No reader may ever be refused, and each count must be
# that of one of the committed states. TAP on stdout.
#   TORTURE=short: 4 updates, 1 rebuild     TORTURE=long: 50 updates, 5 rebuilds, and on until 100,000 questions were asked
set -u
B=$PWD/${B:-build}
work=$(mktemp -d "${TMPDIR:-/tmp}/newsdex-readers.XXXXXX")
trap 'rm -rf "$work"' EXIT
export XDG_CONFIG_HOME="$work" LC_ALL=C.UTF-8
if [ "${TORTURE:-short}" = long ]; then updates=50 rebuilds=5 wanted=100000; else updates=4 rebuilds=1 wanted=200; fi
index="$B/newsdex-index --db=$work/db"

# A state is the first 300, 320 ... 480 articles of all.
"$B/tools/generate" 600 5 >"$work/all.jsonl"
state() { sed -n "1,$((300 + $1 % 10 * 20))p" "$work/all.jsonl" >"$work/news.tmp" && mv "$work/news.tmp" "$work/news.jsonl"; }
state 0
$index update --quiet "$work/news.jsonl" || { echo "not ok 1 - the first update works"; exit 1; }

# Questions that every article answers, each in its own way: by a value, by lists of days, by lists of words, by words' places.
question() { # question NUMBER
    case $(($1 % 4)) in 0) echo 'words:>0' ;; 1) echo 'date:1900..' ;; 2) echo 'of OR the' ;; 3) echo 'first9999:of' ;; esac
}
for i in 5 6 7 8; do yes "$(question $i)" | head -n 100 | awk '{ print NR "\t" $0 }' >"$work/batch$i"; done
ask() { # ask NUMBER: one question, or a hundred of one process; the counts alone
    if [ "$1" -le 4 ]; then "$B/newsdex-query" --db="$work/db" --count "$(question "$1")"
    else "$B/newsdex-query" --db="$work/db" --count --batch="$work/batch$1"; fi
}
reader() { # reader NUMBER: asks until told to stop; keeps count, and every answer that is none
    asked=0
    while [ ! -e "$work/stop" ]; do
        ask "$1" >"$work/answer$1" 2>"$work/err$1"
        status=$?
        right=$(awk '$NF >= 300 && $NF <= 480 && $NF % 20 == 0' "$work/answer$1" | wc -l)
        questions=$([ "$1" -le 4 ] && echo 1 || echo 100)
        asked=$((asked + questions))
        [ $status -eq 0 ] && [ "$right" -eq "$questions" ] ||
            echo "reader $1: status $status, $right of $questions right: $(head -n 2 "$work/err$1" "$work/answer$1")" >>"$work/wrong$1"
        echo $asked >"$work/asked$1.tmp" && mv "$work/asked$1.tmp" "$work/asked$1"
    done
}
for i in 1 2 3 4 5 6 7 8; do reader $i & done
total() { cat "$work"/asked? 2>/dev/null | awk '{ s += $1 } END { print s + 0 }'; }

round=0 rebuilt=0 failed=0
while [ $round -lt $updates ] || [ "$(total)" -lt $wanted ]; do
    round=$((round + 1))
    state $round
    $index update --quiet --max-delete=100 "$work/news.jsonl" >>"$work/writer" 2>&1 || failed=$((failed + 1))
    [ $((round % (updates / rebuilds))) -eq 0 ] || continue
    $index rebuild --quiet --max-delete=100 "$work/news.jsonl" >>"$work/writer" 2>&1 || failed=$((failed + 1))
    rebuilt=$((rebuilt + 1))
done
touch "$work/stop"
wait
wrong=$(cat "$work"/wrong* 2>/dev/null | wc -l)
left=$(find "$work/db" -mindepth 1 -maxdepth 1 -type d | wc -l)
summary="8 readers asked $(total) times during $round updates and $rebuilt rebuilds: $wrong wrong answers, $failed failed runs of the writer"
if [ "$wrong" -eq 0 ] && [ "$failed" -eq 0 ] && [ "$(total)" -ge "$wanted" ]; then echo "ok 1 - $summary"
else
    echo "not ok 1 - $summary"
    cat "$work"/wrong* "$work/writer" 2>/dev/null | head -n 10 | sed 's/^/# /'
fi
$index update --quiet "$work/news.jsonl" && left=$(find "$work/db" -mindepth 1 -maxdepth 1 -type d | wc -l)
if [ "$left" -eq 1 ]; then echo "ok 2 - once nobody reads them, old generations are gone"; else echo "not ok 2 - $left generations are left"; fi
echo "1..2"
