import assert from 'node:assert/strict';
import { type Candidate, planPrune } from '../../../cli/prune/plan.js';

const DAY = 86_400_000;
const NOW = 1000 * DAY;

function run(stem: string, daysOld: number, changes: Partial<Candidate> = {}): Candidate {
  const files = { stem, paths: [], bytes: 100, journalBytes: 50, changedAt: NOW - daysOld * DAY };
  return { files, ended: true, owedTo: [], ...changes };
}

function plan(runs: readonly Candidate[], days?: number, maxBytes?: number): string[] {
  const keepSeconds = days === undefined ? undefined : days * 86_400;
  return planPrune(runs, { keepSeconds, maxBytes }, NOW).map((decision) =>
    decision.kind === 'remove'
      ? `${decision.run.files.stem} ${decision.why} ${decision.lostTo.join('+')}`.trim()
      : `${decision.run.files.stem} kept`,
  );
}

describe('plan of runs prune', () => {
  it('takes runs that are older than the age, and no other', () => {
    assert.deepEqual(plan([run('new', 1), run('old', 31), run('at', 30)], 30), ['old age']);
  });

  it('takes the oldest until the rest fits', () => {
    const runs = [run('a', 3), run('b', 1), run('c', 2)];
    assert.deepEqual(plan(runs, undefined, 300), []);
    assert.deepEqual(plan(runs, undefined, 299), ['a size']);
    assert.deepEqual(plan(runs, undefined, 100), ['a size', 'c size']);
    assert.deepEqual(plan(runs, undefined, 0), ['a size', 'c size', 'b size']);
    assert.deepEqual(plan([run('a', 40), run('b', 35), run('c', 1)], 38, 150), ['a age', 'b size']);
  });

  it('never takes a run that may go on, and takes a newer one in its place when room is needed', () => {
    assert.deepEqual(plan([run('live', 3, { ended: false }), run('b', 1)], undefined, 100), ['live kept', 'b size']);
    assert.deepEqual(plan([run('live', 14, { ended: false })], 1), ['live kept']);
    assert.deepEqual(plan([run('silent', 14.01, { ended: false })], 1), ['silent age']);
  });

  it('never takes what a destination still needs, until its claim has expired', () => {
    const owedTo = ['mlflow', 'wandb'];
    assert.deepEqual(plan([run('owed', 14, { owedTo })], 1), ['owed kept']);
    assert.deepEqual(plan([run('owed', 14.01, { owedTo })], 1), ['owed age mlflow+wandb']);
  });

  it('says nothing of runs that nothing asks to go', () => {
    assert.deepEqual(plan([run('live', 1, { ended: false }), run('owed', 1, { owedTo: ['map'] })], 30, 1000), []);
  });
});
