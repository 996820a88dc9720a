#!/bin/sh
# clang-tidy and cppcheck over the library and the programs; silent when clean.
flags="-std=c11 -Iinclude -D_GNU_SOURCE -DNDX_VERSION='\"0\"' $(pkg-config --cflags libxml-2.0)"
sources=$(git ls-files 'src/*.c' 'indexer/*.c' 'query/*.c')
status=0
echo "$sources" | xargs -P 2 -n 4 sh -c 'clang-tidy --quiet --warnings-as-errors="*" "$@" -- '"$flags"' 2>/dev/null' sh || status=1
cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --suppress=missingIncludeSystem \
    --error-exitcode=1 -j 2 -Iinclude $sources || status=1
exit $status
