#!/usr/bin/env bash
# Makes a library of a header's functions that do nothing, with their types in it, for abidw and abidiff to read.
# The table of functions is left out: it grows, and abigen sees to its order.
# Usage: Tests/abi/stub.sh HEADER LIBRARY
set -euo pipefail
perl -0pe 's/NORMKIT_API normkit_status normkit_get_api\([^;]*;//; s/(NORMKIT_API[^;{]*\))\s*;/$1 { __builtin_trap(); }/g' "$1" |
  gcc -x c -std=gnu99 -g -w -shared -fPIC - -o "$2"
