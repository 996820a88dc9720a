#!/usr/bin/env bats
# dump: what each stage makes of an article. Offsets are bytes in "text".
load common

setup_story() {
    story story.txt "Minister meets mayor" "Prime Minister Anna Lindqvist met mayor José Martín on Monday. Lindqvist left on 3 July."
}

# Every {"start","end","text"} below the filter stands in .text at those bytes.
offsets_hold() {
    jq -r --arg path "$1" '.text as $t | getpath($path | split("/"))[] | (if .mentions then .mentions[] else . end)
        | [.start, .end, .text] | @tsv' dump.json >ranges.tsv
    jq -j .text dump.json >text
    while IFS=$'\t' read -r start end words; do
        [ "$(tail -c +$((start + 1)) text | head -c $((end - start)))" = "$words" ] || { echo "at $start: $words"; return 1; }
    done <ranges.tsv
    [ -s ranges.tsv ]
}

@test "read shows the fields as archived" {
    echo '{"guid":"7","title":"T","content":"B words","author":"Ann","published":"2018-06-27","persons":["A B","C D"]}' >a.jsonl
    newsdex-index dump --stage=read a.jsonl >dump.json
    jq -e '.id == "7" and .headline == "T" and .body == "B words" and .byline == "Ann" and .date == "2018-06-27"' dump.json
    jq -e '.people == ["A B","C D"] and .path == "a.jsonl" and .offset == 0' dump.json
}

@test "clean is the stage shown when none is named: headline, body, tail, day" {
    setup_story
    printf '\nFollow us on Telegram\n\nRelated news\nOther story\n' >>story.txt
    newsdex-index dump story.txt >dump.json
    jq -e '.headline == "Minister meets mayor" and .day == "2018-06-27" and .date == "2018-06-27T22:36:00+04:00"' dump.json
    jq -e '(.body | startswith("Prime Minister")) and (.tail | contains("Related news")) and (.body | contains("Telegram") | not)' dump.json
    jq -e '.text == .headline + "\n\n" + .body' dump.json
}

@test "tokens come with their places, stems and flags" {
    setup_story
    newsdex-index dump --stage=tokens story.txt >dump.json
    jq -e '.tokens[0] | .start == 0 and .end == 8 and .word == "minister" and .position == 0 and (.flags | contains(["capital","sentence"]))' dump.json
    jq -e '.words > 15 and .stemmer == "en" and ([.tokens[].word] | contains(["jose","martin"]))' dump.json
}

@test "dates stand where they are said, with their value" {
    setup_story
    newsdex-index dump --stage=dates story.txt >dump.json
    offsets_hold dates
    jq -e '.dates | map([.text, .type, .value]) | contains([["Monday","DATE","2018-06-25"]])' dump.json
}

@test "people stand where they are named, with their key" {
    setup_story
    newsdex-index dump --stage=people story.txt >dump.json
    offsets_hold people
    jq -e '.people | map(select(.key == "anna lindqvist")) | .[0].mentions | map(.text) == ["Anna Lindqvist","Lindqvist"]' dump.json
    jq -e '.people | map(.name) | contains(["José Martín"])' dump.json
}

@test "terms are what the index would hold" {
    setup_story
    newsdex-index dump --stage=terms story.txt >dump.json
    jq -e '.terms | map(.term) | . == sort and contains(["Qstory.txt","D20180627"])' dump.json
}

@test "an article of the index is shown by its id, as it was indexed" {
    setup_story
    newsdex-index update story.txt
    for stage in clean dates people tokens; do
        newsdex-index dump --stage=$stage story.txt | jq -S 'del(.people[]?.prominence)' >file.json
        newsdex-index dump --stage=$stage --id=story.txt | jq -S 'del(.people[]?.prominence)' >index.json
        [ "$(jq .text file.json)" = "$(jq .text index.json)" ]
        [ "$(jq .$stage file.json)" = "$(jq .$stage index.json)" ]
    done
    expect 1 newsdex-index dump --id=nobody
    says "nobody"
}

@test "damaged input is told on standard error, and the rest is shown" {
    printf '%s\n' '{"text":"First words."}' '{"text":' '{"text":"Third words."}' >a.jsonl
    expect 5 newsdex-index dump --log=log a.jsonl
    [ "$(newsdex-index dump a.jsonl 2>/dev/null | wc -l)" -eq 2 ]
    jq -e '.reason == "malformed"' log
}

@test "files are chosen as an update chooses them" {
    stories 2
    story day/drafts/3.txt "Three" "Draft words."
    : >day/drafts/empty.txt
    expect 0 newsdex-index dump --exclude=drafts day
    [ "$(wc -l <<<"$output")" -eq 2 ]
    expect 0 newsdex-index dump --include='3*' ./day/
    [ "$(jq -r .headline <<<"$output")" = Three ]
}

@test "a reader that goes away ends the dump without a word" {
    for i in $(seq 2000); do echo "{\"id\":\"$i\",\"text\":\"Some words to fill a line with.\"}"; done >a.jsonl
    newsdex-index dump a.jsonl 2>err | head -1 >/dev/null
    [ ! -s err ]
}

@test "the whole corpus goes through every stage" {
    for stage in read clean tokens dates people terms; do
        newsdex-index dump --stage=$stage "$root/corpus" 2>/dev/null >all.jsonl || [ $? -eq 5 ]
        [ "$(jq -c .id all.jsonl | wc -l)" -ge 60 ]
    done
}

@test "an article that states its date in a line of its own, or in its dateline, is dated by it" {
    for name in arkhangelsk-led hamburg-elbe kobe-tetsudo lagos-generator lyon-canuts oslo-letters; do
        newsdex-index dump --stage=clean "$root/corpus/world/$name.txt" | jq -r '"\(.day) \(.date_source) \(.place)"'
    done >days
    expect 0 cat days
    [ "$output" = "2019-04-16 text АРХАНГЕЛЬСК
2018-05-03 text Hamburg
2019-03-21 text null
2017-01-19 text LAGOS
2018-10-12 text LYON
2016-12-02 text Oslo" ] || { echo "$output"; false; }
}

@test "the age of a file dates only a file that is one article and tells no date" {
    printf 'Rain again\n\nIt rained on the hills.\n' >alone.txt
    printf '{"id":"j1","text":"It rained."}\n{"id":"j2","text":"It snowed.","date":"31/02/2019"}\n' >many.jsonl
    printf 'id,title,text,date\nc1,Rain,It rained.,31/02/2019\nc2,Snow,It snowed.,\n' >many.csv
    touch -d 2015-05-05 alone.txt many.jsonl many.csv
    newsdex-index dump --stage=clean alone.txt many.jsonl many.csv 2>told | jq -r '"\(.id) \(.day) \(.date_source)"' >days
    expect 0 cat days
    [ "$output" = "alone.txt 2015-05-05 mtime
j1 null null
j2 null null
c1 null null
c2 null null" ] || { echo "$output"; false; }
    diff told - <<'END'
warning: many.jsonl, byte 32: bad-date: 31/02/2019
warning: many.csv, byte 19: bad-date: 31/02/2019
END
}
