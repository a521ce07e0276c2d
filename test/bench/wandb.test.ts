import assert from 'node:assert/strict';
import { isMet } from '../../bench/report.js';
import { wandbFigures } from '../../bench/wandb.js';

describe('figures of the W&B benchmark', () => {
  const seconds = { client: 20, rows: 2.5, sink: 4, command: 5 };
  const figures = wandbFigures({ seconds, bytesPerRow: { client: 1000, rows: 600 } }, 100);

  it('compare each way with W&B’s client', () => {
    assert.equal(figures['wandb.rowsOfClient']?.value, 8);
    assert.equal(figures['wandb.sinkOfClient']?.value, 5);
    assert.equal(figures['wandb.commandOfClient']?.value, 4);
    assert.equal(figures['wandb.bytesOfClient']?.value, 0.6);
    assert.equal(figures['wandb.clientRowsPerSecond']?.value, 5);
    assert.equal(figures['wandb.rowsPerSecond']?.value, 40);
  });

  it('have two goals, of which eight times as fast is not one', () => {
    const judged = Object.entries(figures).map(([key, figure]) => [key, isMet(figure)]);
    assert.deepEqual(
      judged.filter(([, met]) => met !== undefined),
      [
        ['wandb.rowsOfClient', false],
        ['wandb.bytesOfClient', true],
      ],
    );
  });
});
