#!/usr/bin/env bash
# Checks which instructions each module was compiled to: AVX-512 in KernelsAVX512 alone, AVX2 in KernelsAVX2 beside it,
# and none of either, nor of BMI, anywhere else, so that the library runs on a processor without them. Specialisations of
# standard-library generics are the hazard: they have one name in all modules, and the linker keeps any one of them. So
# the linked library is checked too, function by function; as it is stripped, it is linked once more with its symbols.
#
# Usage: Tests/instruction-audit.sh [build directory, default .build/release]
# Prints one line with the counts; exit status 1 on a violation, 2 when there was nothing to check.
set -uo pipefail
cd "$(dirname "$0")/.."
build=${1:-.build/release}
[ "$(uname -m)" = x86_64 ] || { echo "instruction audit: nothing to check on $(uname -m)"; exit 0; }
[ -d "$build/KernelsAVX512.build" ] || { echo "instruction audit: no build in $build" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

disassemble() {
  if command -v llvm-objdump >/dev/null; then llvm-objdump -d --no-show-raw-insn "$@"
  else objdump -d --no-show-raw-insn "$@"; fi
}

# Reads a disassembly; prints "zmm|avx|bmi count function" per function that holds such instructions. A 512-bit or mask
# register and the upper sixteen count as zmm, every other instruction of AVX's encoding as avx.
tally() {
  awk '
    /^[0-9a-f]+ <.*>:$/ { name = $2; gsub(/[<>:]/, "", name); next }
    /%zmm|%k[0-7]|%[xy]mm(1[6-9]|2[0-9]|3[01])/ { zmm[name]++; next }
    /%ymm/ || ($2 ~ /^v/ && /%xmm/) || $2 == "vzeroupper" { avx[name]++; next }
    $2 ~ /^(andn|bextr|blsi|blsr|blsmsk|bzhi|mulx|pdep|pext|rorx|sarx|shlx|shrx|movbe)[lqw]?$/ { bmi[name]++ }
    END {
      for (n in zmm) print "zmm", zmm[n], n
      for (n in avx) print "avx", avx[n], n
      for (n in bmi) print "bmi", bmi[n], n
    }'
}

# Functions that hold what their module may not: stdin from tally, $1 the module, or "by name" for a linked library.
violations() {
  awk -v module="$1" '
    {
      owner = module
      if (module == "by name") owner = $3 ~ /13KernelsAVX512/ ? "KernelsAVX512" : $3 ~ /11KernelsAVX2/ ? "KernelsAVX2" : "other"
      if (owner == "KernelsAVX512" || owner == "KernelsAVX2" && $1 != "zmm") next
      print
    }'
}

objects=0
wide=0
middle=0
: > "$work/bad"
for directory in "$build"/*.build; do
  module=$(basename "$directory" .build)
  mapfile -t files < <(find "$directory" -name '*.o')
  [ "${#files[@]}" -gt 0 ] || continue
  objects=$((objects + ${#files[@]}))
  disassemble "${files[@]}" | tally > "$work/tally"
  if [ "$module" = KernelsAVX512 ]; then wide=$(awk '$1 == "zmm" { n += $2 } END { print n + 0 }' "$work/tally"); fi
  if [ "$module" = KernelsAVX2 ]; then middle=$(awk '$1 == "avx" { n += $2 } END { print n + 0 }' "$work/tally"); fi
  violations "$module" < "$work/tally" | sed "s/^/$module: /" >> "$work/bad"
done

# A function that other modules may share (weak) must not need what only some processors have.
for module in KernelsAVX2 KernelsAVX512; do
  find "$build/$module.build" -name '*.o' -exec nm {} + 2>/dev/null | awk '$2 == "W" { print $3 }' \
    | grep -v "${#module}$module" | sort -u > "$work/shared"
  disassembled=$(find "$build/$module.build" -name '*.o')
  # shellcheck disable=SC2086
  disassemble $disassembled | tally \
    | awk -v module="$module" 'NR == FNR { shared[$1] = 1; next } $3 in shared { print module ": shared " $0 }' \
      "$work/shared" - >> "$work/bad"
done

# The command that linked libnormkit.so, from the build's own plan, without its stripping.
link_with_symbols() {
  python3 - "$build.yaml" "$work/libnormkit.so" <<'PYTHON'
import json, re, subprocess, sys
plan = open(sys.argv[1], encoding="utf-8").read()
for line in re.findall(r"^    args: (\[.*\])$", plan, re.M):
    arguments = json.loads(line)
    if "-emit-library" not in arguments or not any(a.endswith("/libnormkit.so") for a in arguments):
        continue
    arguments = [sys.argv[2] if a.endswith("/libnormkit.so") else a for a in arguments]
    while "--strip-all" in arguments:
        position = arguments.index("--strip-all")
        del arguments[position - 1 : position + 1]
    sys.exit(subprocess.run(arguments, check=False).returncode)
sys.exit(1)
PYTHON
}

linked="no library linked yet"
functions=0
if [ -f "$build/libnormkit.so" ]; then
  if link_with_symbols > "$work/link.log" 2>&1; then
    disassemble "$work/libnormkit.so" | tee >(grep -c '^[0-9a-f]* <.*>:$' > "$work/functions") | tally > "$work/tally"
    wait
    functions=$(cat "$work/functions")
    violations "by name" < "$work/tally" | sed 's/^/libnormkit.so: /' >> "$work/bad"
    linked="libnormkit.so: $functions functions"
  else
    echo "libnormkit.so: could not be linked with its symbols: $(tail -1 "$work/link.log")" >> "$work/bad"
  fi
fi

bad=$(wc -l < "$work/bad")
[ "$bad" -eq 0 ] || { head -40 "$work/bad" | { command -v swift >/dev/null && swift demangle --compact || cat; }; }
if [ "$wide" -eq 0 ] || [ "$middle" -eq 0 ]; then echo "the AVX modules hold no vector code" && bad=$((bad + 1)); fi
echo "instruction audit: $objects objects, $wide AVX-512 and $middle AVX2 instructions in their modules; $linked;" \
  "$bad violations"
[ "$bad" -eq 0 ]
