#!/usr/bin/env bash
# Random sequences of C calls with good and bad arguments, in child processes: none may crash, hang or fail unexplained.
# Then calls that run out of memory anywhere, calls from eight threads at once, the header's rules for threads, a thousand
# lives of a model, which must leave memory as it was, and 200 trainings killed while they save.
# Usage: [COMPILER=gcc] [LIBRARY_FOLDER=.build/release] Tests/abuse.sh [SEQUENCES [FIRST]]
set -euo pipefail
cd "$(dirname "$0")/.."
library=$PWD/${LIBRARY_FOLDER:-.build/release}
work=.build/abuse
mkdir -p "$work"
ln -sf libnormkit.so "$library/libnormkit.so.1"
build() {
  local program=$1
  shift
  "${COMPILER:-gcc}" -std=c99 -Wall -Wextra -Werror -pedantic -O1 -IInclude -ITests/C "$@" -o "$work/$program" \
    -L"$library" -lnormkit -lm -Wl,-rpath,"$library"
}
shopt -s extglob
# Each of these programs has the others' calls, and a main of its own.
shared=(Tests/C/abuse/!(abuse|storm|starve|rules).c)
for program in abuse storm starve rules; do build "$program" "Tests/C/abuse/$program.c" "${shared[@]}" -lpthread; done
build cycles Tests/C/cycles.c
build kills Tests/C/kills.c
# Every exported function is among those called.
diff <(nm -D -g --defined-only "$library/libnormkit.so" | awk '{print $3}' | sort) <("$work/abuse" --list | sort) \
  || { echo "functions of the library (<) and of the abuse (>) differ"; exit 1; }
# In memory where that can be: saving waits for a disk.
files=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo "$work")" normkit-XXXXXX)
trap 'rm -rf "$files"' EXIT
failed=0
"$work/abuse" "$files/abuse" "${1:-10000}" "${2:-0}" || failed=1
"$work/starve" "$files/starve" 1 4 || failed=1
"$work/storm" "$files/storm" 40000 || failed=1
"$work/rules" Include/normkit.h "$files/rules" || failed=1
"$work/cycles" "$files/model" || failed=1
"$work/kills" "$files/kills" 200 || failed=1
exit $failed
