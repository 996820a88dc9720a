#!/bin/sh
# The tree tells the story: a fixed top level, no left-overs.
count=0
report() {
    count=$((count + 1))
    if [ -n "$2" ]; then
        echo "not ok $count - $1"
        echo "$2" | sed 's/^/# /'
    else
        echo "ok $count - $1"
    fi
}
if git rev-parse --git-dir >/dev/null 2>&1; then
    report "the top level is what ARCHITECTURE fixes" "$(git ls-files | cut -d/ -f1 | sort -u |
        grep -vxE 'indexer|query|src|include|tests|corpus|Makefile|README\.md|LICENSE|CHANGELOG\.md|\..*')"
    report "nothing is left to be done in the code" "$(git grep -nE 'TO''DO|FIX''ME|\bXX''X\b' -- src include indexer query Makefile)"
    report "no build product is committed" "$(git ls-files | grep -E '\.(o|a|so|d)$')"
fi
missing=
for room in $(sed -n 's/^\([a-z-]*\):.*/\1/p' src/rooms); do
    [ -e "include/newsdex/$room.h" ] || missing="$missing include/newsdex/$room.h"
    ls tests/unit/"$room"/test_*.c >/dev/null 2>&1 || missing="$missing tests/unit/$room/"
done
report "every room has its door and its tests" "$missing"
echo "1..$count"
