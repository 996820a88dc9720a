#!/bin/sh
# Install what was built: make install PREFIX=/usr/local DESTDIR=
# The options in man pages and the completions are written by the programs themselves, from their tables.
set -eu
here=$(dirname "$0")
root="$DESTDIR$PREFIX"

put() { # MODE FILE TARGET
    mkdir -p "$(dirname "$3")"
    install -m "$1" "$2" "$3"
}

install_program() { # NAME FOLDER-OF-THE-MAN-PAGE
    put 755 "$B/$1" "$root/bin/$1"
    mkdir -p "$root/share/man/man1" "$root/share/bash-completion/completions" "$root/share/zsh/site-functions" \
        "$root/share/fish/vendor_completions.d"
    if [ -e "$2/$1.1" ]; then
        "$B/$1" --generate=man | awk -v version="$VERSION" '
            FNR == NR { options = options $0 "\n"; next }
            /^\.\\" @OPTIONS@/ { printf "%s", options; next }
            { gsub(/@VERSION@/, version); print }' - "$2/$1.1" >"$root/share/man/man1/$1.1"
    fi
    "$B/$1" --generate=bash >"$root/share/bash-completion/completions/$1"
    "$B/$1" --generate=zsh >"$root/share/zsh/site-functions/_$1"
    "$B/$1" --generate=fish >"$root/share/fish/vendor_completions.d/$1.fish"
}

install_library() {
    put 644 "$B/libnewsdex.a" "$root/lib/libnewsdex.a"
    put 755 "$B/libnewsdex.so" "$root/lib/libnewsdex.so.$VERSION"
    ln -sf "libnewsdex.so.$VERSION" "$root/lib/libnewsdex.so.$SOVERSION"
    ln -sf "libnewsdex.so.$SOVERSION" "$root/lib/libnewsdex.so"
    for header in include/newsdex/*.h include/newsdex/*.def; do
        put 644 "$header" "$root/$header"
    done
    mkdir -p "$root/lib/pkgconfig"
    sed -e "s|@PREFIX@|$PREFIX|" -e "s|@VERSION@|$VERSION|" "$here/newsdex.pc.in" >"$root/lib/pkgconfig/newsdex.pc"
}

install_job() {
    for unit in newsdex-update.service newsdex-update.timer; do
        mkdir -p "$root/lib/systemd/system"
        sed "s|@PREFIX@|$PREFIX|" "$here/job/$unit" >"$root/lib/systemd/system/$unit"
    done
    for example in config crontab logrotate; do
        put 644 "$here/job/$example" "$root/share/doc/newsdex/examples/$example"
    done
}

install_program newsdex-index indexer
install_program newsdex-query query
install_library
install_job
