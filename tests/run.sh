#!/bin/sh
# Every test, and one last line: N passed, N failed[, N skipped].
# All of them speak TAP: cmocka's programs, bats, and the house's own checks. Failures are printed whole, successes are counted.
# (cmocka says "not ok # SKIP" of a test it left out: that is no failure.)
B=${B:-build}
BATS=${BATS:-bats}
export NEWSDEX_BUILD="$PWD/$B" CMOCKA_MESSAGE_OUTPUT=TAP LC_ALL=C.UTF-8
logs=$B/test-logs
rm -rf "$logs"
mkdir -p "$logs"

# run NAME COMMAND...: keeps what it printed; a program that dies without its last TAP line is a failure of its own.
run() {
    name=$1
    shift
    timeout 900 "$@" >"$logs/$name.tap" 2>"$logs/$name.err" </dev/null
    status=$?
    sed -i 's/^ *not ok\(.*# SKIP\)/ok\1/' "$logs/$name.tap"
    failed=$(grep -c '^ *not ok' "$logs/$name.tap")
    if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
        echo "not ok - $name ended with status $status" >>"$logs/$name.tap"
        tail -n 40 "$logs/$name.err"
    fi
    if grep -q '^ *not ok' "$logs/$name.tap"; then
        echo "--- $name"
        grep -A 20 '^ *not ok' "$logs/$name.tap"
        tail -n 40 "$logs/$name.err"
    fi
}

for check in tests/house/check-*.sh; do
    run "house-$(basename "$check" .sh)" sh "$check"
done
for room in $(sed -n 's/^\([a-z-]*\):.*/\1/p' src/rooms); do
    for source in tests/unit/"$room"/test_*.c; do
        [ -e "$source" ] || continue
        test=$(basename "$source" .c)
        run "unit-$room-$test" "$B/tests/unit/$room/$test"
    done
done
for bats in tests/e2e/*.bats; do
    [ -e "$bats" ] || continue
    run "e2e-$(basename "$bats" .bats)" "$BATS" --tap "$bats"
done

cat "$logs"/*.tap | awk '
    /^ *not ok/ { failed++; next }
    /^ *ok.*# *[sS][kK][iI][pP]/ { skipped++; next }
    /^ *ok/ { passed++ }
    END {
        printf "%d passed, %d failed", passed, failed
        if (skipped) printf ", %d skipped", skipped
        printf "\n"
        exit failed > 0 || passed == 0
    }'
