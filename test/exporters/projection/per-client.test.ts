import assert from 'node:assert/strict';
import type { JournalEvent } from '../../../exporters/journal/events.js';
import { AUTO_CLIENT_KEYS, PER_CLIENT_MODES, type PerClientMode } from '../../../exporters/projection/index.js';
import { at, dropout, init, RUN, roundEnd, update } from '../run-model/support/scenario.js';
import { fold, only, seriesOf, spell, valuesByKey } from './support/fold.js';

/** Two rounds of so many clients with four fields each (and a status), each of them with a place. */
function run(clients: number): JournalEvent[] {
  const events: JournalEvent[] = [init({ started_at: at(0) })];
  for (const round of [1, 2]) {
    for (let client = 0; client < clients; client++) {
      const x = (client * 7 + round * 3) % clients;
      const fields = { local_loss: x, local_accuracy: x / clients, cpu_pct: x, f1: -x, lat: 1, lng: client };
      events.push(update(round, `c${client}`, round * 100 + client / 1000, fields));
    }
    events.push(roundEnd(round, round * 100 + 50, { num_selected: clients, num_completed: clients, global_loss: 1 }));
  }
  return events;
}

function keysOf(events: readonly JournalEvent[], perClient: PerClientMode) {
  const all = [...valuesByKey(fold(events, { perClient })).keys()];
  return {
    clients: all.filter((key) => /^(client|sys)\./.test(key)),
    bands: all.filter((key) => key.startsWith('clients/')),
    others: all.filter((key) => !/^(clients?|sys)[./]/.test(key)),
  };
}

describe('projection: modes of single clients', () => {
  const events = run(12);

  it('knows five modes, the default first', () => {
    assert.deepEqual(PER_CLIENT_MODES, ['auto', 'keys', 'runs', 'bands', 'off']);
  });

  for (const [mode, clients, bands] of [
    ['keys', 60, 0],
    ['runs', 60, 0],
    ['bands', 0, 24],
    ['off', 0, 0],
    ['auto', 60, 24],
  ] as const) {
    it(`has ${clients} keys of clients and ${bands} of bands in mode ${mode}`, () => {
      const keys = keysOf(events, mode);
      assert.deepEqual([keys.clients.length, keys.bands.length], [clients, bands]);
      assert.deepEqual(keys.others, keysOf(events, 'off').others);
    });
  }

  it('gives the same points in mode runs as in mode keys', () => {
    assert.deepEqual(fold(events, { perClient: 'runs' }), fold(events, { perClient: 'keys' }));
  });

  it('places clients where they have keys of their own', () => {
    const places = (perClient: PerClientMode) => only(fold(events, { perClient }), 'location').length;
    assert.deepEqual(PER_CLIENT_MODES.map(places), [12, 12, 12, 0, 0]);
  });

  it('says drop-outs of clients in every mode, their status only where they have keys', () => {
    for (const perClient of PER_CLIENT_MODES) {
      const outputs = fold([...events, dropout(2, 'c0', 260)], { perClient });
      assert.equal(only(outputs, 'incident').length, 1);
      const hasStatus = seriesOf(outputs, 'client.c0.status').at(-1)?.[1] === 2;
      assert.equal(hasStatus, perClient !== 'bands' && perClient !== 'off');
    }
  });
});

describe('projection: mode auto', () => {
  it('makes keys of clients in order of the journal until there are 300', () => {
    const events = run(100);
    const auto = keysOf(events, 'auto').clients;
    assert.equal(AUTO_CLIENT_KEYS, 300);
    assert.equal(auto.length, 300);
    assert.deepEqual(auto, keysOf(events, 'keys').clients.slice(0, 300));
  });

  it('goes on with the keys that there are, and has everybody in the bands', () => {
    const outputs = fold(run(100), { perClient: 'auto' });
    assert.deepEqual(
      seriesOf(outputs, 'client.c0.loss').map(([step]) => step),
      [1, 2],
    );
    assert.deepEqual(seriesOf(outputs, 'client.c99.loss'), []);
    assert.deepEqual(seriesOf(outputs, 'clients/loss/count'), [
      [1, 100],
      [2, 100],
    ]);
  });

  it('counts keys of scalars that clients log', () => {
    const scalars = Array.from(
      { length: 400 },
      (_, step): JournalEvent => ({
        event_type: 'scalar',
        run_id: RUN,
        timestamp: at(1),
        name: `s${step}`,
        step,
        value: step,
        client_id: 'a',
      }),
    );
    const server: JournalEvent = { event_type: 'scalar', run_id: RUN, timestamp: at(1), name: 'lr', step: 1, value: 1 };
    const all = valuesByKey(fold([init(), ...scalars, server], { perClient: 'auto' }));
    assert.equal(all.size, 301);
    assert.ok(all.has('scalar/lr'));
    assert.equal(valuesByKey(fold([init(), ...scalars, server], { perClient: 'off' })).size, 1);
  });
});

