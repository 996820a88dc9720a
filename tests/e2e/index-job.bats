#!/usr/bin/env bats
# The nightly job: a config file, no terminal, no home, signals, locks.
load common

# wait_until_written_by PID: to ask by an update of one's own may take the lock away from whom one waits for.
wait_until_written_by() {
    for i in $(seq 600); do grep -qsx "pid $1" index/lock && return; sleep 0.05; done
    return 1
}

@test "the config file names the sources, and update alone does the night's work" {
    story archive/np/1.txt "One" "First words."
    story archive/np/drafts/2.txt "Two" "Second words."
    echo '{"id":"g1","text":"Third words.","date":"2018-01-27 22:36"}' >archive/gazette.jsonl
    cat >config <<-END
	db = nightly
	max-delete = 5
	[source Northern Post]
	path = archive/np
	exclude = drafts/*
	[source Gazette]
	path = archive/gazette.jsonl
	tz = Europe/Oslo
	language = en
	END
    mkdir elsewhere && cd elsewhere && unset NEWSDEX_DB
    expect 0 newsdex-index --config=../config update
    says_nothing
    export NEWSDEX_DB=../nightly
    [ "$(articles)" -eq 2 ]
    newsdex-index dump --id=g1 | jq -e '.source == "Gazette" and .date == "2018-01-27T22:36:00+01:00"'
}

@test "a config file in its usual place is found" {
    story a/1.txt "One" "First words."
    mkdir -p "$HOME/.config/newsdex"
    printf '[source A]\npath = %s/a\n' "$PWD" >"$HOME/.config/newsdex/config"
    expect 0 newsdex-index update -v
    says "1 added"
}

@test "however the config file and what lies below its sources are named, an archive is one" {
    story archive/1.txt "One" "First words."
    story archive/2.txt "Two" "Second words."
    printf 'db = nightly\n[source A]\npath = archive\n' >config
    unset NEWSDEX_DB
    ln -s archive link
    expect 0 newsdex-index --config=config update -v
    says "2 added"
    expect 0 newsdex-index --config=./config update -v
    says "0 added, 0 changed, 0 removed, 2 unchanged"
    expect 0 newsdex-index --config="$PWD/config" update -v
    says "0 added, 0 changed, 0 removed, 2 unchanged"
    for path in archive ./archive/ "$PWD/archive" link link/../archive; do
        expect 0 newsdex-index --config=config update -v "$path"
        says "0 added, 0 changed, 0 removed, 2 unchanged"
    done
    cd archive
    expect 0 newsdex-index --config=../config update -v 1.txt
    says "0 added, 0 changed, 0 removed, 1 unchanged"
    newsdex-index --config=../config dump 1.txt | jq -e '.source == "A"'
}

@test "a mistake in the config file is told with its line" {
    printf 'jobs = 1\nqiet = yes\n' >config
    expect 2 newsdex-index --config=config update .
    says "config:2: there is no option --qiet; did you mean --quiet?"
    printf '[source A]\npaht = x\n' >config
    expect 2 newsdex-index --config=config update
    says "config:2: a source has no 'paht'"
    printf '[sauce A]\n' >config
    expect 2 newsdex-index --config=config update
    says "config:1: there is no section [sauce]"
    expect 1 newsdex-index --config=missing update
    says "missing"
}

@test "it works without home, locale and terminal" {
    story a/1.txt "Zażółć" "Gęślą jaźń words."
    expect 0 env -i PATH="$PATH" newsdex-index --db=index update a
    says_nothing
    expect 0 env -i PATH="$PATH" newsdex-index dump a/1.txt
    says "Zażółć"
    expect 2 env -i PATH="$PATH" newsdex-index update a
    says "which index? Say --db=DIR"
}

@test "it works with its standard descriptors closed" {
    story a/1.txt "One" "First words."
    newsdex-index update a <&- >&- 2>&-
    [ "$(articles)" -eq 1 ]
    newsdex-index check --deep
}

@test "with nothing to read it says so" {
    expect 2 newsdex-index update
    says "what is to be read? Name PATHs, or sources in the config file"
}

@test "two runs do not write at once: the second says who is at work and leaves with 75" {
    story a/1.txt "One" "First words."
    newsdex-index update a
    mkfifo slow
    newsdex-index update --wait=60 - <slow &
    first=$!
    exec 8>slow
    echo '{"id":"s","text":"Slow words."}' >&8
    for i in $(seq 100); do
        run newsdex-index update a
        [ "$status" -eq 75 ] && [[ "$output" == *"process $first since"* ]] && break
        sleep 0.05
    done
    [ "$status" -eq 75 ]
    says "process $first since"
    newsdex-index update --wait=60 a 8>&- &
    second=$!
    exec 8>&-
    wait $first
    wait $second
    [ "$(articles)" -eq 2 ]
}

@test "a signal stops it between articles with what was done kept, and the next run carries on" {
    stories 5
    mkfifo slow
    newsdex-index update --progress=always day - <slow 2>progress 8>&- &
    pid=$!
    exec 8>slow
    for i in $(seq 600); do # until it says that some are done
        echo "{\"id\":\"s$i\",\"text\":\"Slow words $i.\"}" >&8
        grep -qE '([5-9]|[0-9]{2,}) articles' progress && break
        sleep 0.05
    done
    kill -TERM $pid
    status=0
    wait $pid || status=$?
    [ "$status" -eq 75 ]
    exec 8>&-
    newsdex-index check --deep
    [ "$(articles)" -ge 5 ]
    expect 0 newsdex-index update day
}

@test "a second signal ends it at once, and the index is as it was" {
    stories 5
    newsdex-index update day
    mkfifo slow
    newsdex-index update - <slow 8>&- &
    pid=$!
    exec 8>slow
    kill -INT $pid 2>/dev/null || true
    kill -TERM $pid
    kill -TERM $pid 2>/dev/null || true
    wait $pid || true
    exec 8>&-
    newsdex-index check --deep
    [ "$(articles)" -eq 5 ]
}

@test "an index made with other settings is refused with a sentence" {
    stories 3
    newsdex-index update --language=de day
    expect 4 newsdex-index update --language=fr day
    says "was made with --language=de"
    expect 4 newsdex-index update --no-people day
}

@test "a run that names no settings goes on with those of the index" {
    stories 3
    newsdex-index update --language=de --no-people day
    story day/4.txt "Minister geht" "Der Minister Hans Weber ging nach den Verhandlungen."
    expect 0 newsdex-index update day
    newsdex-index dump --stage=people --id=day/4.txt | jq -e '.people == []'
    expect 0 newsdex-query --count verhandlung
    expect 0 newsdex-index remove --id=day/1.txt
}

@test "an index that is none is refused, not written over" {
    mkdir index && echo hello >index/current
    stories 1
    expect 3 newsdex-index stats
    expect 3 newsdex-index check
    [ "$(cat index/current)" = hello ]
    expect 3 newsdex-index --db=nowhere stats
    expect 3 newsdex-index --db=nowhere remove --id=x
    [ ! -e nowhere ]
}

@test "the progress bar is drawn when asked for, and wiped" {
    stories 3
    expect 0 newsdex-index update --progress=always day
    says "articles"
    [[ "$output" == *$'\r\033[K'* ]]
}

@test "stats tells of sources, years and gaps" {
    for d in 01 02 03 04 05 06 07 08 09 10 14 15; do
        echo "{\"id\":\"$d\",\"source\":\"Post\",\"date\":\"2018-03-$d\",\"text\":\"Words of day $d.\"}"
    done >post.jsonl
    newsdex-index update post.jsonl
    expect 0 newsdex-index stats
    says "articles    12"
    says "Post: 12, 2018-03-01 to 2018-03-15"
    says "no articles 2018-03-11 to 2018-03-13"
    newsdex-index stats --json | jq -e '.sources[0].gaps == [{"first":"2018-03-11","last":"2018-03-13"}] and .years == {"2018":12}'
}

@test "an index that lies among the sources does not read itself" {
    stories 3
    expect 0 newsdex-index --db=day/index update -v day
    says "3 read, 3 added"
    expect 0 newsdex-index --db=day/index update -v day
    says "0 read, 0 added, 0 changed, 0 removed, 3 unchanged, 0 not read;"
    cd day
    ln -s index again
    expect 0 newsdex-index --db="$PWD/index" rebuild -v .
    says "3 read, 3 added, 0 changed, 0 removed, 0 unchanged, 0 not read;"
}

@test "a run that waits for another one stops at the first signal" {
    story a/1.txt "One" "First words."
    newsdex-index update a
    mkfifo slow
    newsdex-index update - <slow &
    first=$!
    exec 8>slow
    wait_until_written_by $first
    newsdex-index update --wait=600 a 2>said 8>&- &
    second=$!
    sleep 0.3
    kill -TERM $second
    status=0
    wait $second || status=$?
    exec 8>&-
    wait $first || true
    [ "$status" -eq 75 ] || [ "$status" -eq 143 ] # 143: before it had begun to listen
    [ "$status" -eq 143 ] || grep "stopped by a signal while waiting for the index" said
}

@test "the systemd units are well formed and the service is shut in" {
    command -v systemd-analyze >/dev/null || skip "systemd is not installed"
    # In the place of the manual, which may not be installed, nothing.
    sed -e "s|@PREFIX@/bin|$NEWSDEX_BUILD|" -e /^Documentation/d "$root/indexer/job/newsdex-update.service" >newsdex-update.service
    cp "$root/indexer/job/newsdex-update.timer" .
    expect 0 systemd-analyze verify ./newsdex-update.service ./newsdex-update.timer
    says_nothing
    expect 0 systemd-analyze security --offline=yes --threshold=25 ./newsdex-update.service
}

@test "logrotate and cron take their examples" {
    grep -q '^30 3 \* \* \* *newsdex *newsdex-index .* update --quiet --nice' "$root/indexer/job/crontab"
    command -v logrotate >/dev/null || skip "logrotate is not installed"
    mkdir log && echo '{}' >log/unread.jsonl
    sed "s|/var/log/newsdex|$PWD/log|" "$root/indexer/job/logrotate" >logrotate.conf
    chmod 644 logrotate.conf
    expect 0 logrotate --force --state "$PWD/state" logrotate.conf
    [ -s log/unread.jsonl.1 ]
}

@test "asked to be nice, it runs at low priority for processor and disk" {
    mkfifo slow
    newsdex-index update --nice - <slow 8>&- &
    pid=$!
    exec 8>slow
    echo '{"id":"s","text":"Slow words."}' >&8
    # field 19 of stat is the niceness; the name before it has no blank
    niceness() { cut -d' ' -f19 /proc/$pid/task/*/stat | sort -u; }
    is_low() { [ "$(niceness)" = 10 ] && { ! command -v ionice >/dev/null || [ "$(ionice -p $pid)" = idle ]; }; }
    for i in $(seq 200); do is_low && break; sleep 0.05; done # one after the other, and the machine may be busy
    is_low
    exec 8>&-
    wait $pid
}

