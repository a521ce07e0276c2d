import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { shellQuote } from '../../../cli/output/shell-quote.js';

describe('shellQuote', () => {
  it('leaves harmless words as they are', () => {
    for (const word of ['runs', './my-sink.js=30', 'map,geojson', '--to']) assert.equal(shellQuote(word), word);
  });

  it('makes any word one word of a shell', () => {
    for (const word of ['my runs', "it's", '$(id)', '', '*', 'a"b\\c', '`x`;&|']) {
      assert.equal(execFileSync('sh', ['-c', `printf %s ${shellQuote(word)}`], { encoding: 'utf8' }), word);
    }
  });
});
