#!/bin/sh
# What the night's work survives: killed at every call that changes the disk, killed at random instants, and every write, fsync,
# rename, open and allocation made to fail in turn. After each: the exit status must be the right one, the index whole, nothing lost
# that stands in both nights, and a plain update must bring it to just what it would have been without the fault. A run that
# ended with 0 in spite of its fault must have done all its work. TAP on stdout, counts in each line, the sum in the last.
#   TORTURE=short   a bounded sample, for make check: under a minute
#   TORTURE=long    all of it, each allocation too (MEMORY_STEP=1; of so many one): 1,300 kills, 8,500 faults; three quarters of an hour
#                   beside other work. `make torture` is that, and readers.sh.
set -u
B=$PWD/${B:-build}
work=$(mktemp -d "${TMPDIR:-/tmp}/newsdex-torture.XXXXXX")
trap 'rm -rf "$work"' EXIT
index="$B/newsdex-index" query="$B/newsdex-query"
export XDG_CONFIG_HOME="$work" LC_ALL=C.UTF-8
test_number=0 failed=0 kills=0 faults=0 damaged=0 lost=0 lies=0

say() { # say ok|"not ok" SENTENCE
    test_number=$((test_number + 1))
    [ "$1" = ok ] || failed=1
    echo "$1 $test_number - $2"
}

# --- the archive of two nights, and what an undisturbed run makes of each ----------------------------------------------------

# A file of many articles that changes, files that come, change and go: then the index is built anew. Or only one file that comes
# and one that changes: then that is one transaction. A small archive where every allocation is to fail.
"$B/tools/generate" 60 11 >"$work/all.jsonl"
night() { # night 1|2 SIZE many|few
    mkdir -p "$work/archive/texts"
    if [ "$1" = 1 ]; then
        head -n "$2" "$work/all.jsonl" >"$work/archive/news.jsonl"
        for i in 1 2 3 4 5 6; do printf 'Story %s\n\nSARHOLM, 3 May 2017 - The first telling of story number %s.\n' $i $i >"$work/archive/texts/$i.txt"; done
    elif [ "$3" = many ]; then
        { sed -n "3,$2p" "$work/all.jsonl" | sed '2s/"title":"/"title":"Corrected /'; tail -n $(($2 / 2)) "$work/all.jsonl"; } >"$work/archive/news.jsonl"
        rm -f "$work/archive/texts/1.txt"
    fi
    if [ "$1" = 2 ]; then
        printf 'Story 2\n\nSARHOLM, 4 May 2017 - The second telling of story number 2 is longer.\n' >"$work/archive/texts/2.txt"
        printf 'Story 7\n\nSARHOLM, 5 May 2017 - A seventh story.\n' >"$work/archive/texts/7.txt"
    fi
}
contents() { "$query" --db="$1" --format=jsonl --limit=0 --sort=oldest 'words:>0' | jq -cS 'del(.rank, .score)' | sort; }
count() { "$query" --db="$1" --count 'words:>0'; }
update() { "$index" --db="$1" update --quiet --max-delete=100 "$work/archive"; }

nights() { # nights SIZE many|few: makes base (the index of night 1) and want.1, want.2 (the contents of both); the archive is that of night 2
    rm -rf "$work/archive" "$work/base" "$work/plain"
    night 1 "$1" "$2"
    update "$work/base" && contents "$work/base" >"$work/want.1" || { say "not ok" "the first night's update works"; exit 1; }
    night 2 "$1" "$2"
    cp -r "$work/base" "$work/plain"
    update "$work/plain" && contents "$work/plain" >"$work/want.2" || { say "not ok" "the second night's update works"; exit 1; }
    both=$(($(wc -l <"$work/want.1") - 3)) # three articles of night 1 are gone in night 2
    [ "$2" = few ] && stays=generation-1 || stays=generation-2
    if [ -d "$work/plain/$stays" ] && [ "$both" -gt 5 ] && [ -s "$work/want.2" ] && ! cmp -s "$work/want.1" "$work/want.2"; then
        say ok "two nights differ: $(wc -l <"$work/want.1") and $(wc -l <"$work/want.2") articles, $2 changed"
    else
        say "not ok" "two nights differ"
        exit 1
    fi
}

# --- one run with a fault, and what is left ------------------------------------------------------------------------------------

