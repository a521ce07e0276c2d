import assert from 'node:assert/strict';
import type { ClientRecord, ClientUpdateEvent, JournalEvent } from '../../../exporters/journal/events.js';
import { decodeLine } from '../../../exporters/journal/index.js';
import { clientFields, scaleValue } from '../../../semconv/index.js';
import { at, dropout, failure, init, RUN, roundEnd, roundStart, update } from '../run-model/support/scenario.js';
import { fold, only, seriesOf, spell, valuesByKey } from './support/fold.js';

const START = init({ started_at: at(0) });

/** Value by key of one update's row. */
function pointsOf(fields: Omit<ClientRecord, 'client_id'>, event: Partial<ClientUpdateEvent> = {}) {
  const rows = only(fold([START, update(3, 'a', 1, { status: undefined, ...fields }, event)]), 'row');
  const points = rows.flatMap((row) => row.points);
  return Object.fromEntries(points.map(({ key, value }) => [spell(key), value]));
}

/** A part of an update that lacks the update's marker. */
function part(client: string, seconds: number, fields: Omit<ClientRecord, 'client_id'>): JournalEvent {
  const event = update(3, client, seconds);
  return { ...event, clients: [{ client_id: client, round: 3, ...fields }] };
}

describe('projection: client updates', () => {
  it("names every field in HiveWatch's units", () => {
    assert.deepEqual(
      pointsOf({
        status: 'active',
        local_accuracy: 0.5,
        local_loss: 1.5,
        num_samples: 0,
        base_round: 1,
        gradient_norm: 2,
        gradient_magnitude: 0.25,
        sparsity: 0.1,
        compression_ratio: 0.2,
        bytes_sent: 24_691,
        bytes_received: 0,
        network_latency_ms: 12.5,
        train_time_sec: 3.5,
        cpu_pct: 45,
        ram_mb: 900,
        gpu_util_pct: 60,
        gpu_vram_mb: 4096,
        energy_joules: 40,
        lat: 1,
        lng: 2,
        city: 'Lemont',
        country: 'US',
        result: 'accepted',
        client_name: 'Ada',
      }),
      {
        'client.a.status': 0,
        'client.a.accuracy': 0.5,
        'client.a.loss': 1.5,
        'client.a.num_samples': 0,
        'client.a.staleness': 2,
        'client.a.gradient_norm': 2,
        'client.a.gradient_magnitude': 0.25,
        'client.a.sparsity': 0.1,
        'client.a.compression_ratio': 0.2,
        'client.a.bytes_sent_mb': 0.024691,
        'client.a.bytes_received_mb': 0,
        'client.a.network_latency_ms': 12.5,
        'client.a.train_time_sec': 3.5,
        'sys.a.cpu_pct': 45,
        'sys.a.ram_mb': 900,
        'sys.a.gpu_util_pct': 60,
        'sys.a.gpu_vram_mb': 4096,
        'sys.a.energy_joules': 40,
      },
    );
  });

  it('has a key for every field of the registry, in its unit', () => {
    for (const { journal, journalScale, key, keyScale, system } of clientFields) {
      const value = 0.25 * 1_000_000;
      assert.deepEqual(
        pointsOf({ [journal]: scaleValue(value, journalScale) }),
        { [`${system ? 'sys' : 'client'}.a.${key}`]: scaleValue(value, keyScale) },
        journal,
      );
    }
  });

  it('passes free numbers and leaves out what is no number', () => {
    assert.deepEqual(
      pointsOf({
        f1: 0.5,
        'per class/7': 1,
        tokens: 9007199254740993n,
        lost: 'NaN',
        device: 'phone',
        ok: true,
        list: [1],
        map: { a: 1 },
        nothing: null,
      }),
      {
        'client.a.f1': 0.5,
        'client.a.per class/7': 1,
        'client.a.tokens': 9007199254740993n,
        'client.a.lost': Number.NaN,
      },
    );
  });

  it('keeps free numbers apart from fields of the same name', () => {
    assert.deepEqual(pointsOf({ local_accuracy: 0.5, accuracy: 0.1, bytes_sent_mb: 7 }), {
      'client.a.accuracy': 0.5,
      'client.a.extra.accuracy': 0.1,
      'client.a.extra.bytes_sent_mb': 7,
    });
  });

  it('reads accuracies that the journal holds as texts', () => {
    const line = `{"event_type":"client_update","run_id":"${RUN}","round":1,"clients":[{"client_id":"a","local_accuracy":null,"local_accuracy_text":"NaN","local_loss":"Infinity"}]}`;
    const decoded = decodeLine(line);
    assert.equal(decoded.kind, 'event');
    const outputs = decoded.kind === 'event' ? fold([START, decoded.event]) : [];
    assert.deepEqual(seriesOf(outputs, 'client.a.accuracy'), [[1, Number.NaN]]);
    assert.deepEqual(seriesOf(outputs, 'client.a.loss'), [[1, Number.POSITIVE_INFINITY]]);
    assert.equal(valuesByKey(outputs).size, 2);
  });

  it('keeps ids and names as they are, whatever characters they have', () => {
    for (const id of ['🐝', 'a/b c', 'x.y', '', '__proto__', 'a\u0000b', 'ä'.repeat(500)]) {
      const row = only(fold([START, update(1, id, 1, { ['__proto__']: 1, loss: 2, 'a\u0000': 3 })]), 'row')[0];
      const keys = row?.points.map(({ key }) => key) ?? [];
      assert.deepEqual(
        keys.map(({ client }) => client),
        keys.map(() => id),
      );
      assert.ok(keys.length >= 3);
    }
  });

  it('numbers the statuses, unknown ones as HiveWatch does', () => {
    for (const [status, code] of [
      ['active', 0],
      ['idle', 1],
      ['dropped', 2],
      ['failed', 3],
      ['rebooting', 0],
    ] as const) {
      assert.deepEqual(pointsOf({ status }), { 'client.a.status': code });
    }
  });

  it('inserts the operation where it is not training', () => {
    const event = {
      event_type: 'evaluation',
      run_id: RUN,
      round: 2,
      timestamp: at(5),
      operation: 'evaluate',
      client: { client_id: 'a', local_loss: 0.5, cpu_pct: 3, status: 'active', base_round: 1 },
    } as const;
    const points = only(fold([START, event]), 'row').flatMap((row) => row.points);
    assert.deepEqual(
      points.map(({ key, value }) => [key.group, key.client, key.path, value]),
      [
        ['client', 'a', ['evaluate', 'loss'], 0.5],
        ['sys', 'a', ['evaluate', 'cpu_pct'], 3],
        ['client', 'a', ['evaluate', 'staleness'], 1],
        ['client', 'a', ['evaluate', 'status'], 0],
      ],
    );
  });

  it('gives one object for one name', () => {
    const outputs = fold([START, update(1, 'a', 1, { local_loss: 1 }), update(2, 'a', 2, { local_loss: 2 })]);
    const [first, second] = only(outputs, 'row');
    assert.equal(first?.points[0]?.key, second?.points[0]?.key);
    assert.notEqual(first?.points[0]?.key, undefined);
  });
});

