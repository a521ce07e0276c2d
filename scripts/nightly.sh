#!/usr/bin/env bash
# The long forms of what CI does in short: some fifty minutes on two cores. What the proofs have seen goes into docs/reliability.md.
# Ends with 1 when any of them failed.
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

# Fails when what an install brings has a known hole; a registry that cannot say so is no hole.
audit() {
  local report
  report="$(npm audit --omit=dev --json 2>/dev/null)"
  # Without the counts of an audit the registry has not answered with one.
  if ! grep -q '"vulnerabilities": *{' <<<"$report"; then
    echo 'warning: the registry has no audit; nothing is known about holes'
    return 0
  fi
  npm audit --omit=dev
}

npm ci --no-audit --no-fund && npm run -s build || exit 1
seen="$(mktemp)"
trap 'rm -f "$seen"' EXIT
export FEDOTEL_PROOFS_FILE="$seen"

step 'known holes of dependencies' audit
step 'faults, in short' npx mocha 'dist/test/exactness/*.test.js' 'dist/test/exporters/journal/**/*.test.js' \
  'dist/test/exporters/projection/*.test.js' 'dist/test/exporters/receiver/*.test.js' \
  dist/test/exporters/page/http/many-pages.test.js dist/test/exporters/bridge/sink-runner.test.js dist/test/lib/core/clock.test.js
step 'faults of real peers' npx mocha --timeout 600000 'dist/test/peers/*-kills.test.js' dist/test/peers/tensorboard.test.js \
  dist/test/peers/collector-outage.test.js dist/test/peers/collector-gateway.test.js dist/test/peers/mlflow-failures.test.js
step 'search for inputs that break something' node dist/test/fuzz/main.js --seconds 600
step 'load for ten minutes' node dist/test/soak/main.js --seconds 600
step 'overload for a minute' env FEDOTEL_TEST_OVERLOAD_SECONDS=60 npx mocha dist/test/exactness/overload.test.js
step 'a slow disk for a minute' env FEDOTEL_TEST_SLOW_DISK_SECONDS=60 npx mocha dist/test/exactness/slow-disk.test.js
step 'JSON of the largest size' env FEDOTEL_TEST_BOMB_MEGABYTES=60 npx mocha dist/test/exactness/json-bombs.test.js
step 'a journal of 4 GB' env FEDOTEL_TEST_JOURNAL_MEGABYTES=4000 npx mocha dist/test/exactness/large-journal.test.js
step '100,000 rounds that were forgotten' env FEDOTEL_TEST_OLD_ROUNDS=100000 npx mocha dist/test/exactness/old-rounds.test.js
step 'a million ids' env FEDOTEL_TEST_IDS=1000000 npx mocha dist/test/exactness/many-ids.test.js
step '70 kills of app and bridge' env FEDOTEL_TEST_BRIDGE_KILLS=50 npx mocha --timeout 0 dist/test/peers/exactness-kills.test.js
step '200 kills of five parts' env FEDOTEL_TEST_KILLS=200 npx mocha --timeout 0 dist/test/peers/crash-matrix.test.js
step '1,000 rounds of 10,000 clients' node dist/bench/simulate.js --rounds 1000 --clients 10000
step 'figures of what was seen' node dist/docs/generate/reliability.js "$seen"

for name in "${failed[@]:-}"; do [ -z "$name" ] || echo "failed: $name"; done
[ "${#failed[@]}" = 0 ]
