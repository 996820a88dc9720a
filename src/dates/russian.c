/* Russian: words and rules of dates in running text. How to read the tables: rules.h. */
#include "rules.h"

static const word_row WORDS[] = {
    {S_MONTH,
     "январь=1 января=1 январе=1 февраль=2 февраля=2 феврале=2 март=3 марта=3 марте=3 апрель=4 апреля=4 апреле=4 май=5 мая=5 мае=5 "
     "июнь=6 июня=6 июне=6 июль=7 июля=7 июле=7 август=8 августа=8 августе=8 сентябрь=9 сентября=9 сентябре=9 октябрь=10 октября=10 "
     "октябре=10 ноябрь=11 ноября=11 ноябре=11 декабрь=12 декабря=12 декабре=12"},
    {S_CLEARMONTH,
     "январь=1 января=1 январе=1 февраль=2 февраля=2 феврале=2 апрель=4 апреля=4 апреле=4 июнь=6 июня=6 июне=6 июль=7 июля=7 "
     "июле=7 августе=8 сентябрь=9 сентября=9 сентябре=9 октябрь=10 октября=10 октябре=10 ноябрь=11 ноября=11 ноябре=11 "
     "декабрь=12 декабря=12 декабре=12 марте=3 мае=5"},
    {S_WEEKDAY,
     "понедельник=0 понедельника=0 понедельнику=0 вторник=1 вторника=1 среда=2 среду=2 среды=2 четверг=3 четверга=3 пятница=4 пятницу=4 "
     "пятницы=4 суббота=5 субботу=5 субботы=5 воскресенье=6 воскресенья=6"},
    {S_SEASON,
     "весной=SPRING весна=SPRING весны=SPRING летом=SUMMER лето=SUMMER лета=SUMMER осенью=AUTUMN осень=AUTUMN осени=AUTUMN зимой=WINTER "
     "зима=WINTER зимы=WINTER"},
    {S_UNIT,
     "минуту=MINUTE час=HOUR день=DAY дня=DAY неделя=WEEK неделю=WEEK неделе=WEEK недели=WEEK месяц=MONTH месяце=MONTH месяца=MONTH "
     "квартал=QUARTER квартале=QUARTER год=YEAR году=YEAR года=YEAR десятилетие=DECADE век=CENTURY веке=CENTURY"},
    {S_UNITS,
     "секунд=SECOND минут=MINUTE минуты=MINUTE часа=HOUR часов=HOUR дня=DAY дней=DAY недели=WEEK недель=WEEK месяца=MONTH месяцев=MONTH "
     "года=YEAR лет=YEAR десятилетия=DECADE десятилетий=DECADE"},
    {S_DAYPART, "утром=0 утра=0 днем=2 днём=2 вечером=3 ночью=4"},
    {S_WHICH,
     "прошлой=-1 прошлую=-1 прошлом=-1 прошлый=-1 прошлого=-1 минувшей=-1 минувшем=-1 минувший=-1 минувшую=-1 этой=0 эту=0 этом=0 этот=0 "
     "этого=0 нынешнем=0 нынешней=0 текущего=0 текущем=0 следующей=1 следующую=1 следующем=1 следующий=1 следующего=1 будущем=1 будущей=1"},
    {S_PART, "начале=EARLY начала=EARLY середине=MID середины=MID конце=LATE конца=LATE концу=LATE"},
    {S_ORDINAL,
     "первый=1 первом=1 первого=1 второй=2 втором=2 второго=2 третий=3 третьем=3 третьего=3 четвертый=4 четвертом=4 четвёртом=4"},
    {S_NUMBER,
     "один=1 одну=1 одна=1 два=2 две=2 двух=2 три=3 трех=3 трёх=3 четыре=4 пять=5 шесть=6 семь=7 восемь=8 девять=9 десять=10 "
     "двенадцать=12 пятнадцать=15 двадцать=20 тридцать=30 сорок=40 пятьдесят=50"},
    {S_SCALE, "сто=100"},
    {S_QUANT, "несколько=-1"},
    {S_DEICTIC, "сегодня=0 вчера=-1 позавчера=-2 завтра=1 послезавтра=2"},
    {S_NOW, "сейчас теперь"},
    {S_PAST, "недавно"},
    {S_FUTURE, "скоро"},
    {S_FREQ, "ежедневно=DAY еженедельно=WEEK ежемесячно=MONTH ежегодно=YEAR"},
    {S_FEAST, "пасху=EASTER"},
    {S_NOON, "полдень=12 полночь=24"},
    {S_MOD, "около почти примерно более"},
    {S_PREP, "в с до на по к после от из и между за во ( -"},
    {S_CUE,
     "будет=1 будут=1 планирует=1 планируется=1 намечен=1 намечена=1 "
     "был=-1 была=-1 было=-1 были=-1 сказал=-1 сказала=-1 заявил=-1 заявила=-1 сообщил=-1 сообщила=-1 сообщили=-1"},
    {S_NOTDATE, "человек людей рублей долларов евро километров метров жителей солдат страница рейс"},
    {S_APOSTROPHE, "'"},
};

