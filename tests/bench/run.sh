#!/bin/sh
# make bench: builds and queries beside the peers that are installed, on one corpus in one run; and how cost grows. Prints tables,
# asserts nothing. `make bench-deps` installs the peers from Debian; one that is missing is said and left out.
#   ARTICLES=20000   how many articles to generate      INPUT=FILE.jsonl  use this archive instead (id, date, title, text)
#   RUNS=3           repetitions of each build          ROUNDS=5          of each query
#   SIZES="20000 200000 1000000"  articles of the archives that show how cost grows; SIZES= leaves them out
set -eu
B=$PWD/${B:-build}
runs=${RUNS:-3} rounds=${ROUNDS:-5}
work=$(mktemp -d "${TMPDIR:-/tmp}/newsdex-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
export XDG_CONFIG_HOME="$work" LC_ALL=C.UTF-8
index=$B/newsdex-index query=$B/newsdex-query

# --- measuring -----------------------------------------------------------------------------------------------------------

median() { sort -n | awk '{ v[NR] = $1 } $1 == "-" { failed = 1 } END { print failed ? "-" : v[int((NR + 1) / 2)] }'; }
seconds() { # seconds COMMAND...: how long a user waits for it
    start=$(date +%s%N)
    "$@" </dev/null >/dev/null 2>"$work/err" || { echo "failed: $*" >&2; head -n 3 "$work/err" >&2; echo "-"; return; }
    echo "$start $(date +%s%N)" | awk '{ printf "%.4f\n", ($2 - $1) / 1e9 }'
}
repeat() { # repeat TIMES PREPARE COMMAND...: the median of its seconds; PREPARE is run before each, and its time is not counted
    times=$1 prepare=$2
    shift 2
    i=0
    while [ $i -lt "$times" ]; do
        $prepare
        seconds "$@"
        i=$((i + 1))
    done | median
}
bytes() { du -sb "$1" | cut -f1; }
has() {
    command -v "$1" >/dev/null && return
    missing="$missing $2"
    return 1
}
missing=

# --- the corpus ----------------------------------------------------------------------------------------------------------

input=${INPUT:-$work/generated.jsonl}
[ -n "${INPUT:-}" ] || "$B/tools/generate" "${ARTICLES:-20000}" 7 >"$input"
count=$(wc -l <"$input")
tenth=$(((count + 9) / 10))
# Body text alone is what every rate is over: the same bytes for every engine.
head -n $tenth "$input" >"$work/tenth.jsonl"
text=$(jq -rj .text "$input" | wc -c) tenth_text=$(jq -rj .text "$work/tenth.jsonl" | wc -c)
echo "corpus: $count articles, $((text / 1000000)) MB of body text; $(nproc) cores"

# --- builds --------------------------------------------------------------------------------------------------------------

# Each engine says: what is written first into its own form (not counted), and the command that builds, on one core.
one="taskset -c 0"
drop() { rm -rf "$work/db"; }
newsdex() { # newsdex OPTIONS...
    $cores "$index" --db="$work/db" rebuild --quiet "$@" "$input"
}
row() { # row NAME SECONDS INDEX_BYTES TEXT_BYTES
    if [ "$2" = - ]; then
        echo "| $1 | failed | | | |"
        return
    fi
    [ -n "${first:-}" ] || first=$(echo "$2 $4" | awk '{ print $2 / $1 }')
    echo "$2 $3 $4 $first" | awk -v name="$1" '{ printf "| %-36s | %8.2f | %7.1f | %6.2f | %10.2f |\n", name, $1, $3 / 1e6 / $1, $3 / 1e6 / $1 / ($4 / 1e6), $2 / $3 }'
}
echo
echo "| build, median of $runs                  |  seconds |    MB/s |  ratio | index/text |"
echo "| --- | --- | --- | --- | --- |"
cores=$one
s=$(repeat "$runs" drop newsdex --jobs=1 --no-people --no-dates) && row "newsdex, words only, 1 core" "$s" "$(bytes "$work/db")" "$text"
s=$(repeat "$runs" drop newsdex --jobs=1) && row "newsdex, people and dates, 1 core" "$s" "$(bytes "$work/db")" "$text"
cores=
s=$(repeat "$runs" drop newsdex) && row "newsdex, people and dates, all cores" "$s" "$(bytes "$work/db")" "$text"
mv "$work/db" "$work/newsdex"

if has sqlite3 sqlite3; then
    jq -r '[.id,.date,.title,.text] | @csv' "$input" >"$work/in.csv"
    printf '%s\n' "pragma journal_mode=off; pragma synchronous=off;" \
        "create virtual table a using fts5(id unindexed, date unindexed, title, body, tokenize='porter unicode61');" \
        ".mode csv" ".import $work/in.csv a" >"$work/fts.sql"
    drop_fts() { rm -f "$work/fts.db"; }
    s=$(repeat "$runs" drop_fts $one sqlite3 -init "$work/fts.sql" "$work/fts.db" .quit) && row "sqlite fts5, 1 core" "$s" "$(bytes "$work/fts.db")" "$text"
fi
if has indexer sphinxsearch; then
    mkdir "$work/sphinx"
    { echo '<?xml version="1.0" encoding="utf-8"?><sphinx:docset><sphinx:schema><sphinx:field name="title"/><sphinx:field name="body"/></sphinx:schema>'
        jq -r '"<sphinx:document id=\"\(input_line_number)\"><title>\(.title | @html)</title><body>\(.text | @html)</body></sphinx:document>"' "$input"
        echo '</sphinx:docset>'; } >"$work/in.xml"
    cat >"$work/sphinx.conf" <<-END
	source s
	{
	  type = xmlpipe2
	  xmlpipe_command = cat $work/in.xml
	}
	index i
	{
	  source = s
	  path = $work/sphinx/i
	  morphology = stem_en
	}
	indexer
	{
	  mem_limit = 256M
	}
	searchd
	{
	  pid_file = $work/searchd.pid
	  listen = $work/searchd.sock
	}
	END
    s=$(repeat "$runs" true $one indexer --config "$work/sphinx.conf" --quiet i) && row "sphinx (keeps no text), 1 core" "$s" "$(bytes "$work/sphinx")" "$text"
fi
# Those that take minutes for a whole archive: a tenth of it is enough to know their rate.
if has scriptindex xapian-omega; then
    jq -r '"id=\(.id)\ntitle=\(.title | gsub("\\s+"; " "))\ntext=\(.text | gsub("\\s+"; " "))\n"' "$work/tenth.jsonl" >"$work/in.dump"
    printf '%s\n' "id : boolean=Q unique=Q field" "title : index=S index field" "text : index field" >"$work/script"
    s=$(repeat "$runs" true $one scriptindex --overwrite "$work/omega" "$work/script" "$work/in.dump") && row "omega scriptindex, 1/10, 1 core" "$s" "$(bytes "$work/omega")" "$tenth_text"
fi
files() { # files HEADER: every article of the tenth as a file of its own, in $work/files; its name is its number
    rm -rf "$work/files"
    mkdir -p "$work/files/new" "$work/files/cur" "$work/files/tmp"
    jq -r "$1"' + .text + "\n\u001e"' "$work/tenth.jsonl" | awk -v RS='\036\n' -v dir="$work/files/cur" '{ file = dir "/" NR ".txt"; printf "%s", $0 >file; close(file) }'
}
if has notmuch notmuch; then
    files '"From: newsdex <bench@example.org>\nTo: bench@example.org\nMessage-ID: <\(.id)@example.org>\nDate: Mon, 3 May 2010 12:00:00 +0000\nSubject: \(.title)\n\n"'
    printf '[database]\npath=%s\n[user]\nname=bench\nprimary_email=bench@example.org\n[new]\ntags=\n' "$work/files" >"$work/notmuch.conf"
    export NOTMUCH_CONFIG="$work/notmuch.conf"
    drop_notmuch() { rm -rf "$work/files/.notmuch"; }
    s=$(repeat "$runs" drop_notmuch $one notmuch new --quiet) && row "notmuch (keeps no text), 1/10, 1 core" "$s" "$(bytes "$work/files/.notmuch")" "$tenth_text"
    mv "$work/files" "$work/mail"
    sed -i "s|^path=.*|path=$work/mail|" "$work/notmuch.conf"
fi
if has recollindex recollcmd; then
    files '"\(.title)\n\n"'
    mkdir "$work/recoll"
    printf 'topdirs = %s\nloglevel = 1\nidxflushmb = 200\n' "$work/files/cur" >"$work/recoll/recoll.conf"
    s=$(repeat "$runs" true $one recollindex -c "$work/recoll" -z) && row "recoll, 1/10, 1 core" "$s" "$(bytes "$work/recoll")" "$tenth_text"
fi
echo
[ -z "$missing" ] || echo "not installed (make bench-deps installs them):$missing"

# --- queries -------------------------------------------------------------------------------------------------------------

"$B/tools/bench-query" "$work/newsdex" "$rounds"

# The same queries to each command line, from its start to its end, ten hits with their titles.
ask() { # ask ENGINE QUERY
    case $1 in
    newsdex) "$query" --db="$work/newsdex" --no-pager --limit=10 "$2" ;;
    sqlite) sqlite3 "$work/fts.db" "select title, snippet(a, 3, '[', ']', '...', 24) from a where a match '$2' order by rank limit 10" ;;
    quest) quest --db="$work/omega" --msize=10 --default-op=and "$2" ;;
    notmuch) notmuch search --limit=10 "$2" ;;
    recoll) recollq -c "$work/recoll" -n 10 "$2" ;;
    esac
}
"$B/tools/bench-query" "$work/newsdex" 0 >"$work/queries"
engines=newsdex
[ -e "$work/fts.db" ] && engines="$engines sqlite"
[ -e "$work/omega" ] && engines="$engines quest"
[ -e "$work/mail" ] && engines="$engines notmuch"
[ -e "$work/recoll" ] && engines="$engines recoll"
echo
echo "one command, milliseconds, median of $((rounds * 3)) (those after sqlite have a tenth of the articles)"
echo
echo "| query              | $(echo $engines | sed 's/ / | /g') |"
echo "| --- | $(echo $engines | sed 's/[a-z]*/---/g; s/ / | /g') |"
while IFS='	' read -r kind words; do
    printf '| %-18s ' "$kind"
    for engine in $engines; do
        printf '| %6s ' "$(repeat $((rounds * 3)) true ask "$engine" "$words" | awk '{ print $1 == "-" ? $1 : sprintf("%.1f", $1 * 1000) }')"
    done
    echo "|"
