#!/usr/bin/env bats
# The command line itself, and what is installed.
load common

@test "help lists every command, and each command has its own" {
    expect 0 newsdex-index --help
    for command in update rebuild remove dump stats check compact backup restore; do
        says "  $command "
        run newsdex-index $command --help
        [ "$status" -eq 0 ]
        says "Usage: newsdex-index $command"
        run newsdex-index --help
    done
    says "Formats:"
    says "reuters"
}

@test "the version is told" {
    expect 0 newsdex-index --version
    [[ "$output" =~ ^newsdex-index\ [0-9]+\.[0-9]+ ]]
}

@test "a word that is not known is answered with the nearest one" {
    expect 2 newsdex-index updte x
    says "there is no command 'updte'; did you mean 'update'?"
    expect 2 newsdex-index update --max-delte=5 x
    says "did you mean --max-delete?"
    says "try 'newsdex-index --help'"
    expect 2 newsdex-index
    expect 2 newsdex-index update --format=xlm .
    expect 2 newsdex-index update --date-order=myd .
    says "dmy, mdy and ymd"
    expect 2 newsdex-index update --tz=Mars/Olympus .
    expect 2 newsdex-index update --language=klingon .
    expect 2 newsdex-index stats --stage=dates
}

@test "a command that reads no PATH does not overlook one" {
    stories 2
    newsdex-index update day
    for command in check stats compact; do
        expect 2 newsdex-index "$command" day
        says "$command takes no PATH, but there is 'day'"
    done
    expect 2 newsdex-index update --max-delete=-1 day
    says "no percentage"
    expect 2 newsdex-index frobnicate
    expect 2 newsdex-index
    says "There are update, rebuild,"
}

@test "an index is not copied onto itself, however it is named" {
    stories 2
    newsdex-index update day
    ln -s "$NEWSDEX_DB" other
    expect 2 newsdex-index backup other
    says "cannot be copied onto itself"
    expect 2 newsdex-index restore other
    expect 2 newsdex-index backup "$NEWSDEX_DB/"
    [ "$(articles)" -eq 2 ]
}

@test "make install puts everything in its place, and the man page has every option" {
    [ -x "$NEWSDEX_BUILD/newsdex-query" ] || skip "newsdex-query is not built"
    cd "$root"
    B=$NEWSDEX_BUILD PREFIX=/usr DESTDIR="$BATS_TEST_TMPDIR/root" VERSION=0.1.0 SOVERSION=0 sh indexer/install.sh
    cd "$BATS_TEST_TMPDIR/root/usr"
    [ -x bin/newsdex-index ] && [ -x bin/newsdex-query ] && [ -e lib/libnewsdex.a ] && [ -e lib/libnewsdex.so ]
    grep -q '^prefix=/usr$' lib/pkgconfig/newsdex.pc
    grep -q ExecStart=/usr/bin/newsdex-index lib/systemd/system/newsdex-update.service
    bash -n share/bash-completion/completions/newsdex-index
    for option in $(bin/newsdex-index --help | grep -o -- '--[a-z][a-z-]*' | sort -u); do
        grep -q -- "$(printf '%s' "$option" | sed 's/-/\\\\-/g')" share/man/man1/newsdex-index.1 || { echo "$option"; return 1; }
        grep -q -- "$option" share/bash-completion/completions/newsdex-index || [ "$option" = --db ] || { echo "bash: $option"; return 1; }
    done
    ! grep -q @OPTIONS@ share/man/man1/newsdex-index.1
    echo '#include <newsdex/index.h>
    int main(void) { return ndx_text_of("x").len != 1; }' >"$BATS_TEST_TMPDIR/use.c"
    PKG_CONFIG_SYSROOT_DIR="$BATS_TEST_TMPDIR/root" PKG_CONFIG_PATH=lib/pkgconfig pkg-config --cflags newsdex
    cc -I include "$BATS_TEST_TMPDIR/use.c" -o "$BATS_TEST_TMPDIR/use" -L lib -lnewsdex
    # A sanitizer's library wants its run-time first; linking against it is all that can be tried then.
    grep -qE '__[at]san_init' lib/libnewsdex.so || LD_LIBRARY_PATH=lib "$BATS_TEST_TMPDIR/use"
}

@test "the man page has every reason" {
    for word in $(sed -n 's/^ *X([A-Z_]*, "\([a-z-]*\)", .*/\1/p' "$root/include/newsdex/read.h"); do
        sed 's/\\-/-/g' "$root/indexer/newsdex-index.1" | grep -qE "(^|[ :])$word[,.]" || { echo "no $word"; return 1; }
    done
}

@test "bash completes commands, options and choices" {
    newsdex-index --generate=bash >completion
    source completion
    complete_words() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _newsdex_index 2>/dev/null; echo "${COMPREPLY[*]}"; }
    [ "$(complete_words newsdex-index up)" = update ]
    [ "$(complete_words newsdex-index dump --sta)" = --stage= ]
    [ "$(complete_words newsdex-index dump --stage = pe)" = people ]
    [ "$(complete_words newsdex-index update --color al)" = always ]
}