fresh() { # fresh COMMAND: the index as it stood before; none before a first build; what is left of one for `carried`
    rm -rf "$work/db" "$work/copy"
    case $1 in
    first) ;;
    carried) cp -r "$work/killed" "$work/db" ;;
    *) cp -r "$work/base" "$work/db" ;;
    esac
}
launch= # exec: in the place of the shell, whose process is then the indexer's
run() { # run COMMAND
    case $1 in
    first | carried) set -- update "$work/archive" ;;
    update | rebuild) set -- "$1" "$work/archive" ;;
    backup) set -- backup "$work/copy" ;;
    esac
    case $1 in update | rebuild) set -- "$@" --max-delete=100 --jobs=1 ;; esac
    $launch "$index" --db="$work/db" "$@" --quiet >"$work/out" 2>&1
}
faulty() ( # faulty COMMAND KIND AT DO
    exec 2>/dev/null # the shell has a word of its own about who was killed
    export NDX_FAULT_KIND="$2" NDX_FAULT_AT="$3" NDX_FAULT_DO="$4" NDX_FAULT_COUNT="$work/count" LD_PRELOAD="$B/faults.so"
    case $1 in backup) export NDX_FAULT_BELOW="$work/copy" ;; *) export NDX_FAULT_BELOW="$work/db" ;; esac
    [ "$2" != memory ] || export NDX_FAULT_ONCE=1
    run "$1"
)

right_status() { # right_status DO STATUS: 0 means that the fault did no harm
    case $1:$2 in
    kill:137 | *:0 | 28:7 | 122:7 | 5:1 | 30:1 | 12:1) [ "$2" -eq 0 ] || [ "$1" = kill ] || [ -s "$work/out" ] ;;
    *) false ;;
    esac
}

begins() { case $1 in first | carried) ;; *) false ;; esac; } # without an index

verdict() { # verdict COMMAND STATUS: counts and tells what is wrong
    wrong=
    if [ -e "$work/db/current" ] || ! begins "$1"; then
        if ! "$index" --db="$work/db" check --deep >"$work/check" 2>&1; then
            damaged=$((damaged + 1)) wrong="check: $(head -n 1 "$work/check")"
            return
        fi
        left=$(count "$work/db")
        ! begins "$1" && [ "$left" -lt "$both" ] && lost=$((lost + 1)) wrong="only $left articles left"
    fi
    case $1:$2 in
    first:0 | carried:0 | update:0 | rebuild:0) contents "$work/db" >"$work/seen" ;;
    backup:0) contents "$work/copy" >"$work/seen" ;;
    compact:0) contents "$work/db" >"$work/seen" ;;
    *) : >"$work/seen" ;;
    esac
    case $1 in backup | compact) night=1 ;; *) night=2 ;; esac
    [ "$2" -ne 0 ] || cmp -s "$work/seen" "$work/want.$night" || lies=$((lies + 1)) wrong="ended with 0, but the articles are not there"
    update "$work/db" >"$work/err" 2>&1 || wrong="${wrong:+$wrong; }next update: $(head -n 1 "$work/err")"
    contents "$work/db" >"$work/seen"
    cmp -s "$work/seen" "$work/want.2" ||
        lost=$((lost + 1)) wrong="${wrong:+$wrong; }status $2, and the next update does not make up for it"
}

# A sanitizer's run-time must be loaded first, so nothing can be preloaded into its builds.
preloads=yes
grep -qE '__[at]san_init' "$index" && preloads=no

sweep() { # sweep COMMAND KIND DO STEP SENTENCE
    if [ $preloads = no ]; then
        say ok "$5 # SKIP a sanitizer's build takes no faults"
        return
    fi
    fresh "$1"
    faulty "$1" "$2" 0 kill
    calls=$(cat "$work/count")
    at=$((($4 + 1) / 2)) tried=0 bad=0
    [ $at -le "$calls" ] || at=$calls
    while [ "$at" -le "$calls" ]; do
        fresh "$1"
        faulty "$1" "$2" "$at" "$3"
        status=$?
        tried=$((tried + 1))
        verdict "$1" "$status"
        right_status "$3" "$status" || wrong="status $status: $(head -n 1 "$work/out")"
        if [ -n "$wrong" ]; then
            bad=$((bad + 1))
            [ "$bad" -gt 5 ] || echo "# $1, $2 call $at of $calls: $wrong"
        fi
        at=$((at + $4))
    done
    if [ "$3" = kill ]; then kills=$((kills + tried)); else faults=$((faults + tried)); fi
    if [ "$bad" -eq 0 ] && [ "$tried" -gt 0 ]; then say ok "$5: $tried of $calls calls"; else say "not ok" "$5: $bad of $tried went wrong"; fi
}