#define YEAR_WORD "( год | года | году | г. | г )?"

static const rule_row RULES[] = {
    {"TIME", OP_CALENDAR, "DAY MONTH ( YEAR " YEAR_WORD " )? в CLOCK", ""},
    {"DATE", OP_CALENDAR, "( WEEKDAY ,? )? DAY MONTH ( YEAR " YEAR_WORD " )?", ""},
    {"DATE", OP_CALENDAR, "DAY MONTH WHICH года", "UNIT=YEAR"},
    {"DATE", OP_NUMERIC, "NUMERIC", ""},
    {"DATE", OP_CALENDAR, "PART? MONTH YEAR " YEAR_WORD, ""},
    {"DATE", OP_CALENDAR, "PART MONTH", ""},
    {"DATE", OP_CALENDAR, "PART? MONTH WHICH года", "UNIT=YEAR"},
    {"DATE", OP_CALENDAR, "CLEARMONTH", ""},
    {"DATE", OP_CALENDAR, "WHICH? WEEKDAY", ""},
    {"TIME", OP_CALENDAR, "WEEKDAY DAYPART", ""},
    {"DATE", OP_DEICTIC, "DEICTIC", ""},
    {"TIME", OP_DEICTIC, "DEICTIC DAYPART", ""},
    {"TIME", OP_DAYPART, "{в} CLOCK", ""},
    {"DATE", OP_CALENDAR, "SEASON YEAR " YEAR_WORD, ""},
    {"DATE", OP_CALENDAR, "WHICH SEASON", ""},
    {"DATE", OP_CALENDAR, "SEASON WHICH года", "UNIT=YEAR"},
    {"DATE", OP_CALENDAR, "PART? YEAR год|года|году|г", ""},
    {"DATE", OP_CALENDAR, "YEAR {!NOTDATE|-}", ""},
    {"DATE", OP_SPAN, "PART? WHICH UNIT", ""},
    {"DATE", OP_QUARTER, "ORDINAL квартал|квартале|квартала ( YEAR " YEAR_WORD " )?", ""},
    {"DATE", OP_AWAY, "MOD? COUNT ( UNIT | UNITS ) назад", "AGO=-1"},
    {"DATE", OP_AWAY, "неделю|неделя назад", "AGO=-1 COUNT=2 UNIT=WEEK"},
    {"DATE", OP_AWAY, "месяц назад", "AGO=-1 COUNT=2 UNIT=MONTH"},
    {"DATE", OP_AWAY, "год назад", "AGO=-1 COUNT=2 UNIT=YEAR"},
    {"DATE", OP_AWAY, "через COUNT ( UNIT | UNITS )", "AGO=1"},
    {"DURATION", OP_DURATION, "MOD? COUNT ( UNITS | UNIT )", ""},
    {"DATE", OP_DECADE, "DIGITS - е|х|ые|ых|годы|годов ( годы | годах | годов )?", ""},
    {"DATE", OP_CENTURY, "xx век|веке|века", "DAY=20"},
    {"DATE", OP_CENTURY, "xix век|веке|века", "DAY=19"},
    {"DATE", OP_CENTURY, "xxi век|веке|века", "DAY=21"},
    {"DATE", OP_REF, "NOW", ""},
    {"DATE", OP_REF, "PAST", ""},
    {"DATE", OP_REF, "FUTURE", ""},
    {"SET", OP_SET, "каждый|каждую|каждое ( UNIT | WEEKDAY | MONTH )", ""},
    {"SET", OP_SET, "FREQ", ""},
    {"DATE", OP_FEAST, "FEAST", ""},
};

const language_rules rules_russian = {
    "ru", WORDS, NDX_COUNT(WORDS), RULES, NDX_COUNT(RULES), "ал ил ла ло ли лся лись", ""};
