#!/usr/bin/env bats
# Questions at the prompt, and what comes back.
load common

# Six articles of a small coast, in JSON lines.
coast() {
    cat >coast.jsonl <<'END'
{"id":"oil-1","date":"2018-03-02T08:30:00+01:00","headline":"Oil price rises after storm","source":"Harbour Post","section":"business","people":["Anna Holm"],"body":"The oil price rose on Friday after a storm closed two harbours on the north coast.\n\nTraders said the price of crude oil could rise again. Minister Anna Holm said that nobody should fear a shortage."}
{"id":"oil-2","date":"2018-03-09","headline":"Storm damage keeps harbours closed","source":"Harbour Post","section":"news","people":["Anna Holm"],"body":"Repairs at the two harbours will take a month. Anna Holm visited the coast and said that oil would be sent by train."}
{"id":"gas-1","date":"2018-06-27","headline":"Minister denies gas shortage","source":"Daily Ferry","section":"news","people":["Anna Holm","Peter Holm"],"body":"Minister Anna Holm denied that gas was short. Peter Holm, who leads the opposition, asked for a debate about sanctions."}
{"id":"vote-1","date":"2017-11-05","headline":"Elections end in a draw","source":"Daily Ferry","section":"politics","people":["Jan Bergström"],"body":"The elections of Sunday ended in a draw. The prime minister, Jan Bergström, will try to form a government."}
{"id":"sport-1","date":"2018-07-01","headline":"Ferry crew wins rowing cup","source":"Daily Ferry","section":"sport","body":"The crew of the ferry won the rowing cup on a calm sea.\u001b[31m The crew of the harbour came second."}
{"id":"tea-1","date":"2016-02-29","headline":"=Tea, \"cake\" and more","source":"Harbour Post","section":"life","body":"The café on the quay has new owners. Guests from 東京 and Zürich were the first."}
END
    newsdex-index update --quiet --no-people coast.jsonl
    export NEWSDEX_NOW=2018-06-27T12:00:00
}

@test "words find articles, best first, with the passage that shows why" {
    coast
    expect 0 newsdex-query oil price
    says " 1. Oil price rises after storm"
    says "2018-03-02 08:30"
    says "1 article"
    expect 0 newsdex-query storm
    says "2 articles"
}

@test "words are stemmed in every language of the index, the rarest too" {
    for code in de fr es ru it nl pt fi hu da; do
        for n in 1 2; do echo "{\"id\":\"$code$n\",\"language\":\"$code\",\"text\":\"Numero $n.\"}"; done
    done >day.jsonl
    echo '{"id":"sv1","language":"sv","text":"Barnen i skolorna fick pengar."}' >>day.jsonl
    newsdex-index update -q day.jsonl
    [ "$(newsdex-query --format=ids skolor)" = sv1 ]
}

@test "nothing found is exit 1, and a better spelling is offered on stderr" {
    coast
    expect 1 newsdex-query sanctoins
    says "did you mean: sanctions"
    expect 1 newsdex-query 'who:"Ana Hlom"'
    says 'did you mean: who:"Anna Holm"'
    [ -z "$(newsdex-query sanctoins 2>/dev/null)" ]
}

@test "a wrong query is exit 2, with a mark under the column" {
    coast
    expect 2 newsdex-query 'oil AND (price'
    says "this bracket is never closed"
    says "          ^"
    expect 2 newsdex-query 'hedline:oil'
    says "did you mean 'headline:'"
    expect 2 newsdex-query 'date:2018-02-31'
    says "no such day"
    expect 2 newsdex-query '*'
    expect 2 newsdex-query --since=someday oil
    says "--since"
    expect 2 newsdex-query
    expect 2 newsdex-query ' '
    expect 2 newsdex-query --count --kwic oil
    expect 2 newsdex-query --sort=size oil
}

@test "a missing index is exit 3, one of another schema exit 4" {
    expect 3 newsdex-query --db=nowhere oil
    says "nowhere"
}

