#!/usr/bin/env bats
# What cannot be read is named, counted, remembered, and never in the way of the rest.
load common

@test "a damaged file is named with its reason, and the rest is indexed" {
    stories 3
    printf '\000\001\002\003' >day/picture.txt
    : >day/empty.txt
    expect 5 newsdex-index update day
    says "not read: day/picture.txt: binary: it is not text"
    says "not read: day/empty.txt: empty: it has no text"
    says "error: 2 articles or files could not be read"
    [ "$(articles)" -eq 3 ]
}

@test "what is packed in another way is named, so that somebody unpacks it" {
    stories 1
    tar cf day.tar day
    gzip -n day.tar
    gzip -nc day/1.txt | gzip -n >twice.gz
    printf 'PK\003\004\024\000\000\000' >day.zip
    printf '\3757zXZ\000\000\004' >day.xz
    expect 5 newsdex-index update day.tar.gz twice.gz day.zip day.xz
    says "not read: day.tar.gz: binary: a tar archive; unpack it"
    says "not read: twice.gz: binary: compressed by gzip twice"
    says "not read: day.zip: binary: a ZIP archive"
    says "not read: day.xz: binary: compressed by xz"
}

@test "a broken line of a JSON file costs one article" {
    printf '%s\n' '{"id":"a","text":"First words."}' '{"id":"b","text":"Second' '{"id":"c","text":"Third words."}' >day.jsonl
    expect 5 newsdex-index update --log=log.jsonl day.jsonl
    [ "$(articles)" -eq 2 ]
    jq -e -s 'map(select(.warning | not)) | length == 1 and (.[0] | .path == "day.jsonl" and .offset == 33 and .reason == "malformed")' log.jsonl
}

@test "the log has one JSON line for each article not read, and grows from run to run" {
    mkdir day
    : >day/a.txt
    : >"day/with
newline.txt"
    expect 5 newsdex-index update --quiet --log=log.jsonl day
    [ "$(wc -l <log.jsonl)" -eq 2 ]
    jq -e -s 'map(.reason) == ["empty","empty"]' log.jsonl
    jq -e -s '.[1].path == "day/with\nnewline.txt"' log.jsonl
    expect 5 newsdex-index update --quiet --log=log.jsonl day
    says_nothing
    [ "$(wc -l <log.jsonl)" -eq 4 ]
    jq -e -s 'map(.known) == [false,false,true,true]' log.jsonl
}

@test "what was not read is named one night, counted every night, and read once it is repaired" {
    stories 3
    echo '{"id":"x","text":"cut in ha' >day/x.jsonl
    expect 5 newsdex-index update day
    expect 5 newsdex-index update day
    [[ "$output" != *"not read: day"* ]]
    says "error: 1 article or file could not be read, as before: newsdex-index stats --unread lists what"
    expect 5 newsdex-index update -v day
    says "not read: day/x.jsonl"
    says "0 read, 0 added, 0 changed, 0 removed, 3 unchanged, 1 not read (1 known before)"
    printf '{"id":"x","text":"cut in a third' >day/x.jsonl
    expect 5 newsdex-index update day
    : >day/y.txt
    expect 5 newsdex-index update -v day
    says "2 not read (1 known before)"
    says "error: 2 articles or files could not be read, some of them as before"
    rm day/y.txt
    expect 0 newsdex-index stats --unread
    says "day/x.jsonl"
    echo '{"id":"x","text":"Cut in half no more."}' >day/x.jsonl
    expect 0 newsdex-index update -v day
    says "1 added"
    expect 0 newsdex-index stats --unread
    says_nothing
}

@test "a file that is damaged today keeps yesterday's articles" {
    stories 20
    printf '%s\n' '{"id":"a","text":"First words."}' '{"id":"b","text":"Second words."}' | gzip -n >day/d.jsonl.gz
    newsdex-index update day
    head -c 40 day/d.jsonl.gz >cut && mv cut day/d.jsonl.gz
    expect 5 newsdex-index update -v day
    says "truncated"
    [ "$(articles)" -eq 22 ]
}

@test "half an article does not take the place of the whole, whatever its format" {
    body=$(seq -s " " 20000 24000)
    printf ' date 2018-06-27 One\n\nFirst.\n\n date 2018-06-28 Two\n\n%s endword\n' "$body" >day.txt
    printf 'It was said: %s endword\n' "$body" >note.txt
    printf '<html><head><title>T</title></head><body><p>%s endword</p></body></html>' "${body//3 /3. }" >page.html
    printf 'id,text,title\na,First,A\nb,"%s endword",B\n' "$body" >rows.csv
    gzip -n day.txt note.txt page.html
    newsdex-index update day.txt.gz note.txt.gz page.html.gz rows.csv
    [ "$(ids endword)" = "b day.txt.gz#1 note.txt.gz page.html.gz " ]
    truncate -s -1000 day.txt.gz note.txt.gz page.html.gz rows.csv
    sed -i 's/"//' rows.csv
    expect 5 newsdex-index update day.txt.gz note.txt.gz page.html.gz rows.csv
    says "rows.csv, byte 24: truncated: a row without its last cells"
    [ "$(ids endword)" = "b day.txt.gz#1 note.txt.gz page.html.gz " ]
    rm -r "$NEWSDEX_DB"
    expect 5 newsdex-index update day.txt.gz
    [ "$(ids 20001)" = "day.txt.gz#1 " ]
}

