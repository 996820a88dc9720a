#!/usr/bin/env bats
# update: what is new comes in, what changed is replaced, what is gone goes out, and the rest is left alone.
load common

@test "a folder of articles is indexed, in silence" {
    stories 3
    expect 0 newsdex-index update day
    says_nothing
    [ "$(articles)" -eq 3 ]
}

@test "asked to be verbose, it tells what it did" {
    stories 3
    expect 0 newsdex-index update -v day
    says "update: 3 read, 3 added, 0 changed, 0 removed, 0 unchanged, 0 not read;"
}

@test "a second run reads nothing" {
    stories 3
    newsdex-index update day
    expect 0 newsdex-index update -v day
    says "update: 0 read, 0 added, 0 changed, 0 removed, 3 unchanged, 0 not read;"
}

@test "a new article is added, a changed one replaced, the others are not touched" {
    stories 20
    newsdex-index update day
    story day/21.txt "A new report" "Something unheardof happened."
    story day/2.txt "Report number 2" "The council changed its mind about everything."
    expect 0 newsdex-index update -v day
    says "2 read, 1 added, 1 changed, 0 removed, 19 unchanged"
    [ "$(articles)" -eq 21 ]
    newsdex-index dump --id=day/2.txt | jq -e '.body | contains("changed its mind")'
}

@test "a vanished article is removed" {
    stories 20
    newsdex-index update day
    rm day/7.txt
    expect 0 newsdex-index update -v day
    says "1 removed"
    [ "$(articles)" -eq 19 ]
    expect 1 newsdex-index dump --id=day/7.txt
}

@test "only what lies below the paths given can vanish" {
    stories 5
    story other/1.txt "Elsewhere" "Other words."
    newsdex-index update day other
    mv other elsewhere
    expect 0 newsdex-index update -v day
    says "0 removed"
    [ "$(articles)" -eq 6 ]
}

@test "however its path is written, an archive is one" {
    stories 3
    newsdex-index update day
    expect 0 newsdex-index update -v ./day/
    says "0 added, 0 changed, 0 removed, 3 unchanged"
    expect 0 newsdex-index remove --path=.//day/1.txt
    [ "$(articles)" -eq 2 ]
}

@test "a folder whose name begins like another's is another folder" {
    story day/1.txt "One" "First words."
    story daytime/1.txt "Two" "Second words."
    newsdex-index update day daytime
    rm -r daytime
    expect 0 newsdex-index update -v day
    [ "$(articles)" -eq 2 ]
}

@test "within a file of many articles only the changed ones are written again" {
    for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo "{\"id\":\"a$i\",\"title\":\"Headline $i\",\"text\":\"Body number $i.\"}"; done >day.jsonl
    newsdex-index update day.jsonl
    sed -i -e '/"a3"/s/Body/Corrected body/' -e '/"a5"/d' day.jsonl
    echo '{"id":"a13","title":"Headline 13","text":"Body number 13."}' >>day.jsonl
    expect 0 newsdex-index update -v day.jsonl
    says "12 read, 1 added, 1 changed, 1 removed, 10 unchanged"
    [ "$(articles)" -eq 12 ]
    expect 0 newsdex-index update -v day.jsonl
    says "0 read, 0 added, 0 changed, 0 removed, 12 unchanged"
}

@test "a file touched but not changed is read and left as it is" {
    stories 3
    newsdex-index update day
    touch -d "2030-01-01" day/1.txt
    expect 0 newsdex-index update -v day
    says "1 read, 0 added, 0 changed, 0 removed, 3 unchanged"
}

@test "an article that moves to another file is not lost" {
    stories 12
    echo '{"id":"m1","text":"The moving story."}' >a.jsonl
    echo '{"id":"m2","text":"The staying story."}' >>a.jsonl
    newsdex-index update day a.jsonl
    grep m1 a.jsonl >b.jsonl
    sed -i /m1/d a.jsonl
    expect 0 newsdex-index update -v day a.jsonl b.jsonl
    says "0 added, 1 changed, 0 removed"
    [ "$(articles)" -eq 14 ]
    rm b.jsonl
    mkdir keep && mv a.jsonl keep/
}

@test "an article that a new file takes from an unchanged one is told twice, and found again when the new file goes" {
    stories 12
    echo '{"id":"both","text":"The older words."}' >day/z.jsonl
    newsdex-index update day
    echo '{"id":"both","text":"The newer words."}' >day/a.jsonl
    expect 5 newsdex-index update day
    says "not read: day/z.jsonl: duplicate-id: both"
    [ "$(ids id:both words)" = "both " ]
    rm day/a.jsonl
    expect 0 newsdex-index update day
    newsdex-index dump --id=both | jq -e '.body == "The older words."'
}

