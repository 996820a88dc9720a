#!/usr/bin/env bats
# Disks that are full, read-only or failing: the index stays what it was, and one block says what is wrong.
load common

# on_disk SIZE COMMANDS: run them with a file system of that size at ./disk, which is gone afterwards.
on_disk() {
    unshare --user --map-root-user --mount true 2>/dev/null || skip "no file system may be mounted here"
    mkdir -p disk
    expect 0 unshare --user --map-root-user --mount bash -euc "mount -t tmpfs -o size=$1 none disk
        ends() { local wanted=\$1 got=0; shift; \"\$@\" >said 2>&1 || got=\$?
                 [ \$got -eq \$wanted ] || { echo \"exit \$got, expected \$wanted: \$*\"; cat said; exit 1; }; }
        saying() { grep -qF -- \"\$1\" said || { echo \"expected to see: \$1\"; cat said; exit 1; }; }
        $2"
}

many() { "$NEWSDEX_BUILD/tools/generate" 600 7 >many.jsonl; }

@test "on a full disk every command leaves with 7, says so in two lines, and the index is as it was" {
    export ASAN_OPTIONS=detect_leaks=0 # libxapian loses its tables when a compaction fails
    stories 20
    many
    on_disk 600k '
        newsdex-index --db=disk/index update day
        for command in update rebuild; do
            ends 7 newsdex-index --db=disk/index $command day many.jsonl
            saying "No space left on device"
            saying "make room, and run it again"
            [ $(wc -l <said) -eq 2 ]
            newsdex-index --db=disk/index check --deep
            [ $(newsdex-query --db=disk/index --count council) -eq 20 ]
            [ $(du -k disk | tail -n 1 | cut -f 1) -lt 100 ]
        done
        dd if=/dev/zero of=disk/rest bs=1k 2>/dev/null || true
        ends 7 newsdex-index --db=disk/index update many.jsonl
        ends 7 newsdex-index --db=disk/index compact
        ends 7 newsdex-index --db=disk/index backup disk/safe
        ends 7 newsdex-index --db=disk/index remove --query=council
        [ $(newsdex-query --db=disk/index --count council) -eq 20 ]
        rm disk/rest
        newsdex-index --db=disk/index check --deep
        ends 0 newsdex-index --db=disk/index update -v day
        saying "0 added, 0 changed, 0 removed, 20 unchanged"'
}

@test "a limit on the size of files is told as a full disk is" {
    export ASAN_OPTIONS=detect_leaks=0 # as above
    stories 300
    (ulimit -f 8; expect 7 newsdex-index update -q day)
    expect 0 newsdex-index update -q day
    (ulimit -f 8; expect 7 newsdex-index rebuild -q day; expect 7 newsdex-index compact)
    [ "$(articles)" -eq 300 ]
}

@test "a first build on a full disk leaves nothing behind" {
    many
    on_disk 300k '
        ends 7 newsdex-index --db=disk/index update many.jsonl
        [ "$(ls disk/index)" = lock ]
        ends 3 newsdex-query --db=disk/index council'
}

@test "a log that cannot be written is a failure of its own" {
    mkdir day && : >day/empty.txt
    on_disk 300k '
        : >disk/log
        dd if=/dev/zero of=disk/rest bs=1k 2>/dev/null || true
        ends 7 newsdex-index --db=index update --log=disk/log day
        saying "the log disk/log: cannot write the output: No space left on device"'
}

@test "a read-only index can be asked, backed up by restore, and is not called damaged" {
    stories 5
    on_disk 1m '
        newsdex-index --db=disk/index update day
        mount -o remount,bind,ro disk
        [ $(newsdex-query --db=disk/index --count council) -eq 5 ]
        for command in "update day" "rebuild day" compact check "remove --query=council"; do
            ends 1 newsdex-index --db=disk/index $command
            saying "Read-only file system"
        done
        ends 0 newsdex-index --db=copy restore disk/index
        newsdex-index --db=copy check --deep
        [ $(newsdex-query --db=copy --count council) -eq 5 ]'
}

# failing KIND ERRNO COMMAND...: run it with every such call on the index failing.
failing() {
    local kind=$1 errno=$2
    shift 2
    NDX_FAULT_KIND=$kind NDX_FAULT_AT=1 NDX_FAULT_DO=$errno NDX_FAULT_BELOW="$PWD/index" LD_PRELOAD="$NEWSDEX_BUILD/faults.so" "$@"
}

@test "a quota reached is a full disk; a failing disk is a failure; both leave the index as it was" {
    ! grep -qE '__[at]san_init' "$NEWSDEX_BUILD/newsdex-index" || skip "nothing can be preloaded into a sanitizer's build"
    stories 5
    newsdex-index update day
    story day/6.txt "Report number 6" "The council met once more."
    for command in update rebuild; do
        expect 7 failing write 122 newsdex-index $command day
        says "Disk quota exceeded"
        expect 1 failing write 5 newsdex-index $command day
        says "Input/output error"
        expect 1 failing fsync 5 newsdex-index $command day
        says "Input/output error"
        newsdex-index check --deep
        [ "$(articles)" -eq 5 ]
    done
    expect 0 newsdex-index update day
    [ "$(articles)" -eq 6 ]
}

@test "a disk that does not keep what it is given is found out before the new index is used" {
    ! grep -qE '__[at]san_init' "$NEWSDEX_BUILD/newsdex-index" || skip "nothing can be preloaded into a sanitizer's build"
    stories 40
    newsdex-index update day
    cp -r index kept
    for command in update rebuild; do
        for table in docdata termlist postlist; do
            for i in $(seq 40); do story "day/$i.txt" "Report number $i" "The council of $table met for the ${i}th time."; done
            export NDX_FAULT_KIND=write NDX_FAULT_AT=1 NDX_FAULT_DO=flip NDX_FAULT_BELOW="$PWD/index/generation-2/$table.glass"
            LD_PRELOAD="$NEWSDEX_BUILD/faults.so" expect 8 newsdex-index $command --quiet --log=log.jsonl day
            unset NDX_FAULT_KIND
            says "what was just written is damaged, so it is given up, and the index stays as it was: "
            says "generation-2/$table.glass does not hold what was written to it"
            says "look at the disk and the system's log, and run it again"
            [ "${#lines[@]}" -eq 2 ]
            tail -n 1 log.jsonl | jq -e ".path == \"$PWD/index\" and .reason == \"unsound\" and (.detail | contains(\"$table\"))"
            [ "$(ls index | tr '\n' ' ')" = "current generation-1 lock " ]
            diff -r index/generation-1 kept/generation-1
        done
    done
    expect 0 newsdex-index rebuild --log=log.jsonl day
    newsdex-index check --deep
}

@test "an answer that cannot be written is a failure" {
    for asked in --help --version "update --help" --generate=man; do
        expect 7 bash -c "newsdex-index $asked >/dev/full"
        says "cannot write the output: No space left on device"
    done
}