@test "of two articles with one id the first stays, the second is told" {
    printf '%s\n' '{"id":"same","text":"First words."}' '{"id":"same","text":"Second words."}' >day.jsonl
    expect 5 newsdex-index update day.jsonl
    says "day.jsonl, byte 36: duplicate-id: same"
    newsdex-index dump --id=same | jq -e '.body == "First words."'
    echo '{"id":"same","text":"Third words."}' >later.jsonl
    expect 5 newsdex-index update day.jsonl later.jsonl
    newsdex-index dump --id=same | jq -e '.body == "First words."'
    sed -i d day.jsonl
    echo '{"id":"other","text":"Other words."}' >day.jsonl
    expect 0 newsdex-index update --max-delete=100 day.jsonl later.jsonl
    newsdex-index dump --id=same | jq -e '.body == "Third words."'
}

@test "a date that does not exist is told, and the article is kept" {
    echo '{"id":"a","text":"Some words.","date":"31 February 2018"}' >2018-03-01.jsonl
    expect 5 newsdex-index update --log=log.jsonl 2018-03-01.jsonl
    [ "$output" = "warning: 2018-03-01.jsonl: bad-date: 31 February 2018
error: 1 date could not be read" ]
    jq -e '.warning and .reason == "bad-date"' log.jsonl
    expect 0 newsdex-index update 2018-03-01.jsonl
    says_nothing
    expect 5 newsdex-index rebuild --quiet --log=log.jsonl 2018-03-01.jsonl
    [ "$output" = "error: 1 date could not be read" ]
    jq -e -s 'length == 2 and all(.warning)' log.jsonl
    newsdex-index dump --id=a | jq -e '.day == "2018-03-01" and .date_source == "filename"'
}

@test "an article without any date is named and counted, and read all the same" {
    printf '%s\n' '{"id":"a","text":"Some words.","date":"2018-03-01"}' '{"id":"b","text":"Other words."}' >day.jsonl
    expect 0 newsdex-index update --log=log.jsonl day.jsonl
    [ "$output" = "warning: day.jsonl, byte 52: no-date: it has no date, nor has its address or path" ]
    jq -e '.warning and .reason == "no-date" and .path == "day.jsonl" and .offset == 52' log.jsonl
    expect 0 newsdex-index update --quiet day.jsonl
    says_nothing
    expect 0 newsdex-index rebuild --quiet day.jsonl
    says_nothing
    expect 0 newsdex-index rebuild -v day.jsonl
    says "read all the same, 1 no-date"
    expect 0 newsdex-index stats
    says "undated"
    [ "$(articles)" -eq 2 ]
}

@test "many warnings are told in part, and do not hide what was not read" {
    for i in $(seq 30); do echo "{\"id\":\"a$i\",\"text\":\"Some words.\",\"date\":\"31 February 2018\"}"; done >day.jsonl
    echo '{"id":"b"}' >>day.jsonl
    expect 5 newsdex-index update day.jsonl
    [ "$(grep -c "^warning: day.jsonl" <<<"$output")" -eq 20 ]
    says "warning: and more; --verbose tells them all"
    says "not read: day.jsonl, byte"
    expect 5 newsdex-index rebuild --verbose day.jsonl
    [ "$(grep -c "^warning: day.jsonl" <<<"$output")" -eq 30 ]
}

@test "missing files, pipes and loops of links are passed over" {
    story day/1.txt "One" "First words."
    mkfifo day/pipe
    ln -s . day/loop
    ln -s nowhere day/dangling
    expect 5 newsdex-index update day nowhere
    says "nowhere: missing"
    says "day/pipe: special-file"
    says "day/loop: symlink-loop"
    says "day/dangling: missing"
    [ "$(articles)" -eq 1 ]
    expect 5 newsdex-index update --quiet day
    says_nothing
    newsdex-index stats --unread --json | jq -e -s 'map(.path) == ["day/dangling","day/loop","day/pipe"]'
    rm day/dangling day/loop day/pipe
    printf 'A pipe no more\n\nThe words of a file that took its place.\n' >day/pipe
    expect 0 newsdex-index update -v day
    says "1 added, 0 changed, 0 removed, 1 unchanged, 0 not read;"
    expect 0 newsdex-index stats --unread
    says_nothing
    for i in 1 2; do expect 5 newsdex-index update day/1.txt nowhere; done
}

@test "a duplicate that stays one, and a file that nobody may read, are named one night too" {
    printf '%s\n' '{"id":"same","text":"First words."}' '{"id":"same","text":"Second words."}' >day.jsonl
    expect 5 newsdex-index update day.jsonl
    expect 5 newsdex-index update -v day.jsonl
    says "1 not read (1 known before)"
    echo '{"id":"same","text":"Third words."}' >>day.jsonl
    expect 5 newsdex-index update -v day.jsonl
    says "2 not read;"
}

@test "the damaged part of the corpus is survived" {
    expect 5 newsdex-index update --log=log.jsonl "$root/corpus/damaged"
    [ -s log.jsonl ]
    newsdex-index check --deep
}

@test "a check of a damaged index ends with a sentence, wherever the damage is" {
    stories 40
    newsdex-index update -q day
    table=$(echo "$NEWSDEX_DB"/generation-*/termlist.glass)
    cp "$table" whole
    size=$(stat -c %s whole)
    for at in $(seq 4100 997 "$size"); do
        cp whole "$table"
        printf '\377\177\377' | dd of="$table" bs=1 seek="$at" conv=notrunc status=none
        run newsdex-index check --deep
        [ "$status" -eq 0 ] || [ "$status" -eq 3 ] || { echo "exit $status, damaged at $at: $output"; return 1; }
        [ "$status" -eq 0 ] || says "error: "
    done
    cp whole "$table"
    expect 0 newsdex-index check --deep
}