killed_once() { # makes killed: what a first build leaves that was killed when it had read everything
    [ $preloads = yes ] || return 0
    at=0
    while at=$((at + 1)); do
        fresh first
        faulty first disk $at kill
        [ $? -eq 137 ] || { say "not ok" "a first build that is killed leaves what it has read"; exit 1; }
        [ ! -s "$work/db/unfinished" ] || break
    done
    rm -rf "$work/killed" && mv "$work/db" "$work/killed"
    "$index" --db="$work/killed" update --quiet --dry-run "$work/archive" && [ -s "$work/killed/unfinished" ] &&
        say ok "a first build that is killed leaves what it has read, and a dry run lets it be"
}

random_kills() { # random_kills COUNT
    i=0 bad=0
    awk -v count="$1" 'BEGIN { srand(1); while (count--) print rand() / 5 }' >"$work/instants"
    while [ $i -lt "$1" ]; do
        case $((i % 3)) in 0) command=update ;; 1) command=rebuild ;; *) command=first ;; esac
        fresh $command
        (launch=exec && run $command) &
        pid=$!
        sleep "$(sed -n "$((i + 1))p" "$work/instants")"
        { kill -KILL $pid && wait $pid; } 2>/dev/null
        verdict $command 137
        [ -z "$wrong" ] || { bad=$((bad + 1)); echo "# random kill $i of $command: $wrong"; }
        i=$((i + 1))
    done
    kills=$((kills + i))
    if [ "$bad" -eq 0 ]; then say ok "killed at $1 random instants, nothing is lost"; else say "not ok" "killed at $1 random instants: $bad went wrong"; fi
}

# --- the rounds --------------------------------------------------------------------------------------------------------------------

if [ "${TORTURE:-short}" = long ]; then some=1 few=1 memory=${MEMORY_STEP:-1} instants=1000; else some=13 few=5 memory=401 instants=6; fi
nights 40 many
for command in first update rebuild compact backup; do
    case $command in compact) step=$some ;; *) step=$few ;; esac
    sweep $command disk kill $step "$command killed at a call that changes the disk loses nothing"
done
sweep first write 28 $few "a first build on a full disk says so"
sweep update write 28 $few "an update on a full disk leaves the old index and says so"
sweep rebuild write 28 $few "a rebuild on a full disk leaves the old index and says so"
sweep compact write 28 $some "a compaction on a full disk leaves the old index and says so"
for command in update rebuild; do
    sweep $command write 5 $few "$command whose write fails loses nothing"
    sweep $command fsync 5 $few "$command whose fsync fails loses nothing"
    sweep $command rename 5 $few "$command whose rename or unlink fails loses nothing"
    sweep $command open 30 $few "$command that may not make a file loses nothing"
done
random_kills $instants
killed_once
sweep carried disk kill $few "a first build carried on and killed again loses nothing"
sweep carried write 28 $few "a first build carried on, on a full disk, says so"
nights 40 few
sweep update disk kill $some "a small update killed at a call that changes the disk loses nothing"
sweep update write 28 $some "a small update on a full disk leaves the old index and says so"
sweep update write 122 $((some * 2)) "a small update over a quota leaves the old index and says so"
sweep update write 5 $some "a small update whose write fails loses nothing"
sweep update fsync 5 $few "a small update whose fsync fails loses nothing"
sweep update rename 5 $few "a small update whose rename or unlink fails loses nothing"
sweep update open 30 $few "a small update that may not make a file loses nothing"
sweep update memory 12 $memory "a small update out of memory loses nothing"
nights 6 many
killed_once
for command in first carried rebuild update; do sweep $command memory 12 $memory "$command out of memory loses nothing"; done
echo "# $kills kills, $faults faults: $lost articles lost, $damaged indexes damaged, $lies runs that ended with 0 without their work done"
echo "1..$test_number"
exit $failed
