#!/bin/sh
# people-who.sh FILES...: `who:` against the PEOPLE codes of Reuters-21578. The codes are hidden from the index; then each coded person
# is asked for. Recall: coded articles that come back. Precision: of those that come back, coded ones and those that hold the
# full name. Means over the persons. Needs jq.
set -eu
B=${B:-build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
[ $# -gt 0 ] || { echo "skipped: no Reuters files"; exit 0; }

"$B/newsdex-index" dump --stage=read "$@" > "$work/read.jsonl" 2> "$work/log" || [ $? -eq 5 ]
jq -r 'select(.people | length > 0) | . as $a | .people[] | [., $a.id] | @tsv' "$work/read.jsonl" | sort -u > "$work/gold.tsv"
jq -c 'del(.people)' "$work/read.jsonl" > "$work/hidden.jsonl"
"$B/newsdex-index" --db="$work/db" --quiet update "$work/hidden.jsonl"
jq -r '[.id, ([.headline, .body] | map(. // "") | join(" ") | ascii_downcase | gsub("[^a-z0-9]+"; " "))] | @tsv' "$work/read.jsonl" > "$work/words.tsv"

cut -f1 "$work/gold.tsv" | sort -u > "$work/people"
while IFS= read -r name; do
    "$B/newsdex-query" --db="$work/db" --limit=0 --format=ids "who:\"$name\"" < /dev/null 2> /dev/null | sed "s/^/$name	/" || true
done < "$work/people" > "$work/found.tsv"

awk -F'\t' '
    FILENAME ~ /words/ { words[$1] = " " $2 " "; next }
    FILENAME ~ /gold/ { gold[$1 FS $2] = 1; coded[$1]++; next }
    { found[$1]++
      if (($1 FS $2) in gold) { hit[$1]++; right[$1]++; next }
      name = tolower($1); gsub(/[^a-z0-9]+/, " ", name)
      if (index(words[$2], " " name " ")) right[$1]++
      else if (list) print "wrong\t" $1 "\t" $2 }
    END {
        for (name in coded) { n++; recall += hit[name] / coded[name]; precision += found[name] ? right[name] / found[name] : 0; asked += found[name] > 0
            if (list && hit[name] < coded[name]) print "missed\t" name "\t" coded[name] - hit[name] " of " coded[name] }
        printf "who: on %d coded people: mean recall %.3f, mean precision %.3f (%d people found at all)\n", n, recall / n, precision / n, asked
    }' list="${LIST:-}" "$work/words.tsv" "$work/gold.tsv" "$work/found.tsv"
