#include "names.h"

#include <string.h>

static const char *const MONTHS[] = {
#define X(language, forms) forms,
#include "months.def"
#undef X
};

/* Blank-separated, each with a blank on both sides. */
static const char FILLERS[] =
    " t on at the of in de del d di da do das la le les el il den der am um uhr a an às as kl klo ora ore "
    "orele h o c m r г года году в во vers updated published posted created date dated time last modified "
    "first publie mis jour alle publicado actualizado las los aktualisiert veroffentlicht stand vom "
    "опубликовано обновлено day 日 於 by e i y og och und et and tháng hs hrs local ";

static const char WEEKDAYS[] =
    " monday mon tuesday tue wednesday wed thursday thu friday fri saturday sat sunday sun الاثنين "
    "الثلاثاء الاربعاء الخميس الجمعة السبت الاحد երկուշաբթի երկ երեքշաբթի երք չորեքշաբթի չրք հինգշաբթի "
    "հնգ ուրբաթ ուր շաբաթ շբթ կիրակի կիր astelehena al asteartea ar asteazkena az osteguna ostirala or "
    "larunbata lr igandea ig dilluns dl dimarts dt dimecres dc dijous dj divendres dv dissabte ds "
    "diumenge dg mandag man tirsdag tirs onsdag ons torsdag tors fredag fre lordag lor sondag son maandag "
    "ma dinsdag woensdag wo donderdag vrijdag vr zaterdag za zondag zo maanantaina tiistaina ti "
    "keskiviikkona ke torstaina to perjantaina pe lauantaina sunnuntaina su lundi lun mardi mercredi mer "
    "jeudi jeu vendredi ven samedi sam dimanche dim montag mo dienstag mittwoch mi donnerstag freitag fr "
    "samstag sa sonntag so δευτερα δευ τριτη τρι τεταρτη τετ πεμπτη πεμ παρασκευη παρ σαββατο σαβ κυριακη "
    "κυρ hetfo kedd szerda sze csutortok cs pentek szombat szo vasarnap senin sen selasa sel rabu rab "
    "kamis kam jumat jum sabtu sab minggu min luan mairt cead deardaoin dear aoine sath domh lunedi "
    "martedi mercoledi giovedi gio venerdi sabato domenica dom pirmadienis pr antradienis treciadienis tr "
    "ketvirtadienis kt penktadienis pn sestadienis st sekmadienis sk tir tor segunda seg terca ter quarta "
    "qua quinta qui sexta sex sabado domingo luni marti miercuri mie joi vineri vin sambata duminica dum "
    "понедельник пн вторник вт среда ср четверг чт пятница пт суббота сб воскресенье вс понедељак пон "
    "ponedeljak pon уторак уто utorak uto сре sreda sre четвртак чет cetvrtak cet петак пет petak pet "
    "субота суб subota недеља нед nedelja ned lunes martes miercoles jueves jue viernes vie tisdag tis "
    "pazartesi pzt sali sal carsamba car persembe per cuma cum cumartesi cmt pazar מאנטיק דינסטיק מיטוואך "
    "דאנערשטיק פרײטיק שבת זונטיק bazar cərsənbə cumə sənbə понеділок вівторок середа четвер пʼятниця "
    "неділя нд poniedzialek wtorek wt sroda sr czwartek czw piatek pt sobota sob niedziela niedz ";

static const struct {
    const char *name;
    int offset_minutes;
} ZONES[] = {
    {"z", 0},       {"utc", 0},    {"gmt", 0},    {"ut", 0},     {"wet", 0},    {"est", -300}, {"edt", -240},
    {"cst", -360},  {"cdt", -300}, {"mst", -420}, {"mdt", -360}, {"pst", -480}, {"pdt", -420}, {"akst", -540},
    {"akdt", -480}, {"hst", -600}, {"ast", -240}, {"adt", -180}, {"nst", -210}, {"ndt", -150}, {"cet", 60},
    {"cest", 120},  {"met", 60},   {"mez", 60},   {"mesz", 120}, {"eet", 120},  {"eest", 180}, {"west", 60},
    {"bst", 60},    {"msk", 180},  {"msd", 240},  {"jst", 540},  {"kst", 540},  {"hkt", 480},  {"sgt", 480},
    {"aest", 600},  {"aedt", 660}, {"awst", 480}, {"nzst", 720}, {"nzdt", 780}, {"sast", 120}, {"pkt", 300},
    {"мск", 180},
};

int names_month(ndx_text folded) {
    if (folded.len < 2) return 0;
    for (size_t i = 0; i < NDX_COUNT(MONTHS); i++) {
        int month = 1;
        for (const char *at = MONTHS[i]; *at;) {
            size_t len = strcspn(at, "/|");
            if (len == folded.len && !memcmp(at, folded.data, len)) return month;
            at += len;
            if (*at) month += *at++ == '|';
        }
    }
    return 0;
}

static bool listed(const char *list, ndx_text word) {
    char padded[40];
    if (!word.len || word.len > sizeof padded - 3) return false;
    padded[0] = ' ';
    memcpy(padded + 1, word.data, word.len);
    memcpy(padded + 1 + word.len, " ", 2);
    return strstr(list, padded) != NULL;
}

bool names_is_filler(ndx_text folded) {
    return listed(FILLERS, folded) || listed(WEEKDAYS, folded);
}

bool names_zone(ndx_text folded, int *offset_minutes) {
    for (size_t i = 0; i < NDX_COUNT(ZONES); i++) {
        if (!ndx_text_equal(folded, ndx_text_of(ZONES[i].name))) continue;
        *offset_minutes = ZONES[i].offset_minutes;
        return true;
    }
    return false;
}
