#!/bin/sh
# What an update or a rebuild survives: killed at every call that changes the disk, killed at random instants, and every write,
# fsync, rename, open and allocation made to fail in turn. After each: the index must be whole, answer, and a plain run must
# bring it to just what it would have been without the fault. TAP on stdout, counts in each line.
#   TORTURE=short   a bounded sample, for make check        TORTURE=long   all of it
set -u
B=$PWD/${B:-build}
mode=${TORTURE:-short}
work=$(mktemp -d "${TMPDIR:-/tmp}/newsdex-torture.XXXXXX")
trap 'rm -rf "$work"' EXIT
index="$B/newsdex-index" query="$B/newsdex-query"
export XDG_CONFIG_HOME="$work" LC_ALL=C.UTF-8
test_number=0

say() { # say ok|"not ok" SENTENCE
    test_number=$((test_number + 1))
    echo "$1 $test_number - $2"
}

# The archive of a first night, and of two second ones: in one most articles change (a file of many articles, files that come,
# change and go), so that the index is built anew from what is there; in the other (3) two do, in one transaction.
"$B/tools/generate" 60 11 >"$work/all.jsonl"
mkdir -p "$work/archive/texts"
night() { # night 1|2|3
    if [ "$1" != 2 ]; then
        head -n 40 "$work/all.jsonl" >"$work/archive/news.jsonl"
        for i in 1 2 3 4 5 6; do printf 'Story %s\n\nSARHOLM, 3 May 2017 - The first telling of story number %s.\n' $i $i >"$work/archive/texts/$i.txt"; done
    fi
    if [ "$1" = 2 ]; then
        { sed -n '3,40p' "$work/all.jsonl" | sed '5s/"title":"/"title":"Corrected /'; tail -n 20 "$work/all.jsonl"; } >"$work/archive/news.jsonl"
        rm -f "$work/archive/texts/1.txt"
    fi
    if [ "$1" != 1 ]; then
        printf 'Story 2\n\nSARHOLM, 4 May 2017 - The second telling of story number 2 is longer.\n' >"$work/archive/texts/2.txt"
        printf 'Story 7\n\nSARHOLM, 5 May 2017 - A seventh story.\n' >"$work/archive/texts/7.txt"
    fi
}
contents() { "$query" --db="$1" --format=jsonl --limit=0 --sort=oldest 'words:>0' | jq -cS 'del(.rank, .score)' | sort; }
update() { "$index" --db="$1" update --quiet --max-delete=100 "$work/archive"; }

night 1
update "$work/base" || { say "not ok" "the first night's update works"; exit 1; }
contents "$work/base" >"$work/want.1"
# second NIGHT GENERATION: what an undisturbed update makes of it, into $want, and in which generation.
second() {
    night "$1"
    want="$work/want.$1"
    rm -rf "$work/plain"
    cp -r "$work/base" "$work/plain"
    update "$work/plain" || { say "not ok" "the second night's update works"; exit 1; }
    contents "$work/plain" >"$want"
    if [ -s "$work/want.1" ] && [ -s "$want" ] && ! cmp -s "$work/want.1" "$want" && [ -d "$work/plain/generation-$2" ]; then
        say ok "two nights differ: $(wc -l <"$work/want.1") and $(wc -l <"$want") articles, in generation $2"
    else say "not ok" "two nights differ, in generation $2"; exit 1; fi
}

# faulty COMMAND KIND AT DO: run a command on $work/db with a fault. Leaves its exit status in $status.
faulty() {
    NDX_FAULT_KIND=$2 NDX_FAULT_AT=$3 NDX_FAULT_DO=$4 NDX_FAULT_BELOW="$work/db" NDX_FAULT_COUNT="$work/count" LD_PRELOAD="$B/faults.so" \
        "$index" --db="$work/db" "$1" --quiet --max-delete=100 --jobs=1 "$work/archive" >"$work/out" 2>&1
    status=$?
}
fresh() { rm -rf "$work/db"; cp -r "$work/base" "$work/db"; }

