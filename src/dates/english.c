/* English: words and rules of dates in running text. How to read the tables: rules.h. */
#include "rules.h"

static const word_row WORDS[] = {
    {S_MONTH,
     "January=1 February=2 March=3 April=4 May=5 June=6 July=7 August=8 September=9 October=10 November=11 December=12 "
     "Jan.=1 Feb.=2 Mar.=3 Apr.=4 Jun.=6 Jul.=7 Aug.=8 Sep.=9 Sept.=9 Oct.=10 Nov.=11 Dec.=12"},
    {S_CLEARMONTH,
     "January=1 February=2 April=4 June=6 July=7 August=8 September=9 October=10 November=11 December=12 "
     "Jan.=1 Feb.=2 Aug.=8 Sept.=9 Oct.=10 Nov.=11 Dec.=12"},
    {S_WEEKDAY, "Monday=0 Tuesday=1 Wednesday=2 Thursday=3 Friday=4 Saturday=5 Sunday=6 "
                "Mon.=0 Tue.=1 Tues.=1 Wed.=2 Thu.=3 Thur.=3 Thurs.=3 Fri.=4"},
    {S_WEEKDAYS, "Mondays=0 Tuesdays=1 Wednesdays=2 Thursdays=3 Fridays=4 Saturdays=5 Sundays=6"},
    {S_SEASON, "spring=SPRING summer=SUMMER autumn=AUTUMN fall=AUTUMN winter=WINTER"},
    {S_UNIT,
     "minute=MINUTE hour=HOUR day=DAY weekend=WEEKEND week=WEEK fortnight=FORTNIGHT month=MONTH quarter=QUARTER year=YEAR decade=DECADE century=CENTURY millennium=MILLENNIUM"},
    {S_UNITS,
     "seconds=SECOND minutes=MINUTE hours=HOUR days=DAY weekends=WEEKEND weeks=WEEK fortnights=FORTNIGHT months=MONTH quarters=QUARTER years=YEAR decades=DECADE centuries=CENTURY "
     "mins.=MINUTE yrs.=YEAR"},
    {S_DAYPART, "morning=0 afternoon=2 evening=3 night=4"},
    {S_DAYPARTS, "mornings=0 afternoons=2 evenings=3 nights=4"},
    {S_WHICH, "last=-1 past=-1 this=0 current=0 present=0 next=1 coming=1 upcoming=1"},
    {S_OTHER, "previous=-1 preceding=-1 prior=-1 same=0 following=1 ensuing=1 subsequent=1"},
    {S_PART, "early=EARLY beginning=EARLY start=EARLY mid=MID middle=MID late=LATE end=LATE latter=LATE"},
    {S_ORDINAL,
     "first=1 second=2 third=3 fourth=4 fifth=5 sixth=6 seventh=7 eighth=8 ninth=9 tenth=10 eleventh=11 twelfth=12 "
     "thirteenth=13 fourteenth=14 fifteenth=15 sixteenth=16 seventeenth=17 eighteenth=18 nineteenth=19 twentieth=20 thirtieth=30"},
    {S_NUMBER,
     "one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 thirteen=13 fourteen=14 "
     "fifteen=15 sixteen=16 seventeen=17 eighteen=18 nineteen=19 twenty=20 thirty=30 forty=40 fifty=50 sixty=60 seventy=70 "
     "eighty=80 ninety=90 a=1 an=1"},
    {S_SCALE, "dozen=12 hundred=100 thousand=1000"},
    {S_QUANT, "few=-1 several=-1 couple=4 many=-1 some=-1 recent=-1"},
    {S_DEICTIC, "today=0 yesterday=-1 tomorrow=1"},
    {S_NOW, "now currently nowadays"},
    {S_PAST, "recently"},
    {S_FUTURE, "future"},
    {S_EVERY, "every each"},
    {S_FREQ, "hourly=HOUR daily=DAY weekly=WEEK monthly=MONTH yearly=YEAR"},
    {S_FEAST,
     "Christmas=CHRISTMAS Easter=EASTER Thanksgiving=THANKSGIVING Halloween=HALLOWEEN Pentecost=PENTECOST Epiphany=EPIPHANY"},
    {S_AGO, "ago=-1"},
    {S_SHIFT, "earlier=-1 later=1 afterward=1 afterwards=1"},
    {S_DECADEWORD,
     "twenties=20 thirties=30 forties=40 fifties=50 sixties=60 seventies=70 eighties=80 nineties=90"},
    {S_NOON, "noon=12 midday=12 midnight=24"},
    {S_ZONE, "local=2 eastern=2 central=2 pacific=2 EST EDT CST CDT MST MDT PST PDT GMT UTC BST CET"},
    {S_AMPM, "am=0 pm=12"},
    {S_MOD, "about around approximately nearly almost roughly"},
    {S_MORE, "more additional consecutive straight full whole trading working business"},
    /* 0: a name may follow as well */
    {S_PREP,
     "in of by=0 since until till from=0 to=0 through during for before after between around at late early mid and=0 or=0 on about "
     "last next this each every within than over take takes took lasted lasts least wait until ( -"},
    /* 1: what is spoken of lies ahead, -1: behind, 2: ahead when "to" follows ("is to meet") */
    {S_CUE,
     "will=1 'll=1 wo=1 shall=1 would=1 plan=2 plans=2 planned=1 planning=1 scheduled=1 due=1 expected=2 expects=2 expect=2 upcoming=1 going=1 "
     "until=1 soon=1 is=2 are=2 be=2 "
     "was=-1 were=-1 had=-1 did=-1 said=-1 has=-1 have=-1 been=-1 told=-1 brought=-1 took=-1 came=-1 went=-1 made=-1 got=-1 gave=-1 "
     "found=-1 fell=-1 rose=-1 won=-1 lost=-1 began=-1 held=-1 led=-1 left=-1 met=-1 paid=-1 ran=-1 saw=-1 sent=-1 shot=-1 sold=-1 "
     "spoke=-1 stood=-1 struck=-1 thought=-1 wrote=-1 became=-1 broke=-1 built=-1 bought=-1 chose=-1 drew=-1 drove=-1 fought=-1 "
     "flew=-1 grew=-1 heard=-1 kept=-1 knew=-1 laid=-1 rode=-1 sat=-1 shook=-1 spent=-1 stole=-1 swept=-1 taught=-1 threw=-1 "
     "understood=-1 wore=-1 set=-1 hit=-1 cut=-1 put=-1 shut=-1 died=-1"},
    {S_NOTDATE,
     "shares people percent points miles feet dollars pounds troops soldiers meters metres tons tonnes cases jobs workers "
     "employees members votes seats homes dead deaths victims students passengers square cubic rpm mph copies units barrels "
     "flight page pages room gate number channel highway route extension section chapter boeing windows "
     "minutes ounces acres yards million billion trillion times deutsche yen francs"},
    {S_APOSTROPHE, "'"},
};

