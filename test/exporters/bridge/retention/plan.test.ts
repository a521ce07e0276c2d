import assert from 'node:assert/strict';
import { hasExpired, planPrune, type RunFiles, type Standing } from '../../../../exporters/bridge/retention/index.js';

const DAY = 86_400_000;
const NOW = 1000 * DAY;

/** A run's files, with what decides about it. */
interface Sample extends RunFiles {
  readonly standing: Standing | Error;
}

function run(stem: string, daysOld: number, standing: Partial<Standing> | Error = {}): Sample {
  const files = { stem, paths: [], bytes: 100, journalBytes: 50, changedAt: NOW - daysOld * DAY };
  return { ...files, standing: standing instanceof Error ? standing : { ended: true, owedTo: [], ...standing } };
}

describe('plan of what goes from a folder', () => {
  let asked: string[] = [];

  beforeEach(() => {
    asked = [];
  });

  async function plan(runs: readonly Sample[], days?: number, maxBytes?: number): Promise<string[]> {
    const keepSeconds = days === undefined ? undefined : days * 86_400;
    const standingOf = async ({ stem }: RunFiles) => {
      asked.push(stem);
      const standing = runs.find((sample) => sample.stem === stem)?.standing;
      if (standing === undefined || standing instanceof Error) throw standing;
      return standing;
    };
    return (await planPrune(runs, { keepSeconds, maxBytes }, standingOf, NOW)).map((decision) =>
      decision.kind === 'remove'
        ? `${decision.files.stem} ${decision.why} ${decision.lostTo.join('+')}`.trim()
        : `${decision.files.stem} kept`,
    );
  }

  it('takes runs that are older than the age, and no other', async () => {
    assert.deepEqual(await plan([run('new', 1), run('old', 31), run('at', 30)], 30), ['old age']);
    assert.deepEqual(asked, ['old'], 'the others are not even read');
  });

  it('takes the oldest until the rest fits', async () => {
    const runs = [run('a', 3), run('b', 1), run('c', 2)];
    assert.deepEqual(await plan(runs, undefined, 300), []);
    assert.deepEqual(await plan(runs, undefined, 299), ['a size']);
    assert.deepEqual(await plan(runs, undefined, 100), ['a size', 'c size']);
    assert.deepEqual(await plan(runs, undefined, 0), ['a size', 'c size', 'b size']);
    assert.deepEqual(await plan([run('a', 40), run('b', 35), run('c', 1)], 38, 150), ['a age', 'b size']);
  });

  it('never takes a run that may go on, and takes a newer one in its place when room is needed', async () => {
    const live = { ended: false };
    assert.deepEqual(await plan([run('live', 3, live), run('b', 1)], undefined, 100), ['live kept', 'b size']);
    assert.deepEqual(await plan([run('live', 14, live)], 1), ['live kept']);
    assert.deepEqual(await plan([run('silent', 14.01, live)], 1), ['silent age']);
  });

  it('never takes what a destination still needs, until its claim has expired', async () => {
    const owedTo = ['mlflow', 'wandb'];
    assert.deepEqual(await plan([run('owed', 14, { owedTo })], 1), ['owed kept']);
    assert.deepEqual(await plan([run('owed', 14.01, { owedTo })], 1), ['owed age mlflow+wandb']);
    assert.equal(hasExpired(NOW - 14 * DAY, NOW), false);
  });

  it('never takes a file that cannot be read, however old', async () => {
    assert.deepEqual(await plan([run('odd', 500, new Error('no run'))], 1), ['odd kept']);
  });

  it('says nothing of runs that nothing asks to go', async () => {
    const runs = [run('live', 1, { ended: false }), run('owed', 1, { owedTo: ['map'] })];
    assert.deepEqual(await plan(runs, 30, 1000), []);
  });
});
