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

# open WIDTH HEIGHT FILE OPTION…: what the browser prints goes to $work/out, what it logs to $work/log. It normally takes some
# seconds; on a machine that is stopped for minutes, or where it hangs, it is ended and started once more, which is said.
open() {
  local width=$1 height=$2 file=$3 attempt status
  shift 3
  for attempt in 1 2 3; do
    timeout --kill-after=5 90 "$browser" --headless=new --no-sandbox --disable-gpu --hide-scrollbars --no-first-run \
      --disable-background-networking --disable-component-update --disable-sync --disable-dev-shm-usage \
      --user-data-dir="$work/profile-$attempt" --enable-logging=stderr --window-size="$width,$height" "$@" "file://$file" \
      > "$work/out" 2> "$work/log"
    status=$?
    # 124 and 137: the time was up. Whatever else went wrong is not tried again.
    case $status in 124 | 137) ;; *) return $status ;; esac
    rm -rf "$work/profile-$attempt"
    echo "lab-pages: the browser did not end in 90 seconds at $width pixels (attempt $attempt of 3)" >&2
  done
  return $status
}

# size FILE: a picture's width and height, as its header has them; nothing where there is no picture.
size() {
  [ -s "$1" ] && od -An -tu1 -j16 -N8 "$1" \
    | awk '{ printf "%d %d", (($1 * 256 + $2) * 256 + $3) * 256 + $4, (($5 * 256 + $6) * 256 + $7) * 256 + $8 }'
}

# framed WIDTH FILE: a page with FILE and the checks in a frame of that width, since no window is narrower than 500 pixels; it
# takes over what they found.
framed() {
  echo "<!DOCTYPE html><body style=\"margin:0\"><iframe style=\"border:0\" width=\"$1\" height=\"800\" srcdoc=\""
  { cat "$2"; echo "<script>"; cat Tests/lab/check.js; echo "</script>"; } | sed 's/&/\&amp;/g; s/"/\&quot;/g'
  echo "\"></iframe><script>onload = () => document.body.append(frames[0].document.querySelector('#lab-check'));</script>"
}

# check NAME FILE: one page at both widths.
check() {
  local name=$1 page=$2 width height report shot faults=$work/faults
  for width in 1280 400; do
    : > "$faults"
    framed "$width" "$page" > "$work/page.html"
    open 1280 900 "$work/page.html" --dump-dom || echo "the browser ended with $?" >> "$faults"
    report=$(sed -n '/<pre id="lab-check">/,/<\/pre>/p' "$work/out" | sed 's/<[^>]*>//g')
    grep -vE "^(width $width|(height|charts) [0-9]+)\$" <<< "$report" | grep . >> "$faults"
    grep -F 'CONSOLE' "$work/log" >> "$faults"
    [[ $report == width* ]] || echo "the page could not be looked at" >> "$faults"
    height=$(sed -n 's/^height //p' <<< "$report")
    shot=$folder/screenshots/$name-$width.png
    rm -f "$shot"
    open "$width" "${height:-900}" "$page" --screenshot="$shot" || echo "for the screenshot the browser ended with $?" >> "$faults"
    [ "$(size "$shot")" = "$width ${height:-900}" ] \
      || echo "the screenshot should be $width ${height:-900} pixels, it is $(size "$shot")" >> "$faults"
    if [ ! -s "$faults" ]; then passed=$((passed + 1)); else
      failed=$((failed + 1))
      echo "$name at $width pixels:"
      sed 's/^/  /' "$faults"
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
