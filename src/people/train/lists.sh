#!/bin/sh
# Word lists for the recogniser, from Debian packages: prints "class TAB entry" lines, sorted.
#   lists.sh ROOT    where ROOT holds the unpacked packages (dpkg -x), as src/people/PROVENANCE.md says
# Only facts about words are taken (which word is a given name, a place, a common word), not arrangement or prose.
set -eu
export LC_ALL=C
root=$1
here=$(dirname "$0")
link=$root/usr/share/link-grammar/en/words
scowl=$root/usr/share/dict/scowl
misc=$root/usr/share/misc
wordnet=$root/usr/share/wordnet
faker=$root/usr/share/php/Faker/Provider
ruby=$(echo "$root"/usr/share/rubygems-integration/all/gems/faker-*/lib/locales)

hex='function hex(text, i, value) { for (i = 1; i <= length(text); i++) value = value * 16 + index("0123456789abcdef", tolower(substr(text, i, 1))) - 1; return value }
'
tag() { sed "s/^/$1	/"; }

{
    # Our own table of titles, verbs of speech, heads of organisations, companies, clubs.
    awk -F': ' '/^[a-z_]+: / { class = $1; n = split($2, word, /, */); for (i = 1; i <= n; i++) print class "\t" word[i] }' "$here/lists.txt"

    # rig: the commonest given names and surnames of the United States' census.
    cat "$root"/usr/share/rig/fnames.idx "$root"/usr/share/rig/mnames.idx | tag given_top
    tag surname_top < "$root/usr/share/rig/lnames.idx"

    tag female < "$root/usr/share/rig/fnames.idx"
    tag male < "$root/usr/share/rig/mnames.idx"

    # link-grammar: given names by sex, professions.
    tr ' ' '\n' < "$link/entities.given-female.sing" | sed 's/\.[a-z].*//; s/_/ /g' | grep -E '^[A-Z].' | tag female
    tr ' ' '\n' < "$link/entities.given-male.sing" | sed 's/\.[a-z].*//; s/_/ /g' | grep -E '^[A-Z].' | tag male
    cat "$link"/entities.given-* | tr ' ' '\n' | sed 's/\.[a-z].*//; s/_/ /g' | grep -E '^[A-Z].' | tag given
    cat "$link"/entities.prof "$link"/entities.prof.vowel "$link"/entities.people "$link"/entities.people.vowel |
        tr ' ' '\n' | sed 's/\.[a-z].*//' | grep -E '^[a-z-]{3,}$' | tag role

    # miscfiles: given names, cities, countries and their capitals, cities with an airport.
    zcat "$misc/../dict/propernames.gz" | tag given
    zcat "$misc/cities.dat.gz" | sed -n 's/^Name *: *//p' | sed 's/,.*//; s/ (.*//' | tag place
    zcat "$misc/countries.gz" | grep -v '^#' | awk -F: 'NF >= 4 { print "country\t" $4; n = split($5, c, ","); sub(/ *\(.*/, "", c[1]); if (c[1]) print "place\t" c[1] }'
    zcat "$misc/airport.gz" | grep -v '^#' | awk -F: '{ n = split($5, c, "|"); for (i = 1; i <= n; i++) { sub(/,.*/, "", c[i]); if (c[i]) print "place\t" c[i] } }'

    # iso-codes: countries by their short names, first-level divisions.
    sed -n 's/^ *"\(name\|common_name\)": "\(.*\)",*$/\2/p' "$root/usr/share/iso-codes/json/iso_3166-1.json" | sed 's/,.*//; s/ (.*//' | tag country
    sed -n 's/^ *"name": "\(.*\)",*$/\1/p' "$root/usr/share/iso-codes/json/iso_3166-2.json" | sed 's/,.*//; s/ (.*//; s/ \[.*//; s/\/.*//' | grep -v '\\' | tag place

    # WordNet: instances are named things; file 18 persons, 15 places, 14 groups. Capitalised adjectives are demonyms.
    awk "$hex"'$3 == "n" && /@i / && ($2 == 18 || $2 == 15 || $2 == 14 || $2 == "06" || $2 == 11) {
        count = hex($4)
        for (i = 0; i < count; i++) {
            word = $(5 + 2 * i); gsub(/_/, " ", word)
            if (word !~ /^[A-Z]/) continue
            if ($2 == 18) {
                parts = split(word, part, " ")
                last = part[parts]; if (last ~ /^(Jr\.?|Sr\.?|I+|IV|V|VI+|the)$/) last = part[parts - 1]
                if (word !~ / (the|of) /) {
                    if (parts > 1) { print "person\t" word; print "famous\t" last; print "given_seen\t" part[1] } else print "mononym\t" word
                }
            } else print ($2 == 15 ? "place" : $2 == 14 ? "org" : "thing") "\t" word
        }
    }' "$wordnet/data.noun"
    awk "$hex"'$3 == "n" && !/@i / && ($2 == 18) {
        count = hex($4)
        for (i = 0; i < count; i++) { word = $(5 + 2 * i); gsub(/_/, " ", word)
            if (word ~ /^[a-z-]+$/ && length(word) > 2) print "role\t" word; else if (word ~ /^[A-Z][a-z]+$/) print "demonym\t" word } }' "$wordnet/data.noun"
    awk "$hex"'$3 == "a" && $2 == "01" { count = hex($4)
        for (i = 0; i < count; i++) { word = $(5 + 2 * i); if (word ~ /^[A-Z][a-z-]+$/) print "demonym\t" word } }' "$wordnet/data.adj"
    awk "$hex"'$3 == "n" && $2 == 14 { count = hex($4)
        for (i = 0; i < count; i++) { word = $(5 + 2 * i); gsub(/_/, " ", word); if (word ~ /^[A-Z].* [A-Z]/ || word ~ /^[A-Z][A-Z]+$/) print "org\t" word } }' "$wordnet/data.noun"

    # Faker for PHP and for Ruby: given names and surnames of some sixty countries; companies and clubs.
    for file in "$faker"/*/Person.php; do
        awk '/static \$/ { class = ""; name = tolower($0)
                if (name ~ /\$(firstname|middlename|nickname)/ && name !~ /format/) class = "given"
                else if (name ~ /\$lastname/ && name !~ /suffix|format/) class = "surname" }
             class { line = $0; while (match(line, /\047[^\047]+\047|"[^"]+"/)) { print class "\t" substr(line, RSTART + 1, RLENGTH - 2); line = substr(line, RSTART + RLENGTH) } }
             /\];|\);/ { class = "" }' "$file"
    done | grep -v '[{}#$]' | grep -vE '	.{0,1}$'
    cat "$ruby"/*.yml "$ruby"/en/name.yml "$ruby"/en/kpop.yml "$ruby"/fr/*.yml 2> /dev/null | awk '
        /^ *[a-z_]*:/ { class = ""; if ($1 ~ /^((male|female|neutral|boys|girls)_)?(first_name|middle_name).*:$/) class = "given"; else if ($1 ~ /^((male|female|neutral)_)?(last_name|surname).*:$/) class = "surname" }
        class { line = $0; sub(/^ *[a-z_]*: */, "", line); gsub(/[\[\]"]/, "", line); sub(/^ *- */, "", line); gsub(/\047/, "\047", line)
                n = split(line, word, /, */); for (i = 1; i <= n; i++) if (word[i] !~ /[{}#|:]/ && length(word[i]) > 1) print class "\t" word[i] }'
    sed -n 's/^ *teams: \[\(.*\)\]/\1/p' "$ruby"/en/football.yml "$ruby"/en/basketball.yml "$ruby"/en/volleyball.yml | tr ',' '\n' | sed 's/^ *"*//; s/"* *$//' | tag club

    # SCOWL: words as common as ten thousand, and rarer ones; proper names of any kind.
    cat "$scowl"/english-words.10 "$scowl"/english-words.20 "$scowl"/american-words.10 "$scowl"/american-words.20 \
        "$scowl"/british-words.10 "$scowl"/british-words.20 | iconv -f latin1 -t utf8 | grep -v "'" | tag common
    cat "$scowl"/english-words.35 "$scowl"/english-words.[456]0 "$scowl"/english-words.55 "$scowl"/american-words.35 "$scowl"/american-words.[456]0 "$scowl"/american-words.55 "$scowl"/british-words.35 "$scowl"/british-words.[456]0 |
        iconv -f latin1 -t utf8 | grep -v "'" | tag word
    cat "$scowl"/english-upper.[13567]* "$scowl"/english-proper-names.[34567]* "$scowl"/american-upper.[567]* "$scowl"/american-proper-names.50 |
        iconv -f latin1 -t utf8 | grep -v "'" | tag proper
    iconv -f latin1 -t utf8 "$scowl/english-proper-names.80" | grep -v "'" | tag proper_rare
} | sed 's/[ 	]*$//' | grep -vE '	.*[0-9;]' | grep -E '	.{2,}' | sort -u
