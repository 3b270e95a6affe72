#!/usr/bin/env bash
# Installs the header, the library under its SONAME, a pkg-config file and a CMake package. The folder may be moved after.
# Usage: [DESTDIR=…] [LIBRARY_FOLDER=.build/release] bindings/c/install.sh PREFIX
set -euo pipefail
cd "$(dirname "$0")/../.."
[ $# -eq 1 ] || { echo "usage: bindings/c/install.sh PREFIX" >&2; exit 2; }
root=${DESTDIR:-}$1
library=${LIBRARY_FOLDER:-.build/release}/libnormkit.so
version=$(sed -n 's/^#define NORMKIT_VERSION "\(.*\)"/\1/p' Include/normkit.h)
[ -f "$library" ] || { echo "$library: not built; make build comes first" >&2; exit 1; }

mkdir -p "$root/include" "$root/lib/pkgconfig" "$root/lib/cmake/NormKit"
install -m 644 Include/normkit.h "$root/include/normkit.h"
install -m 755 "$library" "$root/lib/libnormkit.so.1"
ln -sf libnormkit.so.1 "$root/lib/libnormkit.so"
install -m 644 bindings/c/NormKitConfig.cmake "$root/lib/cmake/NormKit/NormKitConfig.cmake"
filled() { sed "s/@VERSION@/$version/" "bindings/c/$1.in" > "$2/$1"; }
filled normkit.pc "$root/lib/pkgconfig"
filled NormKitConfigVersion.cmake "$root/lib/cmake/NormKit"
echo "NormKit $version is in $root"
