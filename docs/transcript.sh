#!/bin/sh
# Runs the incident of WhoBlocksWhomTest against a real PostgreSQL and writes what it printed into docs/operating.md.
set -eu
cd "$(dirname "$0")/.."
output=$(mktemp)
trap 'rm -f "$output" "$output.md"' EXIT
mvn -B -ntp -q -pl health-jdbc -am test -Dtest=WhoBlocksWhomTest -Dsurefire.failIfNoSpecifiedTests=false > "$output"
awk -v transcript="$output" '
    /^<!-- transcript: who blocks whom/ {
        print
        print "```"
        while ((getline line < transcript) > 0) {
            if (line == "---") inside = 0
            if (inside) print line
            if (line == "--- transcript: who blocks whom") inside = 1
        }
        print "```"
        skipping = 1
        next
    }
    /^<!-- end of transcript/ { skipping = 0 }
    !skipping { print }
' docs/operating.md > "$output.md"
grep -q "remedy:" "$output.md" || { echo "the test printed no transcript" >&2; exit 1; }
cat "$output.md" > docs/operating.md
