#!/usr/bin/env bats
# Every format is read the same from a file, from that file compressed, from one whose name says nothing, and from standard input.
load common

# read_as OWN ARGUMENTS...: what is read, in which names made from the file's own stand as FILE.
read_as() {
    local own=$1
    shift
    newsdex-index dump --stage=read "$@" | jq -c --arg own "$own" \
        'del(.path) | .id |= (if . == $own or startswith($own + "#") then "FILE" + .[($own | length):] else . end)'
}

# same_everywhere FORMAT FILE
same_everywhere() {
    local format=$1 file=$2
    read_as "$file" "$file" >read.file
    [ -s read.file ] || { echo "$file: nothing was read"; return 1; }
    gzip -c "$file" >packed.gz
    cp "$file" nameless
    read_as packed.gz packed.gz | diff read.file - || { echo "$file as .gz"; return 1; }
    read_as nameless nameless | diff read.file - || { echo "$file under another name"; return 1; }
    read_as - - <"$file" | diff read.file - || { echo "$file from standard input"; return 1; }
    read_as - - <packed.gz | diff read.file - || { echo "$file as .gz from standard input"; return 1; }
    read_as - "--format=$format" - <"$file" | diff read.file - || { echo "$file is no $format"; return 1; }
}

formats_of_corpus() {
    cat <<'END'
plain courier/*.txt
text world/*.txt
reuters wire/*.sgm
trec agency/*.trec
time agency/*.time
json magazine/*.json
json magazine/*.jsonl
json courier/*.jsonl.gz
csv regional/*.csv
tsv regional/*.tsv
html world/*.html
END
}

@test "each format of the corpus" {
    local format pattern file
    while read -r format pattern; do
        for file in "$root"/corpus/$pattern; do
            cp "$file" "${file##*/}"
            case $file in *.gz) gunzip -f "${file##*/}" && file=${file%.gz} ;; esac
            same_everywhere "$format" "${file##*/}"
        done
    done < <(formats_of_corpus)
}

@test "NITF and NewsML" {
    cat >a.xml <<'END'
<?xml version="1.0"?>
<nitf><head><title>Rain</title><docdata><doc-id id-string="n-1"/><date.issue norm="20190503T100000Z"/></docdata></head>
<body><body.head><hedline><hl1>Rain falls</hl1></hedline></body.head><body.content><p>It rained.</p><p>Again.</p></body.content></body></nitf>
END
    same_everywhere newsml a.xml
    grep -q '"headline":"Rain falls"' read.file
}

@test "no format of --help is left out here" {
    newsdex-index --help | sed -n '/^Formats:/,/^$/s/^  \([a-z]*\) .*/\1/p' | sort >told
    { formats_of_corpus; echo newsml a.xml; } | cut -d' ' -f1 | sort -u | diff told -
}
