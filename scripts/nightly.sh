#!/usr/bin/env bash
# The long forms of what CI does in short: some two hours. Ends with 1 when any of them failed.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

failed=()
# step NAME COMMAND...
step() {
  local name="$1"
  shift
  echo "=== $name"
  "$@" </dev/null || failed+=("$name")
  echo "=== $name: ${SECONDS} s since the start"
}

npm ci --no-audit --no-fund && npm run -s build || exit 1
step 'search for inputs that break something' node dist/test/fuzz/main.js --seconds 600
step 'load for ten minutes' node dist/test/soak/main.js --seconds 600
step 'overload for a minute' env FEDOTEL_TEST_OVERLOAD_SECONDS=60 npx mocha dist/test/exactness/overload.test.js
step 'a journal of 4 GB' env FEDOTEL_TEST_JOURNAL_MEGABYTES=4000 npx mocha dist/test/exactness/large-journal.test.js
step '100,000 clients, 50,000 runs' env FEDOTEL_TEST_IDS=50000 npx mocha dist/test/exactness/many-ids.test.js
step '70 kills of app and bridge' env FEDOTEL_TEST_BRIDGE_KILLS=50 npx mocha --timeout 0 dist/test/peers/exactness-kills.test.js
step '200 kills of five parts' env FEDOTEL_TEST_KILLS=200 npx mocha --timeout 0 dist/test/peers/crash-matrix.test.js
step '1,000 rounds of 10,000 clients' node dist/bench/simulate.js --rounds 1000 --clients 10000

for name in "${failed[@]:-}"; do [ -z "$name" ] || echo "failed: $name"; done
[ "${#failed[@]}" = 0 ]
