#!/usr/bin/env bash
# Builds the site into .build/site, for reading without a network; a warning or a dead link is an error. Sets up what it
# needs in .build/docs-venv. The Swift reference needs a release build, which is made; NORMKIT_DOCS_SWIFT=no leaves it out.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=.build/docs-venv
[ -x $venv/bin/python ] || python3 -m venv $venv
if ! cmp -s docs/site/requirements.txt $venv/requirements.txt; then
  $venv/bin/python -m pip install -q --disable-pip-version-check -r docs/site/requirements.txt
  cp docs/site/requirements.txt $venv/requirements.txt
fi
NO_MKDOCS_2_WARNING=1 $venv/bin/mkdocs build --strict
if [ "${NORMKIT_DOCS_SWIFT:-yes}" = yes ]; then docs/site/swift.sh; fi
python3 docs/site/check.py .build/site
echo "the site is in .build/site, $(find .build/site -name "*.html" | wc -l) pages"
echo "its search and the Swift reference want a server: python3 -m http.server -d .build/site"
