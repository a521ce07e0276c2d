import assert from 'node:assert/strict';
import { readRun } from '../../support/read-run.js';
import { at, clientOf, dropout, failure, roundEnd, roundOf, taskStarted, update, viewOf } from './support/scenario.js';

describe('run model: clients of a round', () => {
  it('merges several updates by time, not by arrival, and counts the client once', () => {
    const view = viewOf(
      update(1, 'a', 5, { local_loss: 0.5, f1: 0.9 }),
      update(1, 'a', 2, { local_loss: 0.8, num_samples: 7 }),
      roundEnd(1, 9),
    );
    const client = clientOf(view, 1, 'a');
    assert.deepEqual(client.fields, { local_loss: 0.5, f1: 0.9, num_samples: 7 });
    assert.deepEqual(
      client.updates.map(({ timestamp }) => timestamp),
      [at(2), at(5)],
    );
    assert.equal(roundOf(view, 1).completed, 1);
  });

  it('never lets a null overwrite a value, and keeps zeros, empty texts and false', () => {
    const view = viewOf(
      update(1, 'a', 1, { local_loss: 0.5, lat: 1, city: 'Bern' }),
      update(1, 'a', 2, { local_loss: null, lat: 0, city: '', bytes_sent: 0, charging: false }),
    );
    assert.deepEqual(clientOf(view, 1, 'a').fields, {
      local_loss: 0.5,
      lat: 0,
      city: '',
      bytes_sent: 0,
      charging: false,
    });
  });

  it('keeps NaN, big integers and any key', () => {
    const odd = JSON.parse('{"__proto__": 1, "constructor": 2}') as Record<string, number>;
    const view = viewOf(update(1, '__proto__', 1, { ...odd, local_loss: Number.NaN, tokens: 2n ** 60n }));
    const { fields } = clientOf(view, 1, '__proto__');
    assert.ok(Object.is(fields.local_loss, Number.NaN));
    assert.equal(fields.tokens, 2n ** 60n);
    assert.deepEqual(Object.entries(fields).slice(0, 2), [
      ['__proto__', 1],
      ['constructor', 2],
    ]);
  });

  it('shows the name beside the fields', () => {
    const client = clientOf(viewOf(update(1, 'a', 1, { client_name: 'Site A', f1: 1 })), 1, 'a');
    assert.equal(client.name, 'Site A');
    assert.deepEqual(client.fields, { f1: 1 });
  });

  it('has clients in order of first sight, ties by id', () => {
    const view = viewOf(
      update(1, 'z', 1),
      update(1, 'b', 3),
      update(1, 'a', 3),
      taskStarted(1, 'late', 0),
      update(1, 'late', 9),
    );
    assert.deepEqual(
      roundOf(view, 1).clients.map(({ clientId }) => clientId),
      ['late', 'z', 'a', 'b'],
    );
  });

  describe('status and outcome', () => {
    it('are of the latest thing that happened', () => {
      const view = viewOf(
        update(1, 'dropped', 1),
        dropout(1, 'dropped', 2, 'battery'),
        failure(1, 'retried', 1),
        update(1, 'retried', 2),
        update(1, 'failed', 1),
        failure(1, 'failed', 2),
        update(1, 'idle', 1, { status: 'idle' }),
        roundEnd(1, 9),
      );
      const seen = roundOf(view, 1).clients.map(({ clientId, status, outcome }) => [clientId, status, outcome]);
      assert.deepEqual(
        new Set(seen.map(String)),
        new Set(['dropped,dropped,dropped', 'retried,active,completed', 'failed,failed,failed', 'idle,idle,straggler']),
      );
      assert.equal(clientOf(view, 1, 'dropped').dropout?.reason, 'battery');
      assert.equal(clientOf(view, 1, 'retried').failure?.reason, 'UNAVAILABLE');
    });

    it('are those of the drop-out when both have the same time', () => {
      assert.equal(clientOf(viewOf(dropout(1, 'a', 1), update(1, 'a', 1)), 1, 'a').status, 'dropped');
    });

    it('survive a late update', () => {
      const view = viewOf(dropout(1, 'a', 1), roundEnd(1, 5), update(1, 'a', 6, { f1: 1 }));
      const client = clientOf(view, 1, 'a');
      assert.deepEqual(
        [client.status, client.outcome, client.late, client.fields],
        ['dropped', 'dropped', true, { f1: 1 }],
      );
    });

    it('are a straggler’s when everything of a selected client came late, and nobody’s when it was not selected', () => {
      const view = viewOf(taskStarted(1, 'a', 0), roundEnd(1, 5), update(1, 'a', 6), update(1, 'b', 7));
      assert.deepEqual([clientOf(view, 1, 'a').status, clientOf(view, 1, 'a').outcome], ['active', 'straggler']);
      assert.deepEqual([clientOf(view, 1, 'b').status, clientOf(view, 1, 'b').outcome], ['active', undefined]);
      assert.equal(roundOf(view, 1).lateUpdates, 2);
    });
  });

  describe('repeated in the end of the round, as HiveWatch does', () => {
    it('are not counted twice, and neither drop-out nor failure is undone', async () => {
      const view = await readRun('test/fixtures/hivewatch/full.jsonl');
      assert.equal(clientOf(view, 2, 'edge/03 küche').status, 'dropped');
      assert.equal(clientOf(view, 2, 'edge/03 küche').dropout?.reason, 'Verbindung verloren: “timeout”');
      assert.equal(clientOf(view, 3, '🐝-hive_5').status, 'failed');
      assert.deepEqual(
        view.rounds
          .flatMap(({ clients }) => clients.map(({ updates }) => updates.length))
          .filter((count) => count !== 1),
        // Two dropped before any update, one failed, one sent late too, one sent twice.
        [0, 0, 2, 0, 2],
      );
    });

    it('fill gaps, and stand for an update that is not in the log', () => {
      const clients = [
        { client_id: 'a', status: 'active', local_loss: 9, num_samples: 3 },
        { client_id: 'b', status: 'active', local_loss: 2 },
        { client_id: 'b', status: 'active', local_loss: 1 },
      ];
      const view = viewOf(update(1, 'a', 1, { local_loss: 0.5 }), roundEnd(1, 5, {}, { clients }));
      assert.deepEqual(clientOf(view, 1, 'a').fields, { local_loss: 0.5, num_samples: 3 });
      assert.deepEqual(clientOf(view, 1, 'b').fields, { local_loss: 1 });
      assert.deepEqual([clientOf(view, 1, 'b').outcome, clientOf(view, 1, 'b').updates], ['completed', []]);
      assert.equal(roundOf(view, 1).completed, 2);
    });
  });

  it('keeps updates without a round on the run', async () => {
    const view = await readRun('test/fixtures/hivewatch/full.jsonl');
    assert.deepEqual(
      view.roundless.map(({ clientId, fields, outcome }) => [clientId, fields.local_loss, outcome]),
      [['drifter', 0.5, undefined]],
    );
    assert.ok(view.rounds.every(({ clients }) => clients.every(({ clientId }) => clientId !== 'drifter')));
  });

  it('lists drop-outs and failures in order of time, of the round and of the run', async () => {
    const view = await readRun('test/fixtures/hivewatch/full.jsonl');
    const expected = [
      ['client.4', 'battery low', 2],
      ['edge/03 küche', 'Verbindung verloren: “timeout”', 2],
      ['🐝-hive_5', 'unknown', 2],
    ];
    assert.deepEqual(
      view.dropouts.map(({ clientId, reason, round }) => [clientId, reason, round]),
      expected,
    );
    assert.deepEqual(roundOf(view, 2).dropouts, view.dropouts);
    assert.deepEqual(
      view.commFailures.map(({ reason }) => reason),
      ['gRPC UNAVAILABLE: line1\nline2', 'unknown'],
    );
    assert.deepEqual(roundOf(view, 3).commFailures, view.commFailures);
  });
});
