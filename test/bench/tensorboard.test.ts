import assert from 'node:assert/strict';
import { isMet } from '../../bench/report.js';
import { tensorboardFigures } from '../../bench/tensorboard.js';

describe('figures of the TensorBoard benchmark', () => {
  const figures = tensorboardFigures({ python: 20, records: 1, sink: 2.5, command: 4 }, 100);

  it('compare each way with Python’s writer', () => {
    assert.equal(figures['tensorboard.sinkOfPython']?.value, 8);
    assert.equal(figures['tensorboard.recordsOfPython']?.value, 20);
    assert.equal(figures['tensorboard.commandOfPython']?.value, 5);
    assert.equal(figures['tensorboard.pythonPointsPerSecond']?.value, 5);
  });

  it('have one goal, which eight times is not', () => {
    const judged = Object.entries(figures).map(([key, figure]) => [key, isMet(figure)]);
    assert.deepEqual(
      judged.filter(([, met]) => met !== undefined),
      [['tensorboard.sinkOfPython', false]],
    );
  });
});
