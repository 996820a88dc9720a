/* Configuration files of any content are read or refused with a place. */
#include "newsdex/cli.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static ndx_status touch(void *context, const ndx_setting *setting, ndx_error *err) {
    (void)err;
    *(size_t *)context +=
        setting->section.len + setting->name.len + setting->key.len + setting->value.len + setting->line;
    return NDX_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    size_t touched = 0;
    ndx_error err;
    ndx_status status =
        ndx_config_read((ndx_text){(const char *)data, size}, "config", touch, &touched, &err);
    if (status != NDX_OK && (status != NDX_USAGE || !err.message[0])) abort();
    return 0;
}