@test "the language of the contract" {
    coast
    [ "$(ids '"prime minister"')" = "vote-1 " ]
    [ "$(ids '"minister prime"')" = "" ]
    [ "$(ids 'price NEAR/2 oil')" = "oil-1 " ]
    [ "$(ids 'oil w/3 train')" = "" ]
    [ "$(ids 'oil WITH train')" = "oil-2 " ]
    [ "$(ids 'storm SAME shortage')" = "" ]
    [ "$(ids 'oil OR gas')" = "gas-1 oil-1 oil-2 " ]
    [ "$(ids '-oil -gas -ferry')" = "tea-1 vote-1 " ]
    [ "$(ids 'elect*')" = "vote-1 " ]
    [ "$(ids 'kremlin~1')" = "" ]
    [ "$(ids 'st?rm headline:damage')" = "oil-2 " ]
    [ "$(ids 'lead:oil section:business')" = "oil-1 " ]
    [ "$(ids 'atleast2:crew')" = "sport-1 " ]
    [ "$(ids 'first3:oil')" = "oil-1 " ]
    [ "$(ids 'date:2018-03')" = "oil-1 oil-2 " ]
    [ "$(ids 'date:"this month"')" = "gas-1 " ]
    [ "$(ids 'before:2018')" = "tea-1 vote-1 " ]
    [ "$(ids 'who:"Anna Holm" -who:"Peter Holm"')" = "oil-1 oil-2 " ]
    [ "$(ids 'who:bergstrom')" = "vote-1 " ]
    [ "$(ids cafe)" = "tea-1 " ]
    [ "$(ids 東京)" = "tea-1 " ]
    [ "$(ids --any 'cup cake oil')" = "oil-1 oil-2 sport-1 tea-1 " ]
}

@test "patterns mean words as they are written, whatever their stems" {
    export NEWSDEX_DB=words.index
    for word in trade trading traders study studies studying die dying lie lying sky skies fly flying companies taxes \
        categorically organizations authenticity elaborating loss pacing using inside US; do
        echo "{\"id\":\"$word\",\"language\":\"en\",\"body\":\"They wrote $word in the report of a month.\"}"
    done >words.jsonl
    echo '{"id":"U.S.","language":"en","body":"They wrote U.S. companies in the report of a month, and used it."}' >>words.jsonl
    newsdex-index update --quiet --no-people --no-dates words.jsonl
    while read -r pattern wanted; do
        [ "$(ids "$pattern")" = "${wanted:+$wanted }" ] || { echo "$pattern: $(ids "$pattern"), not $wanted"; return 1; }
    done <<'END'
trade* trade traders
trading* trading
trad?ng trading
study* study studying
studi* studies
die* die
dy* dying
lying* lying
sky* sky
skie* skies
fly* fly flying
companie? U.S. companies
taxe? taxes
?ategorically categorically
organizations* organizations
authentic?ty authenticity
elabora*ing elaborating
l*ss* loss
pa?ing pacing
using* using
us?ng using
use* U.S.
=U.S. U.S. US
=u.s U.S. US
u.? U.S. US
insid* inside
END
}

@test "a phrase may have patterns in it, wherever it is looked for" {
    coast
    [ "$(ids '"oil pric*"')" = "oil-1 " ]
    [ "$(ids 'headline:"oil pric*"')" = "oil-1 " ]
    [ "$(ids 'headline:"pric* oil"')" = "" ]
    [ "$(ids 'headline:"damag* harbours"')" = "" ]
    [ "$(ids 'headline:"damag* harbours"~3')" = "oil-2 " ]
    [ "$(ids 'source:"harb* post"')" = "oil-1 oil-2 tea-1 " ]
    [ "$(ids '"prime - minist*"')" = "vote-1 " ]
    echo '{"id":"tern","body":"They sailed to the well-known islands of Tern."}' >tern.jsonl
    newsdex-index update --quiet --no-people coast.jsonl tern.jsonl
    [ "$(ids '"the well-known isl*"')" = "tern " ]
    [ "$(ids 'well-know*')" = "tern " ]
    [ "$(ids 'headline:rise*')" = "oil-1 " ]
    [ "$(ids 'headline:storm*')" = "oil-1 oil-2 " ]
    [ "$(ids 'headline:denies*')" = "gas-1 " ]
    [ "$(ids 'headline:deni* section:polit*')" = "" ]
    [ "$(ids 'section:politics*')" = "vote-1 " ]
    [ "$(ids 'section:nosuch*')" = "" ]
}

@test "function words are not required, however many there are" {
    coast
    [ "$(ids 'of the and in to a is was for by with from on at this that it as be are which an or train')" = "oil-2 " ]
    [ "$(ids 'the of will')" != "" ]
}