done <"$work/queries"

# --- growth --------------------------------------------------------------------------------------------------------------

peak() { # peak COMMAND...: its largest memory, MB
    if [ -x /usr/bin/time ]; then /usr/bin/time -f %M "$@" 2>&1 >/dev/null | tail -n 1 | awk '{ printf "%.0f", $1 / 1024 }'; else "$@" >/dev/null && echo -; fi
}
grow() { # grow ARTICLES
    "$B/tools/generate" "$1" 7 >"$work/grown.jsonl"
    rm -rf "$work/db"
    start=$(date +%s%N)
    memory=$(peak "$index" --db="$work/db" rebuild --quiet "$work/grown.jsonl")
    built=$(echo "$start $(date +%s%N)" | awk '{ print ($2 - $1) / 1e9 }')
    rm "$work/grown.jsonl"
    "$B/tools/bench-query" "$work/db" "$rounds" >"$work/latencies"
    printf '| %8d | %7.1f | %6s | %6.0f |' "$1" "$built" "$memory" "$(($(bytes "$work/db") / 1000000))"
    awk -F'|' '$3 ~ /[0-9]/ { printf " %d / %d |", $3, $4 }' "$work/latencies"
    echo
}
if [ -n "${SIZES-20000 200000 1000000}" ]; then
    echo
    echo "growth: all cores; queries median / p99 in microseconds"
    echo
    echo "| articles | build s | max MB | index MB | frequent | rare | OR | AND | phrase | word + date | phrase, counted |"
    echo "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for size in ${SIZES-20000 200000 1000000}; do grow "$size"; done
fi
