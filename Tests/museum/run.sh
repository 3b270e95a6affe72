#!/usr/bin/env bash
# Reads the files that earlier versions wrote; each folder is a version's, made by make.c when it was the present one.
# Usage: [LIBRARY_FOLDER=.build/release] Tests/museum/run.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
library=$PWD/${LIBRARY_FOLDER:-.build/release}
mkdir -p .build/museum/now
ln -sf libnormkit.so "$library/libnormkit.so.1"
for program in make visit; do
  gcc -std=c99 -Wall -Wextra -Werror -pedantic -O1 -IInclude -ITests/C -ITests/museum "Tests/museum/$program.c" \
    -o ".build/museum/$program" -L"$library" -lnormkit -lm -Wl,-rpath,"$library"
done
.build/museum/make .build/museum/now
.build/museum/visit Tests/museum/*/*.safetensors .build/museum/now/*.safetensors