@test "records carry what the contract names" {
    coast
    newsdex-query --format=jsonl 'oil price' | jq -e '.schema == 1 and .rank == 1 and .id == "oil-1" and .day == "2018-03-02"
        and .date == "2018-03-02T08:30:00+01:00" and .source == "Harbour Post" and .people == ["Anna Holm"] and (.words > 20)
        and (.path | endswith("coast.jsonl")) and (.highlights | length) > 0 and (.snippet | test("oil price"))'
    newsdex-query --format=trec 'oil price' | grep -Eq '^1 Q0 oil-1 1 [0-9.]+ newsdex$'
    newsdex-query --format=csv 'id:tea-1' | head -1 | grep -q '^schema,rank,score,id,date,day,headline'
    newsdex-query --format=csv 'id:tea-1' | grep -q "\"'=Tea, \"\"cake\"\" and more\""
    newsdex-query --format=tsv 'id:tea-1' | awk -F'\t' 'NR == 2 && $4 == "tea-1" { found = 1 } END { exit !found }'
}

@test "nothing an archive holds can steer the terminal" {
    coast
    newsdex-query --show=sport-1 | tee shown | grep -q 'calm sea'
    run grep -q $'\033' shown
    [ "$status" -ne 0 ]
    run bash -c "newsdex-query calm | grep -q \$'\\033'"
    [ "$status" -ne 0 ]
}

@test "colours when asked for, and then the matches are marked" {
    coast
    newsdex-query --color=always shortage | grep -q $'\033\\[1;31mshortage'
    newsdex-query --color=always --show=oil-1 shortage | grep -q $'\033\\[1;31mshortage'
}

@test "limit and offset cut the list, limit 0 is all, and the order can be chosen" {
    coast
    [ "$(newsdex-query --format=ids --sort=newest --limit=2 holm | tr '\n' ' ')" = "gas-1 oil-2 " ]
    [ "$(newsdex-query --format=ids --sort=newest --limit=2 --offset=2 holm)" = "oil-1" ]
    [ "$(newsdex-query --format=ids --sort=oldest --limit=0 --since=2018 | tr '\n' ' ')" = "oil-1 oil-2 gas-1 sport-1 " ]
    [ "$(newsdex-query --format=ids --sort=random --seed=7 --limit=0 --since=2018)" = "$(newsdex-query --format=ids --sort=random --seed=7 --limit=0 --since=2018)" ]
    [ "$(newsdex-query --format=ids --around=2018-07-01,2 -n 1 'ferry OR holm')" = "sport-1" ]
}

@test "count, facet and timeline are exact" {
    coast
    [ "$(newsdex-query --count holm)" = 3 ]
    newsdex-query --facet=people --format=tsv holm | cut -f1,2 | diff - <(printf 'value\tarticles\nAnna Holm\t3\nPeter Holm\t1\n')
    newsdex-query --timeline=quarter --format=csv holm | tr -d '\r' | diff - <(printf 'period,articles\n2018-Q1,2\n2018-Q2,1\n')
    newsdex-query --timeline=month --format=jsonl 'oil date:2018-02..2018-04' | jq -s -e 'map(.articles) == [0,2,0]'
    expect 0 newsdex-query --timeline holm
    says "█"
    newsdex-query --timeline 'oil date:2018-02..2018-04' >months
    [ "$(wc -l <months)" -eq 3 ]
    run grep ' $' months
    [ "$status" -eq 1 ]
    newsdex-query --timeline=year --plot=holm.svg holm
    grep -q '</svg>' holm.svg
    newsdex-query --timeline=year --plot=/dev/stdout holm | grep -q '</svg>'
    expect 2 newsdex-query --facet=colour oil
    expect 2 newsdex-query --timeline=fortnight oil
}

@test "show prints the whole article, kwic every match in its line" {
    coast
    expect 0 newsdex-query --show=gas-1
    says "Minister denies gas shortage"
    says "Peter Holm, who leads the opposition"
    expect 1 newsdex-query --show=nothing
    [ "$(newsdex-query --kwic harbours | wc -l)" -eq 4 ]
    newsdex-query --width=50 --show=gas-1 >shown
    [ "$(wc -L <shown)" -le 50 ]
    diff <(newsdex-query --show=gas-1 | tr -s ' \n' '\n') <(tr -s ' \n' '\n' <shown)
    newsdex-query --kwic --format=csv harbours | head -1 | grep -qx $'id,day,left,match,right\r'
    printf 'a\tharbours\nb\tgas\n' >asked
    newsdex-query --kwic --batch=asked --format=tsv | cut -f1 | uniq | tr '\n' ' ' | grep -qx 'label a b '
    newsdex-query --kwic --width=60 harbours >lines
    [ "$(wc -L <lines)" -le 60 ]
    newsdex-query --kwic --format=jsonl sanctions | jq -e '.match == "sanctions" and (.left | endswith("debate about "))'
}