/* Pieces of patterns that many rules share. */
#define MONTH_DAY "( MONTH the? DAY | the? DAY of? MONTH )"
#define PARTLY "( the? PART of the? | PART - | the? PART part of the? | the? PART half of the? | PART )"
#define FISCAL_Q "( fiscal -? )? "
#define NTH_QUARTER "ORDINAL -? quarter"
#define SOME                                                                                                 \
    "( MOD | more than | less than | at least | at most | up to | as long as | no more than | fewer than )? "

static const rule_row RULES[] = {
    /* whole dates */
    {"TIME", OP_CALENDAR, "CLOCK ,? on? ( WEEKDAY ,? )? " MONTH_DAY " ( ,? YEAR )?", ""},
    {"TIME", OP_CALENDAR, "( WEEKDAY ,? )? " MONTH_DAY " ( ,? YEAR )? ,? at? CLOCK", ""},
    {"DATE", OP_CALENDAR, "( WEEKDAY ,? )? " MONTH_DAY " ,? of? YEAR {!NOTDATE}", ""},
    {"DATE", OP_CALENDAR, "( WEEKDAY ,? )? " MONTH_DAY " ,? of? WHICH UNIT", ""},
    {"DATE", OP_CALENDAR, "( WEEKDAY ,? )? " MONTH_DAY, ""},
    {"DATE", OP_CALENDAR, "( this coming | WHICH )? WEEKDAY ,? " MONTH_DAY, ""},
    {"DATE", OP_CALENDAR, "WHICH " MONTH_DAY, ""},
    {"DATE", OP_CALENDAR, "MONTH DAY - DIGITS ,? YEAR", ""},
    {"DATE", OP_CALENDAR, "DAY - MONTH - YEAR", ""},
    {"DATE", OP_CALENDAR, "the week of " MONTH_DAY " ( ,? YEAR )?", "UNIT=WEEK"},
    {"DATE", OP_CALENDAR, "the weekend of " MONTH_DAY " ( ,? YEAR )?", "UNIT=WEEKEND"},
    {"TIME", OP_CALENDAR, MONTH_DAY " DAYPART", ""},
    {"DATE", OP_NUMERIC, "NUMERIC", ""},
    /* months */
    {"DATE", OP_CALENDAR, "( " PARTLY " )? MONTH ,? of? YEAR {!NOTDATE}", ""},
    {"DATE", OP_CALENDAR, "( " PARTLY " )? MONTH ,? of? WHICH UNIT", ""},
    {"DATE", OP_CALENDAR, PARTLY " MONTH", ""},
    {"DATE", OP_CALENDAR, "WHICH MONTH", ""},
    {"DATE", OP_CALENDAR, "the month of MONTH ( ,? of? YEAR )?", ""},
    {"DATE", OP_CALENDAR, "CLEARMONTH", ""},
    {"DATE", OP_CALENDAR, "{PREP|the} MONTH", ""},
    /* weekdays */
    {"DATE", OP_CALENDAR, "( the? WHICH coming? )? WEEKDAY", ""},
    {"DATE", OP_CALENDAR, "( earlier | later | late | early ) on? WHICH? WEEKDAY", ""},
    {"DATE", OP_CALENDAR, "the? OTHER WEEKDAY", ""},
    {"TIME", OP_CALENDAR, "( early | late | mid -? )? WHICH? WEEKDAY ( early | late )? DAYPART", ""},
    {"TIME", OP_CALENDAR, "NOON ,? on? WHICH? WEEKDAY", ""},
    {"TIME", OP_CALENDAR, "CLOCK ,? on? WHICH? WEEKDAY", ""},
    {"TIME", OP_CALENDAR, "WEEKDAY ,? at CLOCK|NOON", ""},
    /* days from today */
    {"DATE", OP_DEICTIC, "( earlier | later | late | early )? DEICTIC", ""},
    {"TIME", OP_DEICTIC, "( early | late | mid -? )? DEICTIC DAYPART", ""},
    {"TIME", OP_DEICTIC, "mid -? DAYPART DEICTIC", ""},
    {"TIME", OP_DEICTIC, "( CLOCK | NOON ) DEICTIC", ""},
    {"DATE", OP_DEICTIC, "the? day before yesterday", "DEICTIC=-2"},
    {"DATE", OP_DEICTIC, "the? day after tomorrow", "DEICTIC=2"},
    {"TIME", OP_DEICTIC, "( late | later )? tonight", "DEICTIC=0 DAYPART=4"},
    {"TIME", OP_DEICTIC, "overnight", "DEICTIC=-1 DAYPART=4"},
    /* times of day */
    {"TIME", OP_DAYPART, "( early | earlier | late | later )? WHICH DAYPART", ""},
    {"TIME", OP_DAYPART, "( CLOCK | NOON )", ""},
    {"TIME", OP_DAYPART, "( early | late )? that DAYPART", "OTHER=0"},
    {"TIME", OP_DAYPART, "the OTHER DAYPART", ""},
    {"TIME", OP_DAYPART, "the next DAYPART", "OTHER=1"},
    {"TIME", OP_DAYPART, "CLOCK this DAYPART", ""},
    {"TIME", OP_DAYPART, "CLOCK in the DAYPART", ""},
    /* seasons */
    {"DATE", OP_CALENDAR, "PART? WHICH past? SEASON", ""},
    {"DATE", OP_CALENDAR, "( PART SEASON | the? PART? SEASON of )  YEAR", ""},
    {"DATE", OP_CALENDAR, "the? SEASON ( of | , )? YEAR", ""},
    {"DATE", OP_CALENDAR,
     "{in|into|during|over|by|since|until|for|of|through} the PART? SEASON {!of|in|from}", ""},
    {"DATE", OP_CALENDAR, "{in|by|since} PART? summer|winter|autumn", ""},
    /* years */
    {"DATE", OP_CALENDAR, "the? year YEAR {!NOTDATE}", ""},
    {"DATE", OP_CALENDAR, PARTLY " YEAR {!NOTDATE}", ""},
    {"DATE", OP_CALENDAR, "YEAR {!NOTDATE}", ""},
    {"DATE", OP_CALENDAR, "( fiscal | calendar ) year? YEAR", ""},
    {"DATE", OP_QUARTER, "the YEAR quarter|period", ""},
    /* spans: last week, this year, the end of next month */
    {"DURATION", OP_DURATION, "the? past|next|coming decade", "COUNT=2 UNIT=DECADE"},
    {"DURATION", OP_DURATION, "the? past|next|coming century", "COUNT=2 UNIT=CENTURY"},
    {"DATE", OP_SPAN,
     "( early | earlier | late | later | sometime )? the? WHICH ( calendar | fiscal | full )? UNIT ( or so )?",
     ""},
    {"DATE", OP_SPAN, "the? PART of the? WHICH UNIT", ""},
    {"DATE", OP_SPAN, "the? PART of the? UNIT", "WHICH=0"},
    {"DATE", OP_SPAN, "( earlier | later | early | late ) in the UNIT", "WHICH=0"},
    {"DATE", OP_SPAN, "( earlier | later | early | late )? that same? UNIT", "OTHER=0"},
    {"DATE", OP_SPAN, "the OTHER UNIT", ""},
    {"DATE", OP_SPAN, "the next day", "OTHER=1 UNIT=DAY"},
    {"DATE", OP_SPAN, "the UNIT before {,|.|;|)|and|when}", "OTHER=-1"},
    {"DATE", OP_SPAN, "the UNIT before last {!WEEKDAY|MONTH|UNIT|SEASON|FEAST}", "WHICH=-2"},
    {"DATE", OP_SPAN, "the UNIT after next {!WEEKDAY|MONTH|UNIT|SEASON|FEAST}", "WHICH=2"},
    {"DURATION", OP_DURATION, "the ( fiscal | calendar )? year {ended|ending|that|to}", "COUNT=2 UNIT=YEAR"},
    {"DATE", OP_SPAN, "the ( current | full )? ( fiscal | calendar )? week", "WHICH=0 UNIT=WEEK"},
    {"DATE", OP_SPAN, "the ( current | full )? ( fiscal | calendar )? month", "WHICH=0 UNIT=MONTH"},
    {"DATE", OP_SPAN, "the ( current | full )? ( fiscal | calendar )? quarter", "OTHER=0 UNIT=QUARTER"},
    {"DATE", OP_SPAN, "the ( current | full )? ( fiscal | calendar )? year {!-}", "WHICH=0 UNIT=YEAR"},
    {"DATE", OP_SPAN, "the weekend", "OTHER=0 UNIT=WEEKEND"},
    {"DATE", OP_SPAN, "the latest quarter|period", "WHICH=-1 UNIT=QUARTER"},
    {"DATE", OP_SPAN, "the latest fiscal? year", "WHICH=-1 UNIT=YEAR"},
    {"DATE", OP_SPAN, "MOD? year -? end", "WHICH=0 UNIT=YEAR"},
    {"DATE", OP_SPAN, "MOD? year ' s end", "WHICH=0 UNIT=YEAR"},
    /* quarters and halves */
    {"DATE", OP_QUARTER, "the? " FISCAL_Q "ORDINAL quarter", ""},
    {"DATE", OP_QUARTER, FISCAL_Q "ORDINAL - quarter", ""},
    {"DATE", OP_QUARTER, "the fiscal - ORDINAL quarter", ""},
    {"DATE", OP_QUARTER, "the? " FISCAL_Q NTH_QUARTER " ( of | , )? YEAR", ""},
    {"DATE", OP_QUARTER, "the? " FISCAL_Q NTH_QUARTER " of ( fiscal | calendar ) year? YEAR", ""},
    {"DATE", OP_QUARTER, "the? " FISCAL_Q NTH_QUARTER " of? WHICH year", ""},
    {"DATE", OP_QUARTER, "the YEAR " NTH_QUARTER, ""},
    {"DATE", OP_QUARTER, "WHICH year ' s " NTH_QUARTER, ""},
    {"DATE", OP_QUARTER,
     "the? ( comparable | corresponding )? year - ago|earlier ( ORDINAL? quarter | period )", "OTHER=-1"},
    {"DATE", OP_QUARTER, "year - ago|earlier", "OTHER=-1"},
    {"DATE", OP_QUARTER, "the? last|final quarter of YEAR", "ORDINAL=4"},
    {"DATE", OP_QUARTER, "the? last|final quarter of WHICH year", "ORDINAL=4"},
    {"DATE", OP_QUARTER, "the? last|final quarter of the year", "ORDINAL=4"},
    {"DATE", OP_HALF, "the? ( last | latter ) half of the? YEAR", ""},
    {"DATE", OP_HALF, "the? ORDINAL half of the? YEAR", ""},
    {"DATE", OP_HALF, "the? ORDINAL half of WHICH year", ""},
    {"DATE", OP_HALF, "the? ORDINAL half of the year", "WHICH=0"},
    /* away */
    {"DATE", OP_AWAY, SOME "COUNT of? ( UNIT | UNITS ) ( or so )? AGO", ""},
    {"DATE", OP_AWAY, "UNITS AGO", "COUNT=-1"},
    {"DATE", OP_AWAY, "MOD? half ( a | an ) UNIT AGO", "COUNT=1"},
    {"DATE", OP_AWAY, "COUNT ( UNIT | UNITS ) from now", "AGO=1"},
    {"DATE", OP_AWAY, SOME "COUNT of? ( UNIT | UNITS ) SHIFT", ""},
    /* durations */
    {"DURATION", OP_DURATION, SOME "COUNT MORE? of? ( UNIT | UNITS ) {!old|-}", ""},
    {"DURATION", OP_DURATION, SOME "COUNT MORE? of? ( UNIT | UNITS ) or so", ""},
    {"DURATION", OP_DURATION, "over a|an UNIT", "COUNT=2"},
    {"DURATION", OP_DURATION, "COUNT ( UNIT | UNITS ) and a half", "SCALE=1"},
    {"DURATION", OP_DURATION, "COUNT and a half UNITS", "SCALE=1"},
    {"DURATION", OP_DURATION, "half ( a | an ) UNIT", "COUNT=1"},
    {"DURATION", OP_DURATION, "COUNT - UNIT {!-|old}", ""},
    {"DURATION", OP_DURATION, "COUNT - UNIT - long", ""},
    {"DURATION", OP_DURATION, "( UNIT | UNITS ) - long", "COUNT=-1"},
    {"DURATION", OP_DURATION, SOME "the? ( WHICH | first | final | latest ) COUNT of? UNITS ( or so )?", ""},
    {"DURATION", OP_DURATION, "the COUNT UNITS", ""},
    {"DURATION", OP_DURATION, "UNITS {!old}", "COUNT=-1"},
    {"DURATION", OP_DURATION, "UNITS or UNITS", "COUNT=-1"},
    {"DATE", OP_REF, "recent UNITS", "PAST=1"},
    {"DATE", OP_REF, "coming|future UNITS", "FUTURE=1"},
    {"DATE", OP_REF, "these days", "NOW=1"},
    /* decades and centuries */
    {"DATE", OP_DECADE, "{!his|her|their|my|your|its} the? PART? -? DECADE", ""},
    {"DATE", OP_CENTURY, "the? PART? -? DAY -? century", ""},
    /* references */
    {"DATE", OP_REF, "NOW", ""},
    {"DATE", OP_REF, "PAST", ""},
    {"DATE", OP_REF, "current", "NOW=1"},
    {"DATE", OP_REF, "( more | most ) recently", "PAST=1"},
    {"DATE", OP_REF, "the past {!UNIT|UNITS|DIGITS|NUMBER|QUANT|SEASON|DAYPART}", "PAST=1"},
    {"DATE", OP_REF, "the near? FUTURE", ""},
    /* sets */
    {"SET", OP_SET, "EVERY ( UNIT | WEEKDAY | MONTH | SEASON )", ""},
    {"SET", OP_SET, "EVERY COUNT UNITS", ""},
    {"SET", OP_SET, "( once | twice | COUNT times ) ( a | an | per | EVERY ) UNIT", "COUNT=2"},
    {"SET", OP_SET, "FREQ", ""},
    {"SET", OP_SET, "WEEKDAYS", ""},
    {"SET", OP_SET, "WEEKDAY DAYPARTS", ""},
    /* feasts */
    {"DATE", OP_FEAST, "WHICH? FEAST day? ( ,? YEAR )?", ""},
    {"DATE", OP_FEAST, "FEAST day? of? WHICH UNIT", ""},
    {"DATE", OP_FEAST, "WHICH? new year ' s day ( ,? YEAR )?", "FEAST=NEW_YEARS_DAY"},
    {"DATE", OP_FEAST, "WHICH? new year ' s eve ( ,? YEAR )?", "FEAST=NEW_YEARS_EVE"},
    {"DATE", OP_FEAST, "WHICH? christmas eve ( ,? YEAR )?", "FEAST=CHRISTMAS_EVE"},
    {"DATE", OP_FEAST, "WHICH? good WEEKDAY ( ,? YEAR )?", "FEAST=GOOD_FRIDAY"},
    {"DATE", OP_FEAST, "WHICH? easter sunday ( ,? YEAR )?", "FEAST=EASTER"},
    {"DATE", OP_FEAST, "WHICH? easter monday ( ,? YEAR )?", "FEAST=EASTER_MONDAY"},
    {"DATE", OP_FEAST, "WHICH? election day ( ,? YEAR )?", "FEAST=ELECTION_DAY"},
    {"DATE", OP_FEAST, "WHICH? labor day ( ,? YEAR )?", "FEAST=LABOR_DAY"},
    {"DATE", OP_FEAST, "WHICH? memorial day ( ,? YEAR )?", "FEAST=MEMORIAL_DAY"},
    {"DATE", OP_FEAST, "WHICH? independence day ( ,? YEAR )?", "FEAST=INDEPENDENCE_DAY"},
    {"DATE", OP_FEAST, "WHICH? valentine ' s day ( ,? YEAR )?", "FEAST=VALENTINES_DAY"},
    {"DATE", OP_FEAST, "WHICH? bastille day ( ,? YEAR )?", "FEAST=BASTILLE_DAY"},
};

const language_rules rules_english = {"en", WORDS, NDX_COUNT(WORDS), RULES, NDX_COUNT(RULES), "ed", ""};
