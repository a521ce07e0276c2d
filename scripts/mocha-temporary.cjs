'use strict';

/**
 * Gives a run of the tests, and every process that it starts, a temporary folder of its own, which goes when it ends:
 * what tests, killed programs and browsers leave behind goes with it.
 */
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const folder = mkdtempSync(join(tmpdir(), 'fedotel-test-'));
process.env.TMPDIR = folder;

process.on('exit', () => {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // A program that is about to end still writes; that must not fail the tests.
  }
});