describe('projection: updates in parts', () => {
  const marker = { ...update(3, 'a', 1, { base_round: 1, local_loss: 0.5 }), field_count: 4 };

  it('tells each part once, at the same step and time', () => {
    const outputs = fold([START, part('a', 1, { f1: 0.25 }), marker, part('a', 1, { num_samples: 8 })]);
    assert.deepEqual(
      only(outputs, 'row').map(({ step, timeMillis, points }) => [
        step,
        timeMillis,
        points.map(({ key }) => spell(key)),
      ]),
      [
        [3, Date.parse(at(1)), ['client.a.f1']],
        [3, Date.parse(at(1)), ['client.a.loss', 'client.a.staleness', 'client.a.status']],
        [3, Date.parse(at(1)), ['client.a.num_samples']],
      ],
    );
  });

  for (const [order, events] of [
    ['the base round first', [marker, part('a', 1, { staleness: 2 })]],
    ['the number first', [part('a', 1, { staleness: 2 }), marker]],
  ] as const) {
    it(`says the staleness once when it comes by number and by base round, ${order}`, () => {
      assert.deepEqual(seriesOf(fold([START, ...events]), 'client.a.staleness'), [[3, 2]]);
    });
  }

  it('believes the number where it differs from the base round', () => {
    assert.deepEqual(pointsOf({ base_round: 1, staleness: 5 })['client.a.staleness'], 5);
  });

  it('says the same staleness again for another update', () => {
    const next = { ...update(3, 'a', 2, { base_round: 1 }), field_count: 4 };
    assert.equal(seriesOf(fold([START, marker, next]), 'client.a.staleness').length, 2);
  });
});