@test "like finds articles on the same matter, earlier ones only when asked" {
    coast
    [ "$(newsdex-query --like=oil-1 --format=ids -n 1)" = "oil-2" ]
    run newsdex-query --like=oil-1 --earlier --format=ids
    [[ "$output" != *oil-2* ]]
}

@test "a batch answers each line under its label, and a wrong line does not stop the others" {
    coast
    printf 'a\toil\nb\tgas\n' >good
    newsdex-query --batch=good --format=trec | cut -d' ' -f1,3 | sort | diff - <(printf 'a oil-1\na oil-2\nb gas-1\n')
    printf 'a\toil\nx\t(oil\nb\tgas\n' | { run newsdex-query --batch=- --count; [ "$status" -eq 2 ]; says "line 2"; says $'a\t2'; says $'b\t1'; }
    newsdex-query --batch=<(cat good) --format=trec | diff - <(newsdex-query --batch=good --format=trec)
    printf 'a\toil\n\nb\t \n' | { run newsdex-query --batch=- --count; [ "$status" -eq 2 ]; says "line 3: there is no query behind the label"; says $'a\t2'; }
    run newsdex-query --batch=.
    [ "$status" -eq 1 ] && says "irectory"
    run newsdex-query --batch=nowhere
    [ "$status" -eq 1 ] && says "cannot open nowhere"
    newsdex-query --batch=good --timeline=year --format=tsv | diff - <(printf 'period\ta\tb\n2018\t2\t1\n')
}

@test "explain shows the tree, the plan, the days and whom a name stands for" {
    coast
    printf '\033[31mred\toil\n' | newsdex-query --explain --batch=- >explained
    ! grep -q $'\033' explained
    grep -q 'red$' explained
    expect 0 newsdex-query --explain 'oils date:"last month" who:holm'
    says "word oils"
    says "published 2018-05-01..2018-05-31"
    says 'date:"last month" is 2018-05-01..2018-05-31, the articles'"' own local time"
    says "who:holm stands for Anna Holm (3), Peter Holm (1)"
    expect 0 newsdex-query --explain --tz=UTC+04:00 --since='3 june 2018 14:00' 'before:2019 about:2016'
    says "--since=3 june 2018 14:00 is 2018-06-03T14:00:00.., UTC+04:00"
    says "before:2019 is ..2018-12-31, UTC+04:00"
    says "about:2016 is 2016-01-01..2016-12-31, as the articles speak of them"
    expect 0 newsdex-query --explain --around='last month,7' oil
    says "near: 2018-05-16, counting half for every 7 days away"
}

@test "about: ranks by how central the date is to the article" {
    cat >days.jsonl <<'END'
{"id":"headline","date":"1990-01-05","headline":"Prices fell on October 19, 1987","body":"Nobody had expected it. Shares lost a fifth on October 19, 1987."}
{"id":"once","date":"1990-01-05","headline":"Shares are calm","body":"Brokers slept.\n\nThey had lost much on October 19, 1987, they say."}
{"id":"among-many","date":"1990-01-05","headline":"A list of days","body":"Brokers count.\n\nOctober 19, 1987 was one, May 3, 1965 another; June 7, 1971 and August 9, 1982 were worse, and April 1, 1983 the worst."}
{"id":"week","date":"1987-10-26","headline":"A quiet Monday","body":"Brokers slept.\n\nThey had lost much last week, they say."}
{"id":"year","date":"1990-01-05","headline":"Shares of 1987","body":"Brokers remember 1987 well. It was then that they lost much."}
END
    newsdex-index update --quiet --no-people days.jsonl
    # The very day before a week it is in; the year alone is not that day.
    [ "$(newsdex-query --format=ids about:1987-10-19 | tr '\n' ' ')" = "headline once among-many week " ]
    # Who says the year speaks of it more than who says a day of it.
    [ "$(newsdex-query --format=ids about:1987 | head -n 1)" = year ]
    # It combines with words by weight, and says no without.
    [ "$(newsdex-query --format=ids 'lost about:1987-10-19' | head -n 1)" = headline ]
    [ "$(newsdex-query --format=ids 'lost -about:1987-10' | tr '\n' ' ')" = "year " ]
    [ "$(newsdex-query --count 'brokers about:1987-10')" = 3 ]
    newsdex-query --explain about:1987 | grep -qx 'about:1987 is 1987-01-01..1987-12-31, as the articles speak of them, most central first'
    newsdex-index dump --id=headline --stage=terms | jq -e '[.terms[] | select(.term == "XT19871019" or .term == "XT1987") | .wdf] | .[0] < .[1]'
}

