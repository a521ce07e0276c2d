import assert from 'node:assert/strict';

import type { RoundNote } from '../../../examples/digits/notes.js';
import { createProgress } from '../../../examples/digits/progress.js';

const update = {
  ...{ client: 'a', loss: 1, accuracy: 0.5, samples: 10, gradientNorm: 1 },
  ...{ bytesSent: 1, bytesReceived: 1, trainDuration: 1 },
};
const running: RoundNote = {
  ...{ round: 2, selected: ['a', 'b', 'c'], deadlineSeconds: 1, updates: [update], stragglers: [], finished: false },
};
const finished: RoundNote = {
  ...running,
  stragglers: ['b'],
  finished: true,
  accuracy: 0.8125,
  loss: 0.6,
  trainLoss: 1,
};

function show(notes: readonly RoundNote[], options: { isTTY: boolean; quiet: boolean }): string {
  let text = '';
  const progress = createProgress({ isTTY: options.isTTY, write: (part: string) => (text += part) }, 4, options.quiet);
  for (const note of notes) progress.show(note);
  progress.done();
  return text;
}

describe('digits: progress', () => {
  it('is a line for each finished round in a pipe, with who was late and who was lost', () => {
    assert.equal(
      show([running, finished, finished], { isTTY: false, quiet: false }),
      'round 2/4  loss 0.600  accuracy 0.813  clients 1/3  late: b  lost: c\n',
    );
  });

  it('also has a line for a round without a result', () => {
    const failed: RoundNote = { ...running, updates: [], stragglers: ['a', 'b', 'c'], finished: true };
    assert.equal(
      show([failed], { isTTY: false, quiet: false }),
      'round 2/4  loss –  accuracy –  clients 0/3  late: a, b, c\n',
    );
  });

  it('is a bar that is written over on a terminal, with the last known results', () => {
    const [first, second, third] = show([running, finished, { ...running, round: 3 }], {
      isTTY: true,
      quiet: false,
    })
      .split('\r\x1b[K')
      .slice(1);
    assert.match(first ?? '', /^█{6}░{18} round 2\/4 {2}loss – {2}accuracy – {2}clients 1\/3$/);
    assert.match(second ?? '', /^█{12}░{12} round 2\/4 {2}loss 0\.600 {2}accuracy 0\.813 {2}clients 1\/3 {2}late: b/);
    assert.match(third ?? '', /^█{12}░{12} round 3\/4 {2}loss 0\.600 .* clients 1\/3\n$/);
  });

  it('keeps the bar within the width of the terminal', () => {
    const written: string[] = [];
    const output = { isTTY: true, columns: 40, write: (part: string) => written.push(part) };
    createProgress(output, 4, false).show(finished);
    assert.equal(written.join(''), `\r\x1b[K${'█'.repeat(12)}${'░'.repeat(12)} round 2/4  los`);
  });

  it('is silent when quiet, on a terminal too', () => {
    assert.equal(show([running, finished], { isTTY: true, quiet: true }), '');
    assert.equal(show([running, finished], { isTTY: false, quiet: true }), '');
  });
});
