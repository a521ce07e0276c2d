import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalEvent } from '../../../../exporters/journal/events.js';
import { readRun } from '../support/event-reader.js';
import { createRig, deliver, mustBeOk, type Rig, sequenced, storedScalars } from '../support/rig.js';

const RUN = 'run-1';
const run = { runId: RUN, stem: RUN };
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

/** A run that says it has sent more than is here, so that its bands are held back. */
const INCOMPLETE: readonly JournalEvent[] = [
  { event_type: 'init', run_id: RUN, format: 1, attempt: 1, timestamp: at(0) },
  { event_type: 'round_start', run_id: RUN, attempt: 1, timestamp: at(1), round: 1, num_selected: 3 },
  update('a', 2, 0.5),
  update('b', 3, 0.25),
  {
    ...{ event_type: 'round_end', run_id: RUN, attempt: 1, timestamp: at(4), round: 1 },
    round_metrics: { num_selected: 3, num_completed: 3 },
  },
  {
    event_type: 'finished',
    run_id: RUN,
    attempt: 1,
    timestamp: at(5),
    state: 'finished',
    emitted: { updates: 3, rounds: 1 },
  },
];

function update(client: string, second: number, loss: number): JournalEvent {
  const record = { client_id: client, status: 'active', local_loss: loss };
  return { event_type: 'client_update', run_id: RUN, attempt: 1, timestamp: at(second), round: 1, clients: [record] };
}

describe('a run that ends before all of its data are here', () => {
  let rig: Rig;
  beforeEach(() => {
    rig = createRig();
  });
  afterEach(() => rig.end());

  const bands = () => storedScalars(rig.runFolder(RUN)).filter((line) => line.startsWith('|clients/loss'));

  it('waits for them while the bridge goes on', async () => {
    const sink = await rig.open();
    await deliver(sink, run, sequenced(INCOMPLETE));
    const result = await sink.flush(run, { closing: false });
    assert.deepEqual(
      { kind: result.kind, expected: result.kind === 'retry' && result.expected },
      { kind: 'retry', expected: true },
    );
    assert.deepEqual(bands(), []);
    await deliver(sink, run, sequenced([...INCOMPLETE, update('c', 4, 1)]).slice(-1));
    mustBeOk(await sink.flush(run, { closing: false }));
    assert.equal(
      bands().some((line) => line.endsWith('|3')),
      true,
      bands().join(),
    );
  });

  it('writes what it held back when the bridge stops, and the same after a restart', async () => {
    const sink = await rig.open();
    const events = sequenced(INCOMPLETE);
    await deliver(sink, run, events);
    mustBeOk(await sink.flush(run, { closing: true }));
    const settled = bands();
    assert.equal(
      settled.some((line) => /count\|1\|[\d.]+\|2$/.test(line)),
      true,
      settled.join(),
    );
    const file = join(rig.runFolder(RUN), 'events.out.tfevents.1767225600.fedotel');
    const before = readFileSync(file);
    const note = JSON.parse(readFileSync(join(rig.runFolder(RUN), '.fedotel.json'), 'utf8'));
    assert.deepEqual(note.settled_at, [events.at(-1)?.sequence]);

    const later = await rig.open();
    await deliver(later, run, sequenced([...INCOMPLETE, update('c', 4, 1)]));
    mustBeOk(await later.flush(run, { closing: true }));
    // What is there stays; the late update changes no band.
    assert.deepEqual(readFileSync(file).subarray(0, before.length), before);
    assert.deepEqual(bands(), settled);
    assert.equal(
      readRun(rig.runFolder(RUN))
        .get('c')
        ?.values.some(({ tag }) => tag === 'client/loss'),
      true,
    );
  });
});
