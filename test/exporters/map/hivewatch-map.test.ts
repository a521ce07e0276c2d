import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodeJson } from '../../../exporters/journal/codec/encode.js';
import type { JournalEvent, JsonObject } from '../../../exporters/journal/events.js';
import { hiveWatchMapText, toHiveWatchMap } from '../../../exporters/map/index.js';
import { anyEvent } from '../run-model/support/arbitrary-events.js';
import {
  at,
  dropout,
  failure,
  finished,
  init,
  RUN,
  roundEnd,
  roundStart,
  taskStarted,
  update,
  viewOf,
} from '../run-model/support/scenario.js';

function roundsOf(...events: JournalEvent[]): JsonObject[] {
  return toHiveWatchMap(viewOf(...events)).rounds as JsonObject[];
}

function clientsOf(...events: JournalEvent[]): JsonObject[] {
  return roundsOf(...events)[0]?.clients as JsonObject[];
}

describe('map: our runs in HiveWatch’s schema', () => {
  it('always has the fields that HiveWatch always has, null when unknown', () => {
    assert.deepEqual(toHiveWatchMap(viewOf(roundStart(1, 0))), {
      schema_version: 1,
      run_id: RUN,
      algorithm: null,
      config: {},
      started_at: at(0),
      finished_at: null,
      server: null,
      state: 'running',
      last_data_at: at(0),
      rounds: [
        {
          round: 1,
          globalAcc: null,
          globalLoss: null,
          duration: null,
          dispersion: null,
          state: 'running',
          started_at: at(0),
          num_selected: 0,
          num_completed: 0,
          num_failures: 0,
          num_dropped: 0,
          num_stragglers: 0,
          num_late: 0,
          clients: [],
        },
      ],
    });
  });

  it('is the same text in pieces', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        const view = viewOf(...events);
        assert.equal([...hiveWatchMapText(view)].join(''), encodeJson(toHiveWatchMap(view)));
      }),
    );
  });

  it('has what we know beyond HiveWatch', () => {
    const map = toHiveWatchMap(
      viewOf(
        init({
          attempt: 1_772_442_000_000,
          job: 'digits',
          planned_rounds: 2,
          objective: { metric: 'loss', goal: 'min' },
          timestamp: at(0),
        }),
        {
          ...roundEnd(1, 5, { global_loss: 0.5, metrics: { f1: 0.8 }, algorithm_metadata: { mu: 1 }, error: 'Quorum' }),
          attempt: 1_772_442_000_000,
        },
        { event_type: 'evaluation', run_id: RUN, timestamp: at(6), split: 'test', accuracy: Number.NaN },
        finished(9, { state: 'failed', error: 'OOM', emitted: { updates: 0 }, attempt: 1_772_442_000_000 }),
      ),
    );
    assert.deepEqual(
      [map.job, map.attempt, map.planned_rounds, map.state, map.error],
      ['digits', 1_772_442_000_000, 2, 'failed', 'OOM'],
    );
    assert.deepEqual(map.best, { metric: 'loss', goal: 'min', round: 1, value: 0.5 });
    assert.deepEqual(map.evaluations, [{ timestamp: at(6), split: 'test', accuracy: null, accuracy_text: 'NaN' }]);
    const [round] = map.rounds as JsonObject[];
    assert.deepEqual(
      [round?.metrics, round?.algorithm_metadata, round?.error, round?.state],
      [{ f1: 0.8 }, { mu: 1 }, 'Quorum', 'failed'],
    );
  });

  it('says of each client how its part ended and why', () => {
    const clients = clientsOf(
      update(1, 'a', 1, { local_loss: 0.5, client_name: 'Site A' }),
      update(1, 'a', 2, { local_loss: 0.4 }),
      dropout(1, 'b', 3, 'battery'),
      failure(1, 'c', 4, 'UNAVAILABLE'),
      roundEnd(1, 5),
      update(1, 'd', 6, {}, { field_count: 3 }),
    );
    assert.deepEqual(clients, [
      {
        client_id: 'a',
        client_name: 'Site A',
        round: 1,
        local_loss: 0.4,
        status: 'active',
        outcome: 'completed',
        num_updates: 2,
      },
      { client_id: 'b', status: 'dropped', outcome: 'dropped', dropout_reason: 'battery' },
      { client_id: 'c', status: 'failed', outcome: 'failed', failure_reason: 'UNAVAILABLE' },
      { client_id: 'd', round: 1, status: 'active', late: true, incomplete: true },
    ]);
  });

  it('shows whom a running round waits for', () => {
    const [round] = roundsOf(roundStart(1, 0, 1), taskStarted(1, 'a', 2));
    assert.deepEqual(round?.waiting_for, [{ client_id: 'a', operation: 'train', since: at(2) }]);
    assert.deepEqual(round?.clients, [{ client_id: 'a', status: 'idle', outcome: 'pending' }]);
  });

  it('keeps other operations apart from training', () => {
    const [client] = clientsOf(update(1, 'a', 1, { local_loss: 0.5 }), {
      event_type: 'evaluation',
      run_id: RUN,
      round: 1,
      timestamp: at(2),
      operation: 'evaluate',
      client: { client_id: 'a', status: 'active', local_loss: 0.3, local_accuracy: Number.NaN },
    });
    assert.equal(client?.local_loss, 0.5);
    assert.deepEqual(client?.operations, {
      evaluate: { local_loss: 0.3, local_accuracy: null, local_accuracy_text: 'NaN' },
    });
  });

  it('writes accuracies that are no numbers as null with their text, other numbers as texts', () => {
    const text = encodeJson(
      toHiveWatchMap(
        viewOf(
          update(1, 'a', 1, { local_accuracy: Number.NaN, local_loss: Number.POSITIVE_INFINITY, f1: Number.NaN }),
          roundEnd(1, 2, { global_accuracy: Number.NEGATIVE_INFINITY, global_loss: Number.NaN }),
        ),
      ),
    );
    const [round] = (JSON.parse(text) as { rounds: (JsonObject & { clients: JsonObject[] })[] }).rounds;
    assert.deepEqual([round?.globalAcc, round?.globalAcc_text, round?.globalLoss], [null, '-Infinity', 'NaN']);
    const [client] = round?.clients ?? [];
    assert.deepEqual([client?.local_accuracy, client?.local_accuracy_text], [null, 'NaN']);
    assert.deepEqual([client?.local_loss, client?.f1], ['Infinity', 'NaN']);
  });

  it('survives ids and keys of any spelling', () => {
    const odd = JSON.parse('{"__proto__": 5}') as Record<string, number>;
    const text = encodeJson(toHiveWatchMap(viewOf(update(1, '</script>\u2028"', 1, { ...odd, 'a.b/c': 1 }))));
    const [client] = (JSON.parse(text) as { rounds: { clients: JsonObject[] }[] }).rounds[0]?.clients ?? [];
    assert.equal(client?.client_id, '</script>\u2028"');
    assert.equal(client?.['a.b/c'], 1);
    assert.match(text, /"__proto__":5/);
  });
});
