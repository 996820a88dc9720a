# For every end-to-end test: the programs under test, an empty place of its own, and no habits of the machine's owner.
setup() {
    PATH="$NEWSDEX_BUILD:$PATH"
    root=$PWD
    unset NEWSDEX_PAGER PAGER NO_COLOR XDG_DATA_HOME XDG_CONFIG_HOME COLUMNS
    export HOME="$BATS_TEST_TMPDIR/home" NEWSDEX_DB="$BATS_TEST_TMPDIR/index" TERM=dumb TZ=UTC
    mkdir -p "$HOME"
    cd "$BATS_TEST_TMPDIR"
}

# expect STATUS COMMAND...: run it, and show everything when the exit status is another one.
expect() {
    local wanted=$1
    shift
    run "$@"
    [ "$status" -eq "$wanted" ] || { echo "exit $status, expected $wanted: $*"; echo "$output"; return 1; }
}

# says TEXT: the last command's output has it.
says() {
    [[ "$output" == *"$1"* ]] || { echo "expected to see: $1"; echo "$output"; return 1; }
}

says_nothing() {
    [ -z "$output" ] || { echo "expected silence, got:"; echo "$output"; return 1; }
}

# What the index holds, counted by the index itself.
articles() { newsdex-index stats --json | jq .articles; }
ids() { newsdex-query --format=ids --limit=0 "$@" | sort | tr '\n' ' '; }

# story FILE HEADLINE WORDS...: a small article in the archive's plain form.
story() {
    local file=$1 headline=$2
    shift 2
    mkdir -p "$(dirname "$file")"
    printf ' date 2018-06-27 %s\n\n27 June 2018 22:36 (UTC+04:00)\n\n%s\n' "$headline" "$*" >"$file"
}

# stories COUNT: day/1.txt and so on, each with a word of its own.
stories() {
    local i
    for i in $(seq "$1"); do story "day/$i.txt" "Report number $i" "The council met for the ${i}th time and word$i was said."; done
}
