/* French: words and rules of dates in running text. How to read the tables: rules.h. */
#include "rules.h"

static const word_row WORDS[] = {
    {S_MONTH, "janvier=1 février=2 fevrier=2 mars=3 avril=4 mai=5 juin=6 juillet=7 août=8 aout=8 septembre=9 octobre=10 novembre=11 "
              "décembre=12 decembre=12 janv.=1 févr.=2 avr.=4 juil.=7 sept.=9 oct.=10 nov.=11 déc.=12"},
    {S_CLEARMONTH, "janvier=1 février=2 avril=4 juin=6 juillet=7 août=8 septembre=9 octobre=10 novembre=11 décembre=12"},
    {S_WEEKDAY, "lundi=0 mardi=1 mercredi=2 jeudi=3 vendredi=4 samedi=5 dimanche=6"},
    {S_WEEKDAYS, "lundis=0 mardis=1 mercredis=2 jeudis=3 vendredis=4 samedis=5 dimanches=6"},
    {S_SEASON, "printemps=SPRING été=SUMMER automne=AUTUMN hiver=WINTER"},
    {S_UNIT, "minute=MINUTE heure=HOUR jour=DAY journée=DAY semaine=WEEK week-end=WEEKEND mois=MONTH trimestre=QUARTER an=YEAR année=YEAR "
             "décennie=DECADE siècle=CENTURY"},
    {S_UNITS, "secondes=SECOND minutes=MINUTE heures=HOUR jours=DAY semaines=WEEK mois=MONTH trimestres=QUARTER ans=YEAR années=YEAR "
              "décennies=DECADE siècles=CENTURY"},
    {S_DAYPART, "matin=0 matinée=0 après-midi=2 soir=3 soirée=3 nuit=4"},
    {S_WHICH, "dernier=-1 dernière=-1 passé=-1 passée=-1 ce=0 cet=0 cette=0 prochain=1 prochaine=1"},
    {S_OTHER, "précédent=-1 précédente=-1 même=0 suivant=1 suivante=1"},
    {S_PART, "début=EARLY mi=MID milieu=MID fin=LATE"},
    {S_ORDINAL, "premier=1 première=1 deuxième=2 second=2 troisième=3 quatrième=4 xviie=17 xviiie=18 xixe=19 xxe=20 xxie=21"},
    {S_NUMBER, "un=1 une=1 deux=2 trois=3 quatre=4 cinq=5 six=6 sept=7 huit=8 neuf=9 dix=10 onze=11 douze=12 treize=13 quatorze=14 quinze=15 "
               "seize=16 vingt=20 trente=30 quarante=40 cinquante=50 soixante=60"},
    {S_SCALE, "cent=100 mille=1000"},
    {S_QUANT, "quelques=-1 plusieurs=-1"},
    {S_DEICTIC, "hier=-1 demain=1"},
    {S_NOW, "maintenant actuellement désormais"},
    {S_PAST, "récemment"},
    {S_FEAST, "noël=CHRISTMAS pâques=EASTER pentecôte=PENTECOST"},
    {S_NOON, "midi=12 minuit=24"},
    {S_MOD, "environ presque"},
    {S_PREP, "en depuis dès de du pour jusqu fin début mi avant après vers à au entre et ou l d ( -"},
    {S_CUE, "sera=1 seront=1 aura=1 auront=1 va=1 vont=1 doit=1 devrait=1 prévu=1 prévue=1 "
            "a=-1 ont=-1 avait=-1 avaient=-1 était=-1 étaient=-1 été=-1 fut=-1"},
    {S_NOTDATE, "personnes euros dollars francs km kilomètres mètres habitants morts blessés soldats page vol"},
    {S_APOSTROPHE, "'"},
};

#define MONTH_DAY "DAY MONTH"
#define LAST_WEEK "( ( la | le | l ' )? UNIT WHICH | WHICH UNIT )"

