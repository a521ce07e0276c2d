import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createFrames, frameText } from '../../../../exporters/page/frames/index.js';
import { dropout, init, roundEnd, roundStart, taskStarted, update, viewOf } from '../../run-model/support/scenario.js';

const textOf = (frame: object) => [...frameText(frame)].join('');

describe('the JSON of a frame in pieces', () => {
  it('is what JSON.stringify gives, of any frame', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything({ withSparseArray: true })), (frame) => {
        assert.equal(textOf(frame), JSON.stringify(frame));
      }),
      { numRuns: 300 },
    );
    const odd = { a: undefined, b: {}, c: [], d: [undefined, Number.NaN, null], e: { f: undefined, ['__proto__']: 1 } };
    assert.equal(textOf(odd), JSON.stringify(odd));
    const long = { numbers: Array.from({ length: 5000 }, (_, index) => index / 7), rest: 'x' };
    assert.equal(textOf(long), JSON.stringify(long));
  });

  it('is the same of a round, in pieces that do not grow with it', () => {
    const clients = Array.from({ length: 6000 }, (_, index) => `client-${index}`);
    const view = viewOf(
      init(),
      roundStart(1, 0),
      ...clients.map((client) => taskStarted(1, client, 1)),
      ...clients.map((client, index) =>
        index % 5 === 0 ? dropout(1, client, 2, 'battery') : update(1, client, 3, { local_loss: index / 7 }),
      ),
      roundEnd(1, 4),
    );
    const [frame] = createFrames({ stem: 'run-1' }).update(view, 0).rounds;
    assert.ok(frame !== undefined);
    const pieces = [...frameText(frame)];
    assert.equal(pieces.join(''), JSON.stringify(frame));
    assert.ok(Math.max(...pieces.map(({ length }) => length)) < 250_000);
  });
});