@test "an article that one run takes from the file of another stays where it is, until that file goes" {
    stories 12
    echo '{"id":"both","text":"The older words.","date":"2018-06-27"}' >day/z.jsonl
    newsdex-index update day
    echo '{"id":"both","text":"The newer words.","date":"2018-06-28"}' >extra.jsonl
    expect 0 newsdex-index update extra.jsonl
    newsdex-index dump --id=both | jq -e '.body == "The newer words."'
    expect 5 newsdex-index update day
    says "not read: day/z.jsonl: duplicate-id: both"
    expect 0 newsdex-index update -v extra.jsonl
    says "0 read, 0 added, 0 changed, 0 removed, 1 unchanged"
    expect 5 newsdex-index update --quiet day
    says_nothing
    newsdex-index dump --id=both | jq -e '.body == "The newer words."'
    rm extra.jsonl
    expect 0 newsdex-index update day
    newsdex-index dump --id=both | jq -e '.body == "The older words."'
}

@test "a correction from standard input holds until the file it corrects changes" {
    stories 12
    echo '{"id":"one","text":"The older words.","date":"2018-06-27"}' >day/z.jsonl
    newsdex-index update day
    echo '{"id":"one","text":"The right words.","date":"2018-06-27"}' | newsdex-index update -
    expect 0 newsdex-index update -v day
    says "0 read, 0 added, 0 changed, 0 removed, 13 unchanged"
    newsdex-index dump --id=one | jq -e '.body == "The right words."'
}

@test "a table whose header alone is put right is read anew" {
    printf '%s\n' 'id,headlin,text' '1,Good head,First words.' >day.csv
    newsdex-index update day.csv
    sed -i 1s/headlin/headline/ day.csv
    expect 0 newsdex-index update -v day.csv
    says "1 changed"
    newsdex-index dump --id=1 | jq -e '.headline == "Good head"'
}

@test "a folder can be left out by its name, and a file by the path below the folder given" {
    stories 3
    story day/drafts/4.txt "Not yet" "Unfinished words."
    story day/late/drafts/5.txt "Not yet either" "More unfinished words."
    mkfifo day/drafts/pipe
    expect 0 newsdex-index update --exclude=drafts day
    says_nothing
    rm day/drafts/pipe
    [ "$(ids date:1600..)" = "day/1.txt day/2.txt day/3.txt " ]
    expect 0 newsdex-index rebuild --exclude=drafts/4.txt --exclude='late/*' day
    [ "$(ids date:1600..)" = "day/1.txt day/2.txt day/3.txt " ]
    expect 0 newsdex-index rebuild --max-delete=100 --include=late day
    [ "$(ids date:1600..)" = "day/late/drafts/5.txt " ]
}

@test "standard input is read with -" {
    echo '{"id":"s1","title":"From a pipe","text":"Water flows."}' | newsdex-index update -
    newsdex-index dump --id=s1 | jq -e '.headline == "From a pipe"'
}

@test "a dry run counts and writes nothing" {
    stories 3
    expect 0 newsdex-index update -v --dry-run day
    says "3 added"
    says "dry run"
    [ ! -e "$NEWSDEX_DB" ]
    newsdex-index update day
    rm day/1.txt
    expect 0 newsdex-index update -v --dry-run --max-delete=100 day
    says "1 removed"
    [ "$(articles)" -eq 3 ]
}

@test "more than a tenth gone: nothing is removed, and the status is 6" {
    stories 10
    newsdex-index update day
    rm day/1.txt day/2.txt
    story day/11.txt "Fresh" "Fresh words."
    expect 6 newsdex-index update day
    says "error: 2 of 10 articles (20.0 %) have gone from the archive, more than --max-delete=10 allows; nothing was removed."
    [ "$(articles)" -eq 11 ]
    expect 0 newsdex-index update -v --max-delete=25 day
    says "2 removed"
    [ "$(articles)" -eq 9 ]
}

@test "an archive that is not mounted is not an archive that was deleted" {
    stories 3
    story other/1.txt "Elsewhere" "Other words."
    newsdex-index update day other
    mv day away
    expect 6 newsdex-index update day other
    says "day is missing, but the index knows 3 files from there; nothing was removed."
    mkdir day
    expect 6 newsdex-index update day other
    says "day is empty"
    rmdir day && mv away day
    expect 0 newsdex-index update -v day other
    says "0 added, 0 changed, 0 removed, 4 unchanged"
}

