#!/usr/bin/env bash
# Opens every page of a folder that `swift run demo run all --out FOLDER` wrote in headless Chromium, at 1280 and 400 pixels:
# fails on console errors, on pages wider than the window, and on text in charts that overlaps, leaves its chart or is too
# small to read; leaves screenshots in FOLDER/screenshots. Without a folder it runs all experiments, briefly.
set -uo pipefail
cd "$(dirname "$0")/.."
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) \
  || { echo "lab-pages: no chromium (Debian: apt-get install chromium)"; exit 1; }
folder=${1:-}
if [ -z "$folder" ]; then
  folder=.build/lab-pages
  rm -rf "$folder"
  swift run demo run all --quick --out "$folder" || exit 1
fi
folder=$(cd "$folder" && pwd) || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$folder/screenshots"
passed=0
failed=0

# open WIDTH HEIGHT FILE OPTION…
open() {
  local width=$1 height=$2 file=$3
  shift 3
  timeout 120 "$browser" --headless=new --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" \
    --enable-logging=stderr --window-size="$width,$height" "$@" "file://$file"
}

# check NAME FILE: one page at both widths.
check() {
  local name=$1 page=$2 width faults report
  { cat "$page"; echo "<script>"; cat Tests/lab/check.js; echo "</script>"; } > "$work/page.html"
  for width in 1280 400; do
    open "$width" 900 "$work/page.html" --dump-dom > "$work/dom.html" 2> "$work/log"
    report=$(sed -n '/<pre id="lab-check">/,/<\/pre>/p' "$work/dom.html" | sed 's/<[^>]*>//g')
    faults=$(grep -vE '^(height|charts) [0-9]+$' <<< "$report" | grep .)
    faults+=$(grep -F 'CONSOLE' "$work/log")
    [[ $report == height* ]] || faults+="the page could not be looked at"
    open "$width" "$(sed -n 's/^height //p' <<< "$report")" "$page" --screenshot="$folder/screenshots/$name-$width.png" \
      > "$work/log" 2>&1
    [ -s "$folder/screenshots/$name-$width.png" ] || faults+="no screenshot"
    if [ -z "$faults" ]; then passed=$((passed + 1)); else
      failed=$((failed + 1))
      echo "$name at $width pixels:"
      sed 's/^/  /' <<< "$faults"
    fi
  done
}

check front "$folder/index.html"
for page in "$folder"/*/index.html; do check "$(basename "$(dirname "$page")")" "$page"; done
# What the checks are for: a page that has every fault must not pass.
before=$failed
{
  echo '<div style="width:3000px">.</div><svg role="img" viewBox="0 0 100 100"><title>bad</title>'
  echo '<text x="5" y="50">one</text><text x="5" y="52">two</text></svg><script>absent()</script>'
} > "$work/bad.html"
check bad "$work/bad.html" > "$work/bad.txt"
rm -f "$folder"/screenshots/bad-*.png
failed=$before
for fault in 'pixels wide' 'no description' 'overlap' 'CONSOLE'; do
  if grep -q "$fault" "$work/bad.txt"; then passed=$((passed + 1)); else
    failed=$((failed + 1))
    echo "a bad page was not found out: $fault"
  fi
done
echo "lab pages: $passed passed, $failed failed; screenshots in $folder/screenshots"
[ "$failed" -eq 0 ]