# verdict: is the index whole, does it answer, and does a plain update bring it to the second night? Prints what is wrong.
verdict() {
    "$index" --db="$work/db" check >"$work/check" 2>&1 || { echo "check: $(head -n 1 "$work/check")"; return; }
    contents "$work/db" >"$work/seen" 2>"$work/err" || { echo "query: $(head -n 1 "$work/err")"; return; }
    # Whatever was committed, no article that stands in both nights may be missing.
    [ "$(wc -l <"$work/seen")" -ge 40 ] || { echo "only $(wc -l <"$work/seen") articles left"; return; }
    update "$work/db" >"$work/err" 2>&1 || { echo "next update: $(head -n 1 "$work/err")"; return; }
    contents "$work/db" >"$work/seen"
    cmp -s "$work/seen" "$want" || echo "articles differ from those of an undisturbed run"
}

# A sanitizer's run-time must be loaded first, so nothing can be preloaded into its builds.
preloads=yes
grep -qE '__[at]san_init' "$index" && preloads=no

sweep() { # sweep COMMAND KIND DO STEP SENTENCE
    if [ $preloads = no ]; then
        say ok "$5 # SKIP a sanitizer's build takes no faults"
        return
    fi
    fresh
    faulty "$1" "$2" 0 kill
    calls=$(cat "$work/count")
    at=1 tried=0 bad=0
    while [ "$at" -le "$calls" ]; do
        fresh
        faulty "$1" "$2" "$at" "$3"
        tried=$((tried + 1))
        wrong=
        [ "$3" = kill ] || [ "$status" -lt 128 ] || wrong="died with status $status"
        [ "$3" != 28 ] || [ "$status" -eq 7 ] || [ "$status" -eq 0 ] || wrong="a full disk ended with $status: $(head -n 1 "$work/out")"
        [ -n "$wrong" ] || wrong=$(verdict)
        if [ -n "$wrong" ]; then
            bad=$((bad + 1))
            [ "$bad" -gt 5 ] || echo "# $1, $2 call $at of $calls: $wrong"
        fi
        at=$((at + $4))
    done
    if [ "$bad" -eq 0 ] && [ "$tried" -gt 0 ]; then say ok "$5: $tried of $calls calls"; else say "not ok" "$5: $bad of $tried went wrong"; fi
}

if [ "$mode" = long ]; then step=1 memory_step=97 kills=1000; else step=9 memory_step=4001 kills=10; fi
sweep_updates() { # sweep_updates SORT
    sweep update disk kill $step "$1 killed at a call that changes the disk loses nothing"
    sweep update write 28 $step "$1 on a full disk leaves the old index and says so"
    sweep update fsync 5 $((step > 1 ? 3 : 1)) "$1 whose fsync fails loses nothing"
    sweep update rename 5 1 "$1 whose rename or unlink fails loses nothing"
    sweep update open 5 $((step > 1 ? 2 : 1)) "$1 that may not make a file loses nothing"
    sweep update memory 12 $memory_step "$1 out of memory loses nothing"
}
second 3 1
sweep_updates "a small update"
second 2 2
sweep_updates "a large update"
sweep rebuild disk kill $step "a rebuild killed at a call that changes the disk loses nothing"
sweep rebuild write 28 $step "a rebuild on a full disk leaves the old index and says so"
sweep rebuild rename 5 1 "a rebuild whose rename or unlink fails loses nothing"

# Killed at random instants.
i=0 bad=0
while [ $i -lt $kills ]; do
    fresh
    command=$([ $((i % 2)) = 0 ] && echo update || echo rebuild)
    "$index" --db="$work/db" $command --quiet --max-delete=100 "$work/archive" >/dev/null 2>&1 &
    pid=$!
    sleep "0.0$(awk -v seed="$i" 'BEGIN { srand(seed); printf "%03d", int(rand() * 400) }')"
    kill -KILL $pid 2>/dev/null
    wait $pid 2>/dev/null
    wrong=$(verdict)
    [ -z "$wrong" ] || { bad=$((bad + 1)); echo "# random kill $i of $command: $wrong"; }
    i=$((i + 1))
done
if [ "$bad" -eq 0 ]; then say ok "killed at $kills random instants, nothing is lost"; else say "not ok" "killed at $kills random instants: $bad went wrong"; fi
echo "1..$test_number"
