/**
 * Mocha's spec reporter; with FEDOTEL_TEST_COUNTS set it also appends what it counted and what failed to that file, one
 * line of JSON a run, for .ci/run to sum. CommonJS, because mocha loads reporters by require.
 */
const { appendFileSync } = require('node:fs');
const { Runner, reporters } = require('mocha');

class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const file = process.env.FEDOTEL_TEST_COUNTS;
      if (file) {
        const { passes, failures } = this.stats;
        const failed = this.failures.map((test) => `${test.fullTitle()}: ${test.err?.message ?? 'failed'}`);
        appendFileSync(file, `${JSON.stringify({ passed: passes, failed: failures, failures: failed })}\n`);
      }
    });
  }
}

module.exports = CountingReporter;
