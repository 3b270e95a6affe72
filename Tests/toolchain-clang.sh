#!/usr/bin/env bash
# Prints the path of the clang that came with swift: its sanitizers' runtimes are those that Swift code asks for.
set -euo pipefail
resources=$(swift -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
echo "$resources/../../bin/clang"
