import assert from 'node:assert/strict';
import { timelineOf } from '../../../viewer/timeline/phases.js';
import { rowWords, shiftWords } from '../../../viewer/timeline/words.js';
import { at, piece, round, task } from './support.js';

describe('timeline: words', () => {
  it('says all that the bars show', () => {
    const frame = round(['straggler'], {
      tasks: [task(0, 1, 10, { error: 'straggler' }), task(0, 2, 30, { side: 'client', shifted: 2500 })],
      clients: { late: [true] },
      explanation: { sentences: [], criticalPath: [], path: [piece('training', 2, 10, 0)], basis: 'spans' },
    });
    const [row] = timelineOf(frame, [{ id: 'a' }], at(10))?.rows ?? [];
    assert.ok(row);
    assert.equal(
      rowWords(row, at(0)).replaceAll('\u00a0', ' '),
      'a, straggler, answered after the round’s end, began after 1.00 s, Download 1.00 s, Training 8.00 s, on the critical path, clock 2.50 s behind the server’s, moved',
    );
  });

  it('tells what was worked out, and the reason of a drop-out', () => {
    const frame = round(['dropped'], {
      tasks: [task(0, 0, 4, { measured: false })],
      clients: { reason: ['<b>battery</b>'] },
    });
    const [row] = timelineOf(frame, [{ id: 'a' }], at(10))?.rows ?? [];
    assert.ok(row);
    assert.equal(
      rowWords(row, at(0)).replaceAll('\u00a0', ' '),
      'a, dropped out, <b>battery</b>, began after 0 s, Client, not divided 4.00 s (worked out)',
    );
    assert.equal(shiftWords(row), undefined);
  });
});