@test "an index that has grown out of proportion is told, by a run that changes something and by stats" {
    stories 60
    newsdex-index update day
    newsdex-index stats --json | jq -e '.grown == false'
    truncate -s +200M index/generation-1/docdata.glass # blocks that nobody uses
    newsdex-index stats --json | jq -e '.grown == true'
    expect 0 newsdex-index update --quiet day
    says_nothing
    story day/3.txt "Report number 3" "The council met for the 3rd time and changed its mind."
    expect 0 newsdex-index update --quiet day
    says "warning: the index has grown to"
    newsdex-index compact
    newsdex-index stats --json | jq -e '.grown == false'
}

@test "readers go on while the index is backed up and restored" {
    stories 20
    newsdex-index update day
    for i in 1 2 3; do
        newsdex-index backup safe &
        for k in 1 2 3 4; do [ "$(newsdex-query --count council)" -eq 20 ]; done
        wait $!
        newsdex-index restore safe &
        for k in 1 2 3 4; do [ "$(newsdex-query --count council)" -eq 20 ]; done
        wait $!
    done
    newsdex-index check --deep
}

@test "a first build that is stopped keeps what was done, killed it leaves nothing in the way" {
    stories 5
    mkfifo slow
    for signal in TERM HUP KILL; do # a shell lets its background jobs ignore INT
        rm -rf index
        newsdex-index update day - <slow 8>&- 2>/dev/null &
        pid=$!
        exec 8>slow
        for i in $(seq 300); do echo "{\"id\":\"s$i\",\"text\":\"Slow words $i.\"}"; done >&8
        for i in $(seq 100); do [ ! -e "/proc/$pid/fd" ] || [ ! -e index/generation-1 ] || break; sleep 0.05; done
        sleep 0.5
        kill -$signal $pid
        status=0
        wait $pid || status=$?
        exec 8>&-
        if [ $signal = KILL ]; then
            [ "$status" -eq 137 ]
            expect 3 newsdex-query council
        elif [ "$status" -eq 75 ]; then # else it had not begun to listen
            newsdex-index check --deep
            [ "$(articles)" -ge 5 ]
        fi
        expect 0 newsdex-index update day
        [ "$(newsdex-query --count council)" -eq 5 ]
        newsdex-index check --deep
        [ "$(find index -maxdepth 1 -type d -name 'generation-*' | wc -l)" -eq 1 ]
    done
}
