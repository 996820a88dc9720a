#!/bin/sh
# What `make demo` shows: corpus/ indexed, then three questions answered.
set -eu
B=${B:-build}
db=$B/demo-index
show() {
    printf '\n$ newsdex-query'
    for word in "$@"; do case $word in *[\ \"\'\(\)]*) printf " '%s'" "$word" ;; *) printf ' %s' "$word" ;; esac; done
    printf '\n'
    "$B/newsdex-query" --db="$db" --no-pager "$@"
}
rm -rf "$db"
printf '$ newsdex-index update corpus/\n'
# 5: done, but some articles could not be read. corpus/damaged is there to show how that looks.
"$B/newsdex-index" --db="$db" update --verbose corpus/ || [ $? -eq 5 ]
show --limit=3 'nuclear deal'
show --limit=2 'who:"Ana Duarte" date:2017..2018'
show --timeline=year --since=2016 --until=2019 'sanctions OR nuclear'
