/* Names that dates are written with in many languages: months, and what may be passed over. */
#ifndef NDX_DATES_NAMES_H
#define NDX_DATES_NAMES_H

#include "newsdex/base.h"

/* 1-12, or 0 when the folded word names no month. */
int names_month(ndx_text folded);
/* Weekdays and the little words between parts of a date ("de", "at", "Uhr"): they say nothing new. */
bool names_is_filler(ndx_text folded);
/* Zone abbreviations as RFC 2822 and wire services use them ("gmt", "edt", "msk"); false if unknown. */
bool names_zone(ndx_text folded, int *offset_minutes);

#endif
