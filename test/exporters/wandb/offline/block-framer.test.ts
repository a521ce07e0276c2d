import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { BlockFramer } from '../../../../exporters/wandb/offline/block-framer.js';
import { frames } from '../../../support/wandb-file.js';

/** Bytes left in the first block behind the file header and one chunk header. */
const FIRST_BLOCK = 32_768 - 7 - 7;

function framed(records: readonly Buffer[]): Buffer {
  const framer = new BlockFramer();
  for (const record of records) framer.add(record);
  return framer.take();
}

function record(length: number, seed: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, index) => (index * 31 + seed) % 251));
}

describe('BlockFramer', () => {
  it('begins a file so that it is one, also an empty one', () => {
    assert.equal(framed([]).toString('hex'), '3a572642e1be00');
    assert.deepEqual(frames(framed([])), []);
  });

  it('keeps records whatever is left in a block', () => {
    for (let left = 0; left <= 16; left += 1) {
      for (const next of [0, 1, 5, 7, 20, 40_000]) {
        const records = [record(FIRST_BLOCK - left, left), record(next, 1), record(3, 2)];
        assert.deepEqual(frames(framed(records)), records, `${left} bytes left, then ${next}`);
      }
    }
  });

  it('divides long records into chunks of a block', () => {
    const records = [record(200_000, 1), record(32_768, 2), record(1, 3), record(32_761, 4)];
    assert.deepEqual(frames(framed(records)), records);
  });

  it('gives the same bytes whenever they are taken', () => {
    const records = Array.from({ length: 300 }, (_, index) => record(index * 7, index));
    const framer = new BlockFramer();
    const pieces: Buffer[] = [];
    for (const one of records) {
      framer.add(one);
      pieces.push(framer.take());
      assert.equal(framer.waiting, 0);
    }
    assert.deepEqual(Buffer.concat(pieces), framed(records));
  });

  it('makes the bytes that W&B’s client makes of the same records', () => {
    for (const name of ['fedplain01', 'fedblocks01']) {
      const file = readFileSync(`test/fixtures/wandb/run-${name}.wandb`);
      assert.deepEqual(framed(frames(file)), file, name);
    }
  });
});