@test "with --tz timelines and facets count the days of that zone" {
    cat >night.jsonl <<'END'
{"id":"night","date":"2018-06-30T23:30:00-05:00","headline":"Night","body":"The lamp went out."}
{"id":"dawn","date":"2018-12-31T22:00:00+00:00","headline":"Dawn","body":"The lamp was lit."}
{"id":"day","date":"2018-12-31","headline":"Day","body":"The lamp needs no time."}
END
    newsdex-index update --quiet --no-people night.jsonl
    newsdex-query --timeline=day --format=csv 'lamp date:2018-06' | tr -d '\r' | grep -qx 2018-06-30,1
    newsdex-query --tz=UTC --timeline=day --format=csv 'lamp date:2018-07-01' | tr -d '\r' | diff - <(printf 'period,articles\n2018-07-01,1\n')
    newsdex-query --facet=year --format=csv lamp | tr -d '\r' | grep -q '^2018,3,'
    newsdex-query --tz=UTC+04:00 --facet=year --format=jsonl lamp | jq -s -e 'map([.value,.articles]) == [["2018",2],["2019",1]]'
    newsdex-query --tz=UTC+04:00 --facet=month --format=jsonl lamp | jq -s -e 'map(.value) == ["2018-07","2018-12","2019-01"]'
}

@test "every bar of a timeline can be asked back" {
    coast
    expect 0 newsdex-query --timeline=month --explain 'oil OR gas'
    says "2018-03           2  (oil OR gas) date:2018-03"
    says "2018-04           0  (oil OR gas) date:2018-04"
    printf 'oil\toil -gas\nall\t"two harbours"\n' >asked
    for period in week month quarter year; do
        newsdex-query --timeline=$period --explain --format=jsonl --batch=asked >bars
        jq -r '"\(.articles)\t\(.query)"' bars | sort -u >queries
        [ -s queries ]
        while IFS=$'\t' read -r articles query; do
            [ "$(newsdex-query --count "$query" || true)" = "$articles" ]
        done <queries
    done
    newsdex-query --timeline=year --explain --format=csv oil | tr -d '\r' | diff - <(printf 'period,articles,query\n2018,2,(oil) date:2018\n')
    newsdex-query --timeline=year --explain --format=csv | tr -d '\r' | grep -qx '2018,4,date:2018'
    expect 2 newsdex-query --timeline --explain --like=oil-1
}

@test "dates in numbers are read in the order that is set" {
    coast
    expect 2 newsdex-query --count date:9/3/2018
    says "2018-03-09"
    says "2018-09-03"
    expect 2 newsdex-query --count --date-order=ymd date:9/3/2018
    [ "$(newsdex-query --count --date-order=dmy date:9/3/2018)" = 1 ]
    expect 1 newsdex-query --count --date-order=mdy date:9/3/2018
    [ "$(newsdex-query --count --date-order=mdy --since=3/9/2018 --until=3/10/2018)" = 1 ]
    [ "$(newsdex-query --date-order=dmy --around=9/3/2018,1 --format=ids holm | head -1)" = oil-2 ]
    expect 2 newsdex-query --date-order=ydm oil
}

@test "the order of an archive's numeric dates can be set" {
    echo '{"id":"a","date":"3/4/2018","headline":"Quay","body":"A quay."}' >quay.jsonl
    newsdex-index dump --date-order=dmy quay.jsonl | jq -e '.day == "2018-04-03"'
    newsdex-index update --quiet --no-people quay.jsonl
    newsdex-query --format=jsonl quay | jq -e '.day == "2018-03-04"'
    newsdex-index rebuild --quiet --no-people --date-order=dmy quay.jsonl
    newsdex-query --format=jsonl quay | jq -e '.day == "2018-04-03"'
}

