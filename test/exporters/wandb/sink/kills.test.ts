import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalEvent } from '../../../../exporters/journal/events.js';
import type { RunState } from '../../../../exporters/wandb/sink/state-file.js';
import { at, finished, madeRun } from '../support.js';
import { createRig, ok, type Rig, rowsIn } from './rig.js';

const CLOSING = { closing: true };
const EVENTS: readonly JournalEvent[] = [...madeRun(), finished(60)];

describe('wandb sink into directories, killed and started again', () => {
  let rig: Rig;
  beforeEach(() => {
    rig = createRig();
  });
  afterEach(() => rig.end());

  const stateFile = () => join(rig.stateDir, 'made.json');
  const state = () => JSON.parse(readFileSync(stateFile(), 'utf8')) as RunState;
  const change = (changed: Partial<RunState>) => writeFileSync(stateFile(), JSON.stringify({ ...state(), ...changed }));
  async function write(): Promise<void> {
    const sink = await rig.open({ perClient: 'runs' });
    await ok(sink.flush(await rig.deliver(sink, EVENTS), CLOSING));
  }
  /** What was on disk when all directories were whole and none had its name, or some had. */
  async function killedWhileNaming(named: number): Promise<readonly string[]> {
    await write();
    const names = rig.directories();
    const { finishes, written } = state();
    const directories = names.map((name, index) => ({
      ...{ client: Object.keys(written)[index] ?? '', name, draftName: `incomplete-x-${index}` },
      written: Object.values(written)[index] ?? { rows: 0, samples: 0, alerts: 0, artifacts: {} },
    }));
    for (const { name, draftName } of directories.slice(named)) {
      renameSync(join(rig.wandb, name), join(rig.wandb, draftName));
    }
    const [finish] = finishes;
    assert.ok(finish !== undefined);
    change({ draft: 'incomplete-x-', pending: { finish, directories }, finishes: [], written: {}, directories: [] });
    return names;
  }

  it('begins again when nothing was whole, and removes what was there', async () => {
    await write();
    const names = rig.directories();
    const contents = names.map((name) => rowsIn(rig, name));
    for (const [index, name] of names.entries()) {
      renameSync(join(rig.wandb, name), join(rig.wandb, `incomplete-x-${index}`));
    }
    change({ draft: 'incomplete-x-', finishes: [], written: {}, directories: [] });
    await write();
    assert.deepEqual(readdirSync(rig.wandb), names);
    assert.deepEqual(
      names.map((name) => rowsIn(rig, name)),
      contents,
    );
  });

  it('leaves drafts of others alone', async () => {
    await write();
    const [name = ''] = rig.directories();
    renameSync(join(rig.wandb, name), join(rig.wandb, 'incomplete-other-1'));
    change({ draft: 'incomplete-x-' });
    await write();
    assert.ok(readdirSync(rig.wandb).includes('incomplete-other-1'));
  });

  for (const named of [0, 1, 3]) {
    it(`gives whole directories their names when ${named} of 3 had theirs`, async () => {
      const names = await killedWhileNaming(named);
      await write();
      assert.deepEqual(readdirSync(rig.wandb).sort(), [...names].sort());
      assert.equal(state().pending, undefined);
      assert.equal(state().finishes.length, 1);
    });
  }

  it('knows what is written when it was killed before it said so', async () => {
    const names = await killedWhileNaming(3);
    await write();
    await write();
    assert.deepEqual(rig.directories(), names);
  });

  it('begins anew for another journal under the same name', async () => {
    await write();
    change({ head: 'of another journal' });
    const sink = await rig.open({ perClient: 'runs' });
    const run = await rig.deliver(sink, EVENTS);
    const result = await sink.flush(run, CLOSING);
    assert.ok(result.kind === 'park');
    assert.match(result.reason, /is there already, and syncing it twice would double the run's rows/);
  });

  it('leaves a later directory alone, too, which somebody else has written', async () => {
    await write();
    const [name = ''] = rig.directories().filter((one) => one.endsWith('-made'));
    mkdirSync(join(rig.wandb, `${name}-2`));
    const late: JournalEvent = {
      ...{ event_type: 'client_update', run_id: 'made', round: 1, timestamp: at(70) },
      clients: [{ client_id: 'a', local_loss: 9, status: 'active' }],
    };
    const sink = await rig.open({ perClient: 'runs' });
    const result = await sink.flush(await rig.deliver(sink, [...EVENTS, late]), CLOSING);
    assert.ok(result.kind === 'park');
    assert.match(result.reason, /-made-2 is there already/);
  });

  it('writes again what could not be written', async () => {
    const sink = await rig.open();
    const run = await rig.deliver(sink, EVENTS);
    renameSync(rig.wandb, `${rig.wandb}-away`);
    writeFileSync(rig.wandb, 'a file where the folder should be');
    const failed = await sink.flush(run, CLOSING);
    assert.equal(failed.kind, 'retry');
    renameSync(rig.wandb, `${rig.wandb}-file`);
    renameSync(`${rig.wandb}-away`, rig.wandb);
    await ok(sink.flush(run, CLOSING));
    assert.equal(readdirSync(rig.wandb).length, 1);
  });
});