static const rule_row RULES[] = {
    {"TIME", OP_CALENDAR, "( WEEKDAY ,? )? " MONTH_DAY " YEAR? à CLOCK", ""},
    {"DATE", OP_CALENDAR, "( WEEKDAY ,? )? " MONTH_DAY " YEAR?", ""},
    {"DATE", OP_CALENDAR, "( WEEKDAY ,? )? " MONTH_DAY " WHICH", ""},
    {"DATE", OP_NUMERIC, "NUMERIC", ""},
    {"DATE", OP_CALENDAR, "( la? PART du? | le? PART de | PART - )? MONTH YEAR", ""},
    {"DATE", OP_CALENDAR, "( la? PART du? | le? PART de | PART - ) MONTH", ""},
    {"DATE", OP_CALENDAR, "MONTH WHICH", ""},
    {"DATE", OP_CALENDAR, "CLEARMONTH", ""},
    {"DATE", OP_CALENDAR, "{en|depuis|dès|fin|début} MONTH", ""},
    {"DATE", OP_CALENDAR, "WEEKDAY WHICH?", ""},
    {"DATE", OP_CALENDAR, "WEEKDAY OTHER", ""},
    {"TIME", OP_CALENDAR, "WEEKDAY DAYPART", ""},
    {"DATE", OP_DEICTIC, "DEICTIC", ""},
    {"DATE", OP_DEICTIC, "aujourd ' hui", "DEICTIC=0"},
    {"DATE", OP_DEICTIC, "avant - hier", "DEICTIC=-2"},
    {"DATE", OP_DEICTIC, "après - demain", "DEICTIC=2"},
    {"TIME", OP_DEICTIC, "DEICTIC DAYPART", ""},
    {"TIME", OP_DAYPART, "WHICH DAYPART", ""},
    {"TIME", OP_DAYPART, "la nuit dernière", "WHICH=-1 DAYPART=4"},
    {"TIME", OP_DAYPART, "{à|vers|dès|avant|après} CLOCK", ""},
    {"DATE", OP_CALENDAR, "( l ' | le )? SEASON de? YEAR", ""},
    {"DATE", OP_CALENDAR, "WHICH SEASON", ""},
    {"DATE", OP_CALENDAR, "( l ' | le )? SEASON WHICH", ""},
    {"DATE", OP_CALENDAR, "( la? PART | le? PART de | la? PART de ) YEAR {!NOTDATE}", ""},
    {"DATE", OP_CALENDAR, "{PREP} YEAR {!NOTDATE}", ""},
    {"DATE", OP_CALENDAR, "( l ' )? année YEAR", ""},
    {"DATE", OP_CALENDAR, "YEAR {!NOTDATE}", ""},
    {"DATE", OP_SPAN, LAST_WEEK, ""},
    {"DATE", OP_SPAN, "la? PART de " LAST_WEEK, ""},
    {"DATE", OP_SPAN, "( la | le | l ' ) UNIT OTHER", ""},
    {"DATE", OP_SPAN, "le week - end WHICH?", "UNIT=WEEKEND WHICH=-1"},
    {"DATE", OP_QUARTER, "le? ORDINAL trimestre ( de )? YEAR?", ""},
    {"DATE", OP_AWAY, "il y a MOD? COUNT ( UNIT | UNITS )", "AGO=-1"},
    {"DATE", OP_AWAY, "dans COUNT ( UNIT | UNITS )", "AGO=1"},
    {"DATE", OP_AWAY, "COUNT ( UNIT | UNITS ) plus tard", "SHIFT=1"},
    {"DATE", OP_AWAY, "COUNT ( UNIT | UNITS ) auparavant", "SHIFT=-1"},
    {"DURATION", OP_DURATION, "MOD? COUNT ( UNIT | UNITS )", ""},
    {"DURATION", OP_DURATION, "( les | ces ) COUNT? dernières? derniers? UNITS", "COUNT=-1"},
    {"DATE", OP_DECADE, "( les )? années DECADE", ""},
    {"DATE", OP_DECADE, "( les )? années DIGITS", ""},
    {"DATE", OP_CENTURY, "le? DAY siècle", ""},
    {"DATE", OP_REF, "NOW", ""},
    {"DATE", OP_REF, "PAST", ""},
    {"SET", OP_SET, "chaque ( UNIT | WEEKDAY | MONTH )", ""},
    {"SET", OP_SET, "tous les ( UNITS | WEEKDAYS )", ""},
    {"DATE", OP_FEAST, "FEAST YEAR?", ""},
};

const language_rules rules_french = {"fr", WORDS, NDX_COUNT(WORDS), RULES, NDX_COUNT(RULES), "", ""};