@test "where a date was taken from, and how precise it is, is shown" {
    mkdir -p loose/1963/04
    printf "A pier was built.\n" >loose/1963/04/pier.txt
    newsdex-index update --quiet --no-people loose/1963/04/pier.txt
    newsdex-query --format=jsonl pier | jq -e ".date_source == \"filename\" and .precision == \"month\""
    id=$(newsdex-query --format=ids pier)
    newsdex-query --show="$id" --format=jsonl | jq -e ".date_source == \"filename\" and .precision == \"month\""
    expect 0 newsdex-query --show="$id"
    says "1963-04 (month, from its filename)"
    [ "$(newsdex-query --format=tsv pier | head -1 | cut -f19,20)" = "date_source	precision" ]
}

@test "dates are filtered by where they were taken from and how precise they are" {
    coast
    mkdir -p old/1963/04 loose
    printf "A pier was built.\n" >old/1963/04/pier.txt
    printf "A pier was lost.\n" >loose/pier.txt
    newsdex-index update --quiet --no-people coast.jsonl old loose
    [ "$(ids pier date_source:filename)" = "old/1963/04/pier.txt " ]
    [ "$(ids pier precision:month)" = "old/1963/04/pier.txt " ]
    [ "$(ids pier date_source:mtime precision:day)" = "loose/pier.txt " ]
    [ "$(ids precision:time)" = "oil-1 " ]
    [ "$(ids 'precision:day -date_source:mtime storm')" = "oil-2 " ]
    expect 2 newsdex-query precision:week
    says "precision: needs year, month, day or time"
    expect 0 newsdex-query --fields
    says "precision:day"
    newsdex-index check --deep
}

@test "an alert tells what is new once" {
    coast
    expect 0 newsdex-query --since-last=desk holm
    says "3 articles"
    expect 1 newsdex-query --since-last=desk holm
    says_nothing
    echo '{"id":"new-1","date":"2018-08-01","headline":"Holm resigns","body":"Peter Holm left the party."}' >>coast.jsonl
    newsdex-index update --quiet --no-people coast.jsonl
    expect 0 newsdex-query --since-last=desk --format=ids holm
    [ "$output" = new-1 ]
    expect 2 newsdex-query --since-last=../desk holm
}

@test "several indexes are asked as one" {
    coast
    story other/a.txt "Oil on the beach" "Oil was washed ashore."
    newsdex-index --db=second update --quiet other
    [ "$(newsdex-query --db="$NEWSDEX_DB" --db=second --count oil)" = 3 ]
}

@test "hostile queries are answered in good time" {
    coast
    run newsdex-query "$(printf '(%.0s' $(seq 2000))"
    [ "$status" -eq 2 ]
    run newsdex-query 'a* b* c* *d* *e* ?f?'
    [ "$status" -le 1 ]
    run newsdex-query "$(seq -s ' ' 10000)"
    [ "$status" -eq 2 ]
    run newsdex-query "$(printf '\377\376')"
    [ "$status" -eq 2 ]
}

@test "help lists every option" {
    expect 0 newsdex-query --help
    for option in count show timeline facet kwic like earlier batch explain fields limit offset sort seed since until around any expand collapse format tz color pager width db; do
        says "--$option"
    done
    expect 0 newsdex-query --version
    expect 0 newsdex-query --fields
    says 'headline:'
}

@test "bash completes names of people, behind who: with hyphens" {
    coast
    newsdex-query --generate=bash >completion
    source completion
    complete_words() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _newsdex_query 2>/dev/null; echo "${COMPREPLY[*]}"; }
    [ "$(complete_words newsdex-query who : hol)" = "anna-holm peter-holm" ]
    [ "$(complete_words newsdex-query who : anna-h)" = anna-holm ]
    [ "$(complete_words newsdex-query --with = berg)" = 'Jan\ Bergström' ]
    [ "$(ids who:anna-holm)" = "$(ids 'who:"Anna Holm"')" ]
    bash -c 'source completion; complete -p newsdex-query' >complete
    ! newsdex-query --help | grep -q complete-people
}

@test "a full name that only a surname fits is asked about" {
    printf '%s\n' '{"id":"b1","people":["James Baker"],"body":"A tax."}' '{"id":"b2","people":["Baker"],"body":"A loaf."}' \
        '{"id":"b3","people":["Howard Baker"],"body":"A staff."}' >bakers.jsonl
    export NEWSDEX_DB=bakers.index
    newsdex-index update --quiet --no-people bakers.jsonl
    expect 0 newsdex-query 'who:"Jmaes Baker"'
    says 'nobody is called Jmaes Baker in full; did you mean: who:"James Baker"'
    expect 0 newsdex-query 'who:"James Baker"'
    ! says "did you mean"
}

