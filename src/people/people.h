/* Inside the room: bounds that several files share. */
#ifndef NEWSDEX_PEOPLE_PEOPLE_H
#define NEWSDEX_PEOPLE_PEOPLE_H

#include "newsdex/people.h"

#define SOURCE_PEOPLE_MAX 1000 /* names of one article's source list that are kept */

#endif