describe('projection: bands', () => {
  const clients = (count: number) =>
    Array.from({ length: count }, (_, client) =>
      update(1, `c${client}`, 1, { local_loss: count - client, bytes_sent: 1e6 }),
    );
  const bandsOf = (count: number) => {
    const events = [init(), ...clients(count), roundEnd(1, 10, { num_completed: count })];
    const points = only(fold(events, { perClient: 'bands' }), 'row').flatMap((row) => row.points);
    const loss = points.filter(({ key }) => key.group === 'clients' && key.path[0] === 'loss');
    return Object.fromEntries(loss.map(({ key, value }) => [key.path[1], value]));
  };

  it('has six numbers of ten clients, four of fewer', () => {
    assert.deepEqual(bandsOf(11), { count: 11, min: 1, p10: 2, median: 6, p90: 10, max: 11 });
    assert.deepEqual(Object.keys(bandsOf(10)), ['count', 'min', 'p10', 'median', 'p90', 'max']);
    assert.deepEqual(bandsOf(9), { count: 9, min: 1, median: 5, max: 9 });
    assert.deepEqual(bandsOf(1), { count: 1, min: 1, median: 1, max: 1 });
    assert.deepEqual(bandsOf(0), {});
  });

  it('has the units of the keys, a client once by its last value, and no status', () => {
    const events = [
      init(),
      update(1, 'a', 1, { bytes_sent: 1_000_000, local_loss: 1 }),
      update(1, 'a', 2, { bytes_sent: 3_000_000 }),
      roundEnd(1, 10, { num_completed: 1 }),
    ];
    const values = valuesByKey(fold(events, { perClient: 'bands' }));
    assert.equal(values.get('clients/bytes_sent_mb/max')?.[0]?.value, 3);
    assert.equal(values.get('clients/bytes_sent_mb/count')?.[0]?.value, 1);
    assert.equal(values.get('clients/loss/count')?.[0]?.value, 1);
    assert.equal(
      [...values.keys()].some((key) => key.includes('status')),
      false,
    );
  });

  it('has the bands of other operations when a later round has ended', () => {
    const evaluation = (client: string, seconds: number): JournalEvent => ({
      event_type: 'evaluation',
      run_id: RUN,
      round: 1,
      timestamp: at(seconds),
      operation: 'evaluate',
      client: { client_id: client, local_loss: seconds, status: 'active' },
    });
    const events = [
      init(),
      update(1, 'a', 1, { local_loss: 1 }),
      evaluation('a', 5),
      roundEnd(1, 10, { num_completed: 1 }),
      evaluation('b', 15),
    ];
    const key = 'clients/evaluate/loss/count';
    assert.deepEqual(seriesOf(fold(events, { perClient: 'bands' }), key), []);
    const outputs = fold([...events, roundEnd(2, 20, { num_completed: 0 }), evaluation('c', 25)], {
      perClient: 'bands',
    });
    assert.deepEqual(seriesOf(outputs, key), [[1, 2]]);
    assert.deepEqual(seriesOf(outputs, 'clients/evaluate/late'), [[1, 1]]);
  });

  it('names bands by field, then statistic', () => {
    const row = only(
      fold([init(), ...clients(1), roundEnd(1, 10, { num_completed: 1 })], { perClient: 'bands' }),
      'row',
    );
    const key = row.flatMap(({ points }) => points).find(({ key: { path } }) => path[1] === 'median')?.key;
    assert.deepEqual(key, { group: 'clients', client: undefined, path: ['loss', 'median'] });
    assert.equal(key === undefined ? '' : spell(key), 'clients/loss/median');
  });
});