@test "people.conf says who is who, from the next update on and for a rebuild too" {
    mkdir -p conf night
    printf '%s\n' '{"id":"n1","people":["Norma Jean"],"body":"A star spoke."}' '{"id":"n2","people":["Marilyn Monroe"],"body":"A star sang."}' \
        '{"id":"n3","people":["Pier Street"],"body":"A street."}' >night/stars.jsonl
    printf '[source stars]\npath = ../night\n' >conf/config
    export NEWSDEX_DB=stars.index
    newsdex-index update --quiet --no-people --config=conf/config
    [ "$(ids 'who:"Marilyn Monroe"')" = "n2 " ]
    printf '# who is who\nsame: Marilyn Monroe | Norma Jean\nnever: Pier Street  # a street\n' >conf/people.conf
    newsdex-index update --quiet --config=conf/config
    [ "$(ids 'who:"Norma Jean"')" = "n1 n2 " ]
    [ "$(ids 'who:="Norma Jean"')" = "n1 " ]
    newsdex-query --facet=people --format=tsv --sort=oldest 'star OR street' | cut -f1,2 | diff - <(printf 'value\tarticles\nMarilyn Monroe\t2\n')
    newsdex-query --format=jsonl spoke | jq -e '.people == ["Marilyn Monroe"]'
    newsdex-index rebuild --quiet --no-people --config=conf/config
    [ "$(ids 'who:"Norma Jean"')" = "n1 n2 " ]
    newsdex-index remove --quiet --id=n2
    [ "$(ids 'who:"Marilyn Monroe"')" = "n1 " ]
    printf 'same: Marilyn Monroe | ...\n' >conf/people.conf
    expect 2 newsdex-index update --config=conf/config
    says "conf/people.conf:1:24: no name in"
    rm conf/people.conf
    newsdex-index update --quiet --config=conf/config
    [ "$(ids 'who:"Norma Jean"')" = "n1 " ]
}

# namesakes FOLDER: a bishop and a goalkeeper of one name, a secretary and a senator of one surname; some articles do not say who.
namesakes() {
    mkdir -p "$1"
    for month in 1 2 3; do
        cat <<END
{"id":"b$month","date":"2001-0$month-05","body":"Bishop John Smith blessed the new school on Sunday. Smith said the children had waited."}
{"id":"g$month","date":"2001-0$month-06","body":"John Smith, the goalkeeper, saved two penalties on Saturday. The crowd carried Smith off the field."}
{"id":"t$month","date":"2001-0$month-07","body":"Treasury Secretary James Baker said on Monday that the dollar was high enough."}
{"id":"s$month","date":"2001-0$month-08","body":"Senator Howard Baker said on Monday that the vote would come soon."}
END
    done >"$1/full.jsonl"
    cat >"$1/short.jsonl" <<END
{"id":"x1","date":"2001-06-01","body":"John Smith was seen in London on Saturday. He said nothing to reporters."}
{"id":"x2","date":"2001-06-02","body":"Treasury Secretary Baker left on Tuesday. The markets were calm."}
{"id":"x3","date":"2001-06-03","body":"Senator Baker left on Tuesday. The vote was quiet."}
{"id":"x4","date":"2001-06-04","body":"Mr. Baker left on Tuesday. The street was quiet."}
END
}

@test "people of one name are told apart by the roles stated with it" {
    export NEWSDEX_DB=namesakes.index
    namesakes papers
    newsdex-index update --quiet papers
    [ "$(ids 'who:"John Smith"')" = "b1 b2 b3 g1 g2 g3 x1 " ]
    [ "$(ids 'who:="John Smith (bishop)"')" = "b1 b2 b3 " ]
    [ "$(ids 'who:"John Smith (Archbishop)"')" = "b1 b2 b3 " ]
    [ "$(ids 'who:"John Smith (goalkeeper)" -who:"John Smith (bishop)"')" = "g1 g2 g3 " ]
    [ "$(ids 'who:"John Smith (plumber)"')" = "b1 b2 b3 g1 g2 g3 x1 " ]
    [ "$(ids 'who:"James Baker"')" = "t1 t2 t3 x2 " ]
    [ "$(ids 'who:"Howard Baker"')" = "s1 s2 s3 x3 " ]
    [ "$(ids 'who:"Baker (senator)"')" = "s1 s2 s3 x3 " ]
    [ "$(ids 'who:baker')" = "s1 s2 s3 t1 t2 t3 x2 x3 x4 " ]
    expect 0 newsdex-query --explain 'who:"John Smith"'
    says "stands for John Smith (bishop) (3), John Smith (goalkeeper) (3), John Smith (1); also by the names john smith (3, bishop), john smith (3, goalkeeper)"
    newsdex-query --facet=people --format=tsv 'date:2001' | cut -f1,2,3 | sort | diff - <(sort <<END
value	articles	of
James Baker	4	4
Howard Baker	4	4
John Smith (bishop)	3	3
John Smith (goalkeeper)	3	3
John Smith	1	1
Baker	1	1
END
    )
    newsdex-query --format=jsonl penalties | jq -e '.people == ["John Smith (goalkeeper)"]'
    newsdex-query --show=x1 | grep -q 'John Smith'
}

