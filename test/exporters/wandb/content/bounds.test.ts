import assert from 'node:assert/strict';
import type { JournalEvent } from '../../../../exporters/journal/events.js';
import { LocationTable } from '../../../../exporters/wandb/content/locations.js';
import { at, fold, madeRun, ofKind } from '../support.js';

describe('bounds of what a run means to W&B', () => {
  it('gives a thousand clients runs of their own, and counts the others', () => {
    const clients = Array.from({ length: 1005 }, (_, n) => `client ${n}`);
    const { content, clients: runs } = fold(madeRun({ rounds: 2, clients }), 'runs');
    assert.equal(runs.size, 1000);
    assert.equal(content.untoldClients, 5);
    assert.ok(!runs.has('client 1000'));
    assert.equal(ofKind(runs.get('client 999') ?? [], 'history').length, 2);
  });

  it('keeps the youngest ten thousand places', () => {
    const table = new LocationTable();
    const place = { kind: 'location', round: 0, lat: 1, lng: 2, city: undefined, country: undefined } as const;
    table.place({ ...place, client: 'a' });
    const key = { group: 'client', client: 'a', path: ['loss'] } as const;
    for (let step = 0; step < 25_000; step += 1) {
      table.row({ kind: 'row', axis: 'round', step, timeMillis: step, points: [{ key, value: step }] });
    }
    const rows = table.rows();
    assert.equal(rows.length, 10_000);
    assert.deepEqual(rows[0]?.slice(0, 2), [15_000, 'a']);
    assert.deepEqual(rows.at(-1), [24_999, 'a', 1, 2, null, null, null, 24_999, null]);
    assert.equal(table.changes, 25_000);
  });

  it('puts the parts of one update into one row of the table', () => {
    const part = (fields: object): JournalEvent => ({
      ...{ event_type: 'client_update', run_id: 'made', round: 0, timestamp: at(1) },
      clients: [{ client_id: 'a', ...fields }],
    });
    const { content, own } = fold([
      ...madeRun({ rounds: 0 }),
      part({ lat: 0, lng: 0, city: 'Null Island', status: 'idle', local_loss: 0.5 }),
      part({ local_accuracy: 0.25 }),
    ]);
    content.finish({ exitCode: 0, complete: true, timeMillis: 0 });
    assert.deepEqual(ofKind(own, 'table')[0]?.rows, [[0, 'a', 0, 0, 'Null Island', null, 0.25, 0.5, 'idle']]);
  });

  it('knows a file once, whichever attempt registered it', () => {
    const file = (second: number): JournalEvent => ({
      ...{
        event_type: 'artifact',
        run_id: 'made',
        name: 'notes.txt',
        path: `notes-${second}.txt`,
        timestamp: at(second),
      },
    });
    const { content } = fold([...madeRun({ rounds: 0 }), file(1), file(2)]);
    assert.deepEqual(
      [...content.files.values()].map(({ path }) => path),
      ['notes-2.txt'],
    );
  });
});