describe('projection: updates without a round', () => {
  const drift = (client: string, seconds: number) => update(null, client, seconds, { local_loss: seconds });

  it('has the highest round so far as step', () => {
    const outputs = fold([START, roundStart(4, 1), drift('a', 2), roundStart(5, 3), roundStart(3, 4), drift('a', 5)]);
    assert.deepEqual(seriesOf(outputs, 'client.a.loss'), [
      [4, 2],
      [5, 5],
    ]);
  });

  it("has the number of the client's earlier updates in a run that knows no rounds", () => {
    const outputs = fold([START, drift('a', 1), drift('b', 2), drift('a', 3), drift('a', 4)]);
    assert.deepEqual(
      seriesOf(outputs, 'client.a.loss').map(([step]) => step),
      [0, 1, 2],
    );
    assert.deepEqual(seriesOf(outputs, 'client.b.loss'), [[0, 2]]);
    const parts = [drift('a', 1), update(null, 'a', 1, { f1: 1, status: undefined }), drift('a', 2)];
    assert.deepEqual(seriesOf(fold([START, ...parts]), 'client.a.f1'), [[0, 1]]);
    assert.deepEqual(seriesOf(fold([START, ...parts]), 'client.a.loss'), [
      [0, 1],
      [1, 2],
    ]);
  });
});

describe('projection: drop-outs and failures of clients', () => {
  it('counts those of a round, and shows them in the status of the client', () => {
    const outputs = fold([
      START,
      update(1, 'a', 1, { local_loss: 1 }),
      dropout(1, 'a', 2),
      dropout(1, 'b', 3, 'battery'),
      failure(1, 'c', 4),
      dropout(2, 'a', 5),
    ]);
    assert.deepEqual(seriesOf(outputs, 'event/client_dropout'), [
      [1, 1],
      [1, 2],
      [2, 1],
    ]);
    assert.deepEqual(seriesOf(outputs, 'event/comm_failure'), [[1, 1]]);
    assert.deepEqual(seriesOf(outputs, 'client.a.status'), [
      [1, 0],
      [1, 2],
      [2, 2],
    ]);
    assert.deepEqual(seriesOf(outputs, 'client.c.status'), [[1, 3]]);
    assert.deepEqual(only(outputs, 'incident')[1], {
      kind: 'incident',
      what: 'client_dropout',
      round: 1,
      client: 'b',
      operation: 'train',
      reason: 'battery',
      timeMillis: Date.parse(at(3)),
    });
  });

  it('keeps those of other operations apart', () => {
    const outputs = fold([START, { ...dropout(1, 'a', 1), operation: 'evaluate' } as JournalEvent]);
    assert.deepEqual(seriesOf(outputs, 'event/evaluate/client_dropout'), [[1, 1]]);
    assert.deepEqual(seriesOf(outputs, 'client.a.evaluate.status'), [[1, 2]]);
  });
});

describe('projection: clients that the end of a round repeats', () => {
  const HIVEWATCH = { event_type: 'init', run_id: RUN, started_at: at(0) } as const;
  const repeating = (...clients: readonly ClientRecord[]) => roundEnd(1, 10, { num_completed: 1 }, { clients });

  it('says nothing again that an update said', () => {
    const sent = update(1, 'a', 1, { local_loss: 1, num_samples: 5 });
    const outputs = fold([HIVEWATCH, sent, repeating({ client_id: 'a', round: 1, local_loss: 1, status: 'active' })]);
    assert.deepEqual(seriesOf(outputs, 'client.a.loss'), [[1, 1]]);
    assert.deepEqual(seriesOf(outputs, 'client.a.status'), [[1, 0]]);
  });

  it('takes a value that no update said, without undoing a drop-out', () => {
    const sent = update(1, 'a', 1, { local_loss: 1 });
    const copy = { client_id: 'a', round: 1, local_loss: 1, local_accuracy: 0.5, status: 'active' };
    const outputs = fold([HIVEWATCH, sent, dropout(1, 'a', 2), repeating(copy)]);
    assert.deepEqual(valuesByKey(outputs).get('client.a.accuracy'), [
      { step: 1, value: 0.5, time: Date.parse(at(10)) },
    ]);
    assert.deepEqual(seriesOf(outputs, 'client.a.status').at(-1), [1, 2]);
  });

  it('takes a client of which there is no update, and counts it', () => {
    const outputs = fold([HIVEWATCH, repeating({ client_id: 'a', round: 1, bytes_sent: 5_000_000, status: 'active' })]);
    assert.deepEqual(seriesOf(outputs, 'client.a.bytes_sent_mb'), [[1, 5]]);
    assert.deepEqual(seriesOf(outputs, 'comm/total_bytes_up_mb'), [[1, 5]]);
    assert.deepEqual(seriesOf(outputs, 'round/num_selected'), [[1, 1]]);
  });

  it('leaves out records of another round', () => {
    const outputs = fold([HIVEWATCH, repeating({ client_id: 'a', round: 0, local_loss: 1 })]);
    assert.deepEqual(seriesOf(outputs, 'client.a.loss'), []);
  });
});