@test "namesakes are one person again when the evidence goes, or the user says so" {
    mkdir -p conf
    printf '[source papers]\npath = ../papers\n' >conf/config
    export NEWSDEX_DB=namesakes.index
    namesakes papers
    newsdex-index update --quiet --config=conf/config
    [ "$(ids 'who:"John Smith (bishop)"')" = "b1 b2 b3 " ]
    newsdex-index remove --quiet --id=g1
    [ "$(ids 'who:"John Smith (bishop)"')" = "b1 b2 b3 g2 g3 x1 " ]
    newsdex-index update --quiet --config=conf/config
    newsdex-index rebuild --quiet --config=conf/config
    [ "$(ids 'who:"John Smith (bishop)"')" = "b1 b2 b3 " ]
    printf 'same: John Smith | John Smith\n' >conf/people.conf
    newsdex-index update --quiet --config=conf/config
    newsdex-query --facet=people --format=tsv 'smith' | cut -f1,2 | diff - <(printf 'value\tarticles\nJohn Smith\t7\n')
}

@test "where neither year nor role tells whom a name means, the company it keeps does" {
    export NEWSDEX_DB=company.index
    mkdir -p papers
    for month in 1 2 3; do
        cat <<END
{"id":"t$month","date":"2001-0$month-07","body":"James Baker met Nicholas Brady on Monday. Baker said the dollar was high enough."}
{"id":"s$month","date":"2001-0$month-08","body":"Howard Baker spoke with Robert Byrd on Monday. The vote would come soon, Baker said."}
{"id":"b$month","date":"2001-0$month-05","body":"Bishop John Smith blessed the new school with Anna Holm on Sunday."}
{"id":"g$month","date":"2001-0$month-06","body":"John Smith, the goalkeeper, saved two penalties on Saturday. Carl Lund scored."}
END
    done >papers/full.jsonl
    newsdex-index update --quiet papers
    cat >papers/short.jsonl <<END
{"id":"x1","date":"2001-06-01","body":"Mr. Baker and Nicholas Brady left together on Tuesday. The markets were calm."}
{"id":"x2","date":"2001-06-02","body":"Mr. Baker and Robert Byrd left together on Tuesday. The vote was quiet."}
{"id":"x3","date":"2001-06-03","body":"Mr. Baker, Nicholas Brady and Robert Byrd left together on Tuesday. All was quiet."}
{"id":"x4","date":"2001-06-04","body":"John Smith and Carl Lund trained on Tuesday. All was quiet."}
END
    newsdex-index update --quiet papers
    [ "$(ids 'who:"James Baker"')" = "t1 t2 t3 x1 " ]
    [ "$(ids 'who:"Howard Baker"')" = "s1 s2 s3 x2 " ]
    [ "$(ids 'who:"John Smith (goalkeeper)"')" = "g1 g2 g3 x4 " ]
    expect 0 newsdex-query --explain 'who:"James Baker"'
    says "baker (2000-2002, with nicholas brady)"
    newsdex-query --facet=people --format=tsv 'baker OR smith' | cut -f1,2,3 | grep 'Baker\|Smith' | sort | diff - <(sort <<END
Baker	1	1
Howard Baker	4	4
James Baker	4	4
John Smith (bishop)	3	3
John Smith (goalkeeper)	4	4
END
    )
    newsdex-query --format=jsonl trained | jq -e '.people | sort == ["Carl Lund", "John Smith (goalkeeper)"]'
    newsdex-query --format=jsonl '"vote was quiet"' | jq -e '.people | sort == ["Howard Baker", "Robert Byrd"]'
    newsdex-index remove --quiet --id=s1 --id=s2
    [ "$(ids 'who:"Howard Baker"')" = "s3 " ]
}
