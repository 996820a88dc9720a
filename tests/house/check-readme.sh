#!/bin/sh
# The README's examples are tests: every "$ command" in a console block is run, in order, from the top of the tree with a
# fresh index, and must print what stands under it. A line "..." stands for any lines. TAP on stdout.
B=${B:-build}
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PATH="$root/$B:$PATH"
NEWSDEX_DB=$work/index
XDG_CONFIG_HOME=$work
COLUMNS=100
export PATH NEWSDEX_DB XDG_CONFIG_HOME COLUMNS
unset NEWSDEX_PAGER PAGER

# One file a command: N.run and N.want
awk -v dir="$work" '
    /^```console/ { inside = 1; next }
    /^```/ { inside = 0; want = ""; next }
    !inside { next }
    /^\$ / { n++; print substr($0, 3) > (dir "/" n ".run"); want = dir "/" n ".want"; printf "" > want; next }
    want { print > want }' README.md

count=0
while [ -e "$work/$((count + 1)).run" ]; do
    count=$((count + 1))
    sh "$work/$count.run" >"$work/got" 2>&1 </dev/null
    if awk '
        NR == FNR { want[++wants] = $0; next }
        { got[++gots] = $0 }
        function match_from(w, g) {
            if (w > wants) return g > gots
            if (want[w] == "...") {
                for (; g <= gots + 1; g++) if (match_from(w + 1, g)) return 1
                return 0
            }
            return g <= gots && want[w] == got[g] && match_from(w + 1, g + 1)
        }
        END { exit !match_from(1, 1) }' "$work/$count.want" "$work/got"; then
        echo "ok $count - README: $(cat "$work/$count.run")"
    else
        echo "not ok $count - README: $(cat "$work/$count.run")"
        diff "$work/$count.want" "$work/got" | sed 's/^/# /'
    fi
done
[ "$count" -gt 0 ] || echo "not ok 1 - README has examples"
echo "1..$count"
