/* Inside the room: what the linker put into the library, for lists_open and model_open. */
#ifndef NEWSDEX_PEOPLE_BUILTIN_H
#define NEWSDEX_PEOPLE_BUILTIN_H

#include "newsdex/base.h"

ndx_text builtin_lists(void);
ndx_text builtin_names(void);

#endif
