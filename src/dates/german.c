/* German: words and rules of dates in running text. How to read the tables: rules.h. */
#include "rules.h"

static const word_row WORDS[] = {
    {S_MONTH, "januar=1 jänner=1 februar=2 märz=3 april=4 mai=5 juni=6 juli=7 august=8 september=9 oktober=10 november=11 dezember=12 "
              "Jan.=1 Feb.=2 Apr.=4 Aug.=8 Sept.=9 Okt.=10 Nov.=11 Dez.=12"},
    {S_CLEARMONTH, "januar=1 jänner=1 februar=2 märz=3 april=4 mai=5 juni=6 juli=7 september=9 oktober=10 november=11 dezember=12"},
    {S_WEEKDAY, "montag=0 dienstag=1 mittwoch=2 donnerstag=3 freitag=4 samstag=5 sonnabend=5 sonntag=6"},
    {S_WEEKDAYS, "montags=0 dienstags=1 mittwochs=2 donnerstags=3 freitags=4 samstags=5 sonntags=6"},
    {S_SEASON, "frühling=SPRING frühjahr=SPRING sommer=SUMMER herbst=AUTUMN winter=WINTER"},
    {S_UNIT, "minute=MINUTE stunde=HOUR tag=DAY tages=DAY woche=WEEK wochenende=WEEKEND monat=MONTH monats=MONTH quartal=QUARTER jahr=YEAR jahres=YEAR "
             "jahrzehnt=DECADE jahrhundert=CENTURY"},
    {S_UNITS, "sekunden=SECOND minuten=MINUTE stunden=HOUR tage=DAY tagen=DAY wochen=WEEK monate=MONTH monaten=MONTH quartale=QUARTER jahre=YEAR "
              "jahren=YEAR jahrzehnte=DECADE jahrzehnten=DECADE jahrhunderte=CENTURY"},
    {S_DAYPART, "vormittag=0 mittag=1 nachmittag=2 abend=3 nacht=4"},
    {S_WHICH, "letzte=-1 letzten=-1 letzter=-1 letztes=-1 vergangene=-1 vergangenen=-1 vergangener=-1 vergangenes=-1 vorige=-1 vorigen=-1 "
              "diese=0 dieser=0 dieses=0 diesen=0 diesem=0 nächste=1 nächsten=1 nächster=1 nächstes=1 kommende=1 kommenden=1 kommendes=1"},
    {S_PART, "anfang=EARLY beginn=EARLY mitte=MID ende=LATE"},
    {S_ORDINAL, "erste=1 ersten=1 erstes=1 zweite=2 zweiten=2 zweites=2 dritte=3 dritten=3 drittes=3 vierte=4 vierten=4 viertes=4"},
    {S_NUMBER, "ein=1 eine=1 einem=1 einer=1 einen=1 zwei=2 drei=3 vier=4 fünf=5 sechs=6 sieben=7 acht=8 neun=9 zehn=10 elf=11 zwölf=12 zwanzig=20 "
               "dreißig=30 vierzig=40 fünfzig=50 sechzig=60"},
    {S_SCALE, "hundert=100 tausend=1000"},
    {S_QUANT, "wenige=-1 wenigen=-1 einige=-1 einigen=-1 mehrere=-1 mehreren=-1"},
    {S_DEICTIC, "heute=0 gestern=-1 vorgestern=-2 übermorgen=2"},
    {S_NOW, "jetzt derzeit gegenwärtig"},
    {S_PAST, "kürzlich neulich"},
    {S_FUTURE, "demnächst"},
    {S_FREQ, "täglich=DAY wöchentlich=WEEK monatlich=MONTH jährlich=YEAR"},
    {S_FEAST, "weihnachten=CHRISTMAS ostern=EASTER pfingsten=PENTECOST karfreitag=GOOD_FRIDAY silvester=NEW_YEARS_EVE heiligabend=CHRISTMAS_EVE"},
    {S_DECADEWORD, "zwanziger=20 dreißiger=30 vierziger=40 fünfziger=50 sechziger=60 siebziger=70 achtziger=80 neunziger=90"},
    {S_NOON, "mitternacht=24"},
    {S_MOD, "etwa rund fast ungefähr knapp"},
    {S_PREP, "im in seit bis von vom ab um vor nach und zwischen jahr jahre anfang mitte ende gegen ( -"},
    {S_CUE, "wird=1 werden=1 werde=1 würde=1 würden=1 soll=1 sollen=1 will=1 wollen=1 geplant=1 "
            "war=-1 waren=-1 hatte=-1 hatten=-1 hat=-1 haben=-1 wurde=-1 wurden=-1 sagte=-1 worden=-1 ist=-1"},
    {S_NOTDATE, "menschen euro dollar mark kilometer meter einwohner tote verletzte soldaten seite flug prozent"},
    {S_APOSTROPHE, "'"},
};

