#!/usr/bin/env bash
# Adds the Swift reference to the site: docc's pages of what `import NormKit` gives, from the modules of a release build.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=.build/docs-swift
modules=.build/release/Modules
swift build -c release --target NormKit
rm -rf $work .build/site/reference/swift
mkdir -p $work/graphs $work/whole
for module in $(sed -n 's/^@_exported public import //p' Sources/NormKit/NormKit.swift); do
  swift symbolgraph-extract -module-name "$module" -I $modules -Xcc -fmodule-map-file=.build/release/CShims.build/module.modulemap \
    -target "$(swiftc -print-target-info | sed -n 's/.*"triple": "\(.*\)",/\1/p' | head -1)" -minimum-access-level public \
    -skip-synthesized-members -output-dir $work/graphs
done
python3 docs/site/swift_site.py join $work/graphs $work/whole/NormKit.symbols.json
docc convert docs/site/NormKit.docc --additional-symbol-graph-dir $work/whole --output-path .build/site/reference/swift \
  --fallback-display-name NormKit --fallback-bundle-identifier normkit --hosting-base-path reference/swift --warnings-as-errors
python3 docs/site/swift_site.py relocate .build/site/reference/swift /reference/swift/
