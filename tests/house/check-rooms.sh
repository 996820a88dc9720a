#!/bin/sh
# The walls: a room includes, and calls, only rooms that its line in src/rooms allows; that line names only rooms above it;
# libxapian is named nowhere but inside its wall; public headers obey the same lines. TAP on stdout.
B=${B:-build}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
count=0
report() { # report NAME FILE-WITH-FINDINGS
    count=$((count + 1))
    if [ -s "$2" ]; then
        echo "not ok $count - $1"
        sed 's/^/# /' "$2"
    else
        echo "ok $count - $1"
    fi
}
grep -v '^#' src/rooms | sed 's/:/ /' >"$out/rooms"

awk '{ for (i = 2; i <= NF; i++) if (!($i in seen)) print $1 " allows " $i ", which is not listed above it"; seen[$1] = 1 }' \
    "$out/rooms" >"$out/order"
report "rooms allow only rooms listed above them" "$out/order"

# room file included-room, one a line: doors are newsdex/ROOM.h, private headers "x.h" belong to their own folder
{
    while read -r room _; do
        grep -Ho '#include "newsdex/[a-z-]*\.h"' src/"$room"/*.c src/"$room"/*.cc src/"$room"/*.h src/"$room"/*/*.c include/newsdex/"$room".h \
            2>/dev/null | sed "s|^\([^:]*\):#include \"newsdex/\(.*\)\.h\"|$room \1 \2|"
        grep -Ho '#include "\.\./[^"]*"\|#include "src/[^"]*"' src/"$room"/*.c src/"$room"/*.cc src/"$room"/*.h 2>/dev/null |
            sed "s|^\([^:]*\):.*|$room \1 another-room's-inside|"
    done <"$out/rooms"
} >"$out/includes"
awk 'NR == FNR { for (i = 1; i <= NF; i++) ok[$1, $i] = 1; next } !(($1, $3) in ok) { print $2 " includes " $3 ", which " $1 " may not" }' \
    "$out/rooms" "$out/includes" >"$out/bad-includes"
report "rooms include only what their line allows" "$out/bad-includes"

grep -rl 'xapian\.h' src include indexer query --include='*.c' --include='*.cc' --include='*.h' | grep -v '^src/xapian-c/' |
    xargs -r grep -l '#include <xapian' >"$out/xapian"
find src include indexer query \( -name '*.cc' -o -name '*.cpp' \) ! -path 'src/xapian-c/*' >>"$out/xapian"
report "libxapian and C++ stay inside src/xapian-c" "$out/xapian"

# Calls: who defines each ndx_ symbol, who asks for it.
for o in $(find "$B/obj/src" -name '*.o' ! -name '*.bin.o' 2>/dev/null); do
    room=${o#"$B"/obj/src/}
    room=${room%%/*}
    nm "$o" 2>/dev/null | awk -v room="$room" 'NF == 3 && $2 ~ /[TDBRV]/ { print "def", room, $3 } NF == 2 && $1 == "U" { print "use", room, $2 }'
done | grep ' ndx_' >"$out/symbols"
awk 'FILENAME ~ /rooms$/ { for (i = 1; i <= NF; i++) ok[$1, $i] = 1; next }
     FNR == 1 { pass++ }
     pass == 1 && $1 == "def" { owner[$3] = $2; next }
     pass == 2 && $1 == "use" && ($3 in owner) && !(($2, owner[$3]) in ok) { print $2 " calls " $3 " of " owner[$3] }' \
    "$out/rooms" "$out/symbols" "$out/symbols" | sort -u >"$out/bad-calls"
[ -s "$out/symbols" ] || echo "no objects found in $B/obj/src: build first" >"$out/bad-calls"
report "rooms call only what their line allows" "$out/bad-calls"

{
    grep -rnE '\b(printf|puts|exit|abort|_exit|perror)\(' src --include='*.c' --include='*.cc' | grep -v '^src/cli/' | grep -vE 'v?snprintf|/train/' |
        grep -vE '^[^:]*:[0-9]*: *(/?\*|//)'
    grep -rn 'assert(' src --include='*.c' | grep -v _Static_assert | grep -vE '^[^:]*:[0-9]*: *(/?\*|//)'
} >"$out/prints"
report "the library never prints, exits or aborts" "$out/prints"
echo "1..$count"
