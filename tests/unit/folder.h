/* A folder of a test's own. */
#ifndef NDX_TESTS_FOLDER_H
#define NDX_TESTS_FOLDER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static inline char *make_folder(void) {
    char *path = strdup("/tmp/newsdex-test-XXXXXX");
    assert_non_null(mkdtemp(path));
    return path;
}

/* With all that is in it; frees the path. */
static inline void drop_folder(char *path) {
    char command[256];
    snprintf(command, sizeof command, "rm -rf '%s'", path);
    assert_int_equal(system(command), 0);
    free(path);
}

#endif