#define MONTH_DAY "DAY . MONTH"

static const rule_row RULES[] = {
    {"TIME", OP_CALENDAR, "( WEEKDAY ,? ( den )? )? " MONTH_DAY " YEAR? ,? um? CLOCK", ""},
    {"DATE", OP_CALENDAR, "( WEEKDAY ,? ( den | dem )? )? " MONTH_DAY " YEAR?", ""},
    {"DATE", OP_NUMERIC, "NUMERIC", ""},
    {"DATE", OP_CALENDAR, "PART? MONTH YEAR", ""},
    {"DATE", OP_CALENDAR, "PART MONTH", ""},
    {"DATE", OP_CALENDAR, "MONTH WHICH jahres", "UNIT=YEAR"},
    {"DATE", OP_CALENDAR, "WHICH MONTH", ""},
    {"DATE", OP_CALENDAR, "CLEARMONTH", ""},
    {"DATE", OP_CALENDAR, "{im|seit|bis|ab|vom} MONTH", ""},
    {"DATE", OP_CALENDAR, "WHICH? WEEKDAY", ""},
    {"TIME", OP_CALENDAR, "WEEKDAY DAYPART", ""},
    {"TIME", OP_CALENDAR, "WEEKDAY morgen", "DAYPART=0"},
    {"DATE", OP_DEICTIC, "DEICTIC", ""},
    {"DATE", OP_DEICTIC, "{!guten|am|WEEKDAY|DEICTIC|der|dem|den|jeden} morgen", "DEICTIC=1"},
    {"TIME", OP_DEICTIC, "DEICTIC DAYPART", ""},
    {"TIME", OP_DEICTIC, "DEICTIC morgen|früh", "DAYPART=0"},
    {"TIME", OP_DAYPART, "WHICH DAYPART", ""},
    {"TIME", OP_DAYPART, "{um|gegen|bis|seit|ab|vor|nach} CLOCK", ""},
    {"DATE", OP_CALENDAR, "der? SEASON YEAR", ""},
    {"DATE", OP_CALENDAR, "WHICH SEASON", ""},
    {"DATE", OP_CALENDAR, "{im|seit} SEASON", ""},
    {"DATE", OP_CALENDAR, "PART YEAR {!NOTDATE}", ""},
    {"DATE", OP_CALENDAR, "YEAR {!NOTDATE}", ""},
    {"DATE", OP_SPAN, "PART? WHICH UNIT", ""},
    {"DATE", OP_SPAN, "PART des jahres", "WHICH=0 UNIT=YEAR"},
    {"DATE", OP_SPAN, "PART des monats", "WHICH=0 UNIT=MONTH"},
    {"DATE", OP_QUARTER, "( das | des )? ORDINAL quartal|quartals ( des jahres )? YEAR?", ""},
    {"DATE", OP_AWAY, "vor MOD? COUNT ( UNIT | UNITS )", "AGO=-1"},
    {"DATE", OP_AWAY, "in COUNT ( UNIT | UNITS )", "AGO=1"},
    {"DATE", OP_AWAY, "COUNT ( UNIT | UNITS ) später", "SHIFT=1"},
    {"DATE", OP_AWAY, "COUNT ( UNIT | UNITS ) zuvor", "SHIFT=-1"},
    {"DURATION", OP_DURATION, "MOD? COUNT ( UNIT | UNITS )", ""},
    {"DURATION", OP_DURATION, "( die | den )? WHICH COUNT UNITS", ""},
    {"DATE", OP_DECADE, "( die | den | der )? DECADE ( jahre | jahren )?", ""},
    {"DATE", OP_CENTURY, "( das | dem | des )? DAY . jahrhundert|jahrhunderts", ""},
    {"DATE", OP_REF, "NOW", ""},
    {"DATE", OP_REF, "PAST", ""},
    {"DATE", OP_REF, "FUTURE", ""},
    {"SET", OP_SET, "jeden|jede|jedes ( UNIT | WEEKDAY | MONTH )", ""},
    {"SET", OP_SET, "FREQ", ""},
    {"SET", OP_SET, "WEEKDAYS", ""},
    {"DATE", OP_FEAST, "FEAST YEAR?", ""},
};

const language_rules rules_german = {"de", WORDS, NDX_COUNT(WORDS), RULES, NDX_COUNT(RULES), "", ""};
