#!/usr/bin/env bats
# The 21,578 articles of Reuters-21578, where they are at hand: all read, none lost, and questions about them answered.
load common

archive=$BATS_TEST_DIRNAME/../../../shared/data/reuters21578

setup_file() {
    [ -d "$archive" ] || return 0
    export REUTERS_INDEX="$BATS_FILE_TMPDIR/index"
    "$NEWSDEX_BUILD/newsdex-index" --db="$REUTERS_INDEX" update --quiet "$archive"
}

reuters() {
    [ -d "$archive" ] || skip "skipped: ../shared/data/reuters21578 is not there"
    export NEWSDEX_DB="$REUTERS_INDEX"
}

# A number counted from the archive itself, without our code: lines of SGML that match.
sgml() { zcat "$archive"/*.sgm.gz | LC_ALL=C grep -ac "$1"; }

@test "every article is read, none is lost" {
    reuters
    [ "$(articles)" -eq 21578 ]
    [ "$(newsdex-query --count 'words:>=0')" -eq 21578 ]
    expect 0 newsdex-index check --deep
}

@test "ids, days and codes are those of the archive" {
    reuters
    [ "$(newsdex-query --format=ids --limit=0 'words:>=0' | sort -n | uniq | awk '$1 == NR' | wc -l)" -eq 21578 ]
    [ "$(newsdex-query --count 'date:1987-10-19')" -eq "$(sgml '<DATE> *19-OCT-1987')" ]
    [ "$(newsdex-query --count 'date:1987-04')" -eq "$(sgml '<DATE> *[0-9]*-APR-1987')" ]
    [ "$(newsdex-query --count 'section:cocoa')" -eq "$(sgml '<TOPICS>.*<D>cocoa</D>')" ]
}

@test "counts over time add up to the whole" {
    reuters
    months=$(newsdex-query --timeline=month --format=jsonl 'words:>=0' | jq -s 'map(.articles) | add')
    [ "$months" -eq 21578 ]
}

@test "phrases, proximity and dates agree with each other" {
    reuters
    phrase=$(newsdex-query --count '"prime minister"')
    [ "$phrase" -gt 100 ]
    [ "$(newsdex-query --count '"prime minister" OR (prime w/1 minister)')" -ge "$phrase" ]
    [ "$(newsdex-query --count 'prime NEAR/3 minister')" -ge "$(newsdex-query --count 'prime w/3 minister')" ]
    [ "$(newsdex-query --count 'prime w/3 minister')" -ge "$phrase" ]
    [ "$(newsdex-query --count 'prime SAME minister')" -ge "$(newsdex-query --count 'prime WITH minister')" ]
    before=$(newsdex-query --count 'oil before:1987-04-01') after=$(newsdex-query --count 'oil date:1987-04-01..')
    [ $((before + after)) -eq "$(newsdex-query --count oil)" ]
}

@test "a second run changes nothing" {
    reuters
    expect 0 newsdex-index update --verbose "$archive"
    says "0 added, 0 changed, 0 removed, 21,578 unchanged"
}

@test "an agency's signature is kept, and not ranked" {
    reuters
    expect 0 newsdex-query --show=1
    says "Reuter"
    # Some 19,000 articles end with the word; only those that speak of the agency are about it.
    [ "$(newsdex-query --count reuter)" -lt 2000 ]
}