@test "a folder that may not be entered loses no articles" {
    [ "$(id -u)" -ne 0 ] || skip "root may enter every folder"
    stories 3
    newsdex-index update day
    chmod 000 day
    expect 5 newsdex-index update day
    chmod 755 day
    [ "$(articles)" -eq 3 ]
}

@test "the index is the same whatever the number of threads" {
    # 5: the corpus has a damaged folder
    expect 5 newsdex-index --db=one update --jobs=1 "$root/corpus"
    expect 5 newsdex-index --db=four update --jobs=4 "$root/corpus"
    for db in one four; do
        newsdex-index --db=$db stats --json | jq 'del(.index)' >$db.stats
        find $db -name '*.glass' ! -name iamglass | sort | xargs cat | cksum >$db.sum
    done
    [ "$(jq .articles one.stats)" -gt 60 ]
    diff one.stats four.stats
    diff one.sum four.sum
}

@test "rebuild makes the same index anew and switches to it" {
    stories 10
    newsdex-index update day
    rm day/1.txt
    story day/2.txt "Report number 2" "Entirely different words."
    expect 0 newsdex-index rebuild -v day
    says "rebuild: 9 read, 9 added"
    [ "$(articles)" -eq 9 ]
    newsdex-index check --deep
}

@test "rebuild does not replace a full index by an empty one" {
    stories 10
    newsdex-index update day
    mkdir empty
    expect 6 newsdex-index rebuild empty
    says "the new index would have 0 articles where the old one has 10"
    [ "$(articles)" -eq 10 ]
    expect 0 newsdex-index rebuild --max-delete=100 empty
    [ "$(articles)" -eq 0 ]
}

@test "articles are removed by id, by path, by query" {
    stories 10
    newsdex-index update day
    expect 0 newsdex-index remove --id=day/3.txt
    expect 0 newsdex-index remove --path=day/4.txt
    expect 0 newsdex-index remove --query=word5
    [ "$(articles)" -eq 7 ]
    expect 1 newsdex-index remove --id=day/3.txt
    says "the index has no such article"
    expect 2 newsdex-index remove --query='"open'
    says '  "open'
    expect 2 newsdex-index remove
}

@test "compact keeps every article" {
    stories 10
    newsdex-index update day
    newsdex-index remove --id=day/3.txt
    expect 0 newsdex-index compact
    [ "$(articles)" -eq 9 ]
    newsdex-index check --deep
    expect 0 newsdex-index update -v day
    says "0 added, 0 changed, 0 removed"
}

@test "a backup is an index itself, and restoring brings back what it held" {
    stories 10
    newsdex-index update day
    expect 0 newsdex-index backup safe
    newsdex-index --db=safe check --deep
    newsdex-index remove --path=day
    [ "$(articles)" -eq 0 ]
    expect 0 newsdex-index restore safe
    [ "$(articles)" -eq 10 ]
    newsdex-index check --deep
    expect 0 newsdex-index update -v day
    says "0 added, 0 changed, 0 removed, 10 unchanged"
    expect 0 newsdex-index backup safe
    expect 3 newsdex-index restore nowhere
    expect 2 newsdex-index backup
    expect 2 newsdex-index backup "$NEWSDEX_DB"
}

@test "who is who after changes and removals is who they are in a rebuild" {
    cp -r "$root/corpus/courier" day
    newsdex-index update --quiet day
    for file in day/*.txt; do
        case $((n = ${n:-0} + 1)) in *[05]) rm "$file" ;; *) printf '\nIt was said again.\n' >>"$file" ;; esac
    done
    newsdex-index update --quiet --max-delete=100 day
    newsdex-query --facet=people --format=tsv --limit=0 'words:>0' >updated
    newsdex-index stats --json | jq .people >>updated
    newsdex-index --db=rebuilt rebuild --quiet day
    newsdex-query --db=rebuilt --facet=people --format=tsv --limit=0 'words:>0' >rebuilt.people
    newsdex-index --db=rebuilt stats --json | jq .people >>rebuilt.people
    [ "$(wc -l <updated)" -gt 10 ]
    diff updated rebuilt.people
}

@test "what lies below a folder that cannot be visited stays, what lies beside it may go" {
    stories 20
    story day/sub/deep/1.txt "Below" "Words below."
    story day/subway/1.txt "Beside" "Words beside."
    newsdex-index update day
    rm -r day/sub day/subway
    ln -s sub day/sub
    expect 5 newsdex-index update day
    says "day/sub: symlink-loop"
    [ "$(ids below)" = "day/sub/deep/1.txt " ]
    [ "$(ids beside)" = "" ]
}
