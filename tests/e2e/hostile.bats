#!/usr/bin/env bats
# Archives and queries made to do harm: nothing in them steers a terminal, runs in a spreadsheet, fills memory or never ends.
load common

# An article whose every field would move cursors, turn lines round, start formulas.
poison() {
    mkdir -p news
    local evil='\u001b[31m\u001b]0;title\u0007\u009b2J\u202e\u2066\r\n'
    printf '{"id":"=id|%s","title":"=cmd()%s second line","text":"Harbour %s words.\\n\\nMore harbour %s words.","source":"=SUM(1)%s","byline":"@x%s","section":"+1%s","place":"-2%s","url":"javascript:%s"}\n' \
        "$evil" "$evil" "$evil" "$evil" "$evil" "$evil" "$evil" "$evil" "$evil" >"news/$(printf 'a\033[31m\n\342\200\256b').jsonl"
}

# harmless FILE: no control but line ends (and tabs), no C1 control, no bidi override or isolate.
harmless() {
    ! LC_ALL=C grep -qP '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]' "$1" || { cat -v "$1"; return 1; }
    ! grep -qP '[\x{80}-\x{9f}\x{202a}-\x{202e}\x{2066}-\x{2069}]' "$1" || { cat -v "$1"; return 1; }
}

@test "nothing in an article or path steers a terminal, in any format or mode" {
    export LC_ALL=C.UTF-8
    poison
    newsdex-index update news
    id=$(newsdex-query --format=jsonl harbour | jq -r .id)
    for format in text jsonl csv tsv trec ids; do
        newsdex-query --format=$format harbour >out
        [ "$(tr -d '\r' <out | grep -c .)" -le 5 ] # a line end in a headline begins no line of its own
        [ $format = csv ] && tr -d '\r' <out >unix && mv unix out
        harmless out
    done
    for how in --kwic --facet=source --facet=section --timeline --explain "--show=$id" "--like=$id"; do
        if [[ $how == --show* ]]; then newsdex-query "$how" >out; else newsdex-query "$how" harbour >out 2>&1 || true; fi
        [ -s out ] || [[ $how == --timeline || $how == --like* ]]
        harmless out
    done
    newsdex-query --format=jsonl --show="$id" | tee out | jq -e '.headline | startswith("=cmd()")'
    harmless out
}

@test "nothing in a cell is a formula" {
    poison
    newsdex-index update news
    newsdex-query --format=tsv harbour | tail -n 1 | tr '\t' '\n' >cells
    [ "$(grep -c "^ *'[=+@-]" cells)" -ge 5 ]
    ! grep -q '^ *[=+@]' cells
    newsdex-query --format=csv harbour | tail -n 1 | grep -q ",\"\?'=cmd()"
}

@test "nothing in a path or query steers a terminal from an error message or the log" {
    export LC_ALL=C.UTF-8
    mkdir news
    : >"news/$(printf 'e\033[31m\n\342\200\256b').txt"
    newsdex-index update --log=log.jsonl news >out 2>&1 || true
    newsdex-index stats --unread >>out
    newsdex-index update "$(printf 'no\033[2J\n')" >>out 2>&1 || true
    newsdex-index --db="$(printf 'no\033[2J\n')" stats >>out 2>&1 || true
    newsdex-query "$(printf '"open \033[31m\342\200\256')" >>out 2>&1 || true
    newsdex-query "$(printf -- '--no\033[31m')" >>out 2>&1 || true
    newsdex-query "$(printf 'date:\033[31m')" >>out 2>&1 || true
    [ "$(wc -l <out)" -ge 8 ]
    harmless out
    harmless log.jsonl
    jq -e .reason log.jsonl
}

@test "a bomb is told, and costs little memory" {
    mkdir day
    head -c 300000000 /dev/zero | tr '\0' a | gzip -1 >day/bomb.txt.gz
    { printf '{"id":"x","text":"'; head -c 300000000 /dev/zero | tr '\0' a; printf '"}\n'; } | gzip -1 >day/bomb.jsonl.gz
    story day/1.txt "One" "First words."
    ! grep -qE '__[at]san_init' "$NEWSDEX_BUILD/newsdex-index" || skip "a sanitizer takes memory of its own"
    expect 5 bash -c 'ulimit -v 1500000; newsdex-index update day'
    says "day/bomb.txt.gz: too-long"
    says "day/bomb.jsonl.gz: too-long"
    [ "$(articles)" -eq 1 ]
}

@test "devices, pipes, loops and folders without end are passed over" {
    story day/1.txt "One" "First words."
    mkfifo day/pipe
    ln -s /dev/zero day/zero
    ln -s self day/self
    deep=day
    for i in $(seq 210); do deep=$deep/d; done
    mkdir -p $deep
    expect 5 timeout 60 newsdex-index update day
    says "day/pipe: special-file"
    says "day/zero: special-file"
    says "day/self: symlink-loop"
    says "too-deep"
    [ "$(articles)" -eq 1 ]
}

@test "queries that could explode are answered or refused with a word" {
    stories 30
    newsdex-index update day
    nested() { printf "%0.s$1" $(seq "$3"); printf '%s' "$2"; }
    expect 0 timeout 60 newsdex-query --count 't* w* r*'
    expect 2 timeout 60 newsdex-query --count "$(nested '(' council 1000)"
    says "deep"
    expect 2 timeout 60 newsdex-query --count "$(seq -s ' ' 20000)"
    says "longer than 65536 bytes"
    expect 2 timeout 60 newsdex-query --count "$(for i in $(seq 5000); do printf 'w%s ' "$i"; done)"
    says "more than 4096 parts"
    expect 2 timeout 60 newsdex-query --count "$(nested 'a* ' '' 5000)"
    says "more than 4096 parts"
    expect 2 timeout 60 newsdex-query --count "$(nested 'the NEAR/9 ' council 40)"
    says "at most 32"
    expect 0 timeout 60 newsdex-query --count "atleast1:($(nested 'council OR ' council 2000))"
    { printf 'x\t'; nested 'word ' '' 200000; } >batch
    expect 2 timeout 60 newsdex-query --count --batch=batch
    says "longer than 65536 bytes"
}

@test "an article with a hundred thousand matches is shown line by line in a moment" {
    story day/1.txt "One" "First words."
    for i in $(seq 100000); do printf 'council w%s ' "$i"; done >>day/1.txt
    newsdex-index update day
    expect 0 bash -c 'timeout 60 newsdex-query --kwic=40 council | wc -l'
    says 100000
}
