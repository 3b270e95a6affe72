# For scripts that source it: named checks, which are counted.
passed=0
failed=0

# check NAME COMMAND…: the command works; its output is shown where it does not.
check() {
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then
    passed=$((passed + 1))
    echo "$name: passed"
  else
    failed=$((failed + 1))
    printf '%s: FAILED\n%s\n' "$name" "$output"
  fi
}
