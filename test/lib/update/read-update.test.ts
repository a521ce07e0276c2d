import assert from 'node:assert/strict';
import { clientFields } from '../../../semconv/index.js';
import { record } from '../support/recording.js';

describe('client update', () => {
  it('keeps every field, each under its registered name', () => {
    const { run, updates } = record();
    const values = Object.fromEntries(clientFields.map((field, index) => [field.field, index]));
    run.clientUpdate({ round: 2, client: 'a', ...values });
    assert.deepEqual(
      updates()[0]?.names,
      clientFields.map((field) => field.name),
    );
    assert.deepEqual(
      updates()[0]?.values,
      clientFields.map((_, index) => index),
    );
  });

  it('keeps what else there is to say', () => {
    const { run, updates } = record();
    run.clientUpdate({
      round: 2,
      client: 'a',
      operation: 'evaluate',
      name: 'Anna',
      state: 'idle',
      result: 'stale',
      baseRound: 1,
      metrics: { f1: 0.5, nan: Number.NaN },
      attributes: { device: { os: 'x', cores: [1, 2] } },
      time: 1_000_000_000_123,
    });
    assert.deepEqual(updates()[0], {
      kind: 'update',
      run: { id: run.id, job: 'digits', attempt: run.attempt },
      time: [1_000_000_000, 123_000_000],
      round: 2,
      client: 'a',
      operation: 'evaluate',
      names: [],
      values: [],
      metricNames: ['f1', 'nan'],
      metricValues: [0.5, Number.NaN],
      marker: {
        'fl.client.state': 'idle',
        'fl.update.result': 'stale',
        'fl.update.base_round': 1,
        'fl.client.extra.device': { os: 'x', cores: [1, 2] },
        'fl.client.name': 'Anna',
      },
    });
  });

  it('is a copy', () => {
    const { run, updates } = record();
    const update = { round: 1, client: 'a', metrics: { f1: 1 }, attributes: { list: [1] } };
    run.clientUpdate(update);
    update.metrics.f1 = 2;
    update.attributes.list.push(2);
    assert.deepEqual(updates()[0]?.metricValues, [1]);
    assert.deepEqual(updates()[0]?.marker['fl.client.extra.list'], [1]);
  });

  it('keeps zeros and numbers that are none, rounds counts, takes null for absent', () => {
    const { run, updates, warnings } = record();
    run.clientUpdate({
      round: 0,
      client: 'a',
      loss: Number.POSITIVE_INFINITY,
      accuracy: 0,
      samples: 2.6,
      staleness: null as never,
    });
    assert.deepEqual(updates()[0]?.values, [Number.POSITIVE_INFINITY, 0, 3]);
    assert.deepEqual(warnings, []);
  });

  it('leaves out what is unusable, keeps the rest, and says so once', () => {
    const { run, updates, warnings } = record();
    for (let i = 0; i < 3; i++) {
      run.clientUpdate({
        round: 1,
        client: 'a',
        accuracy: 0.5,
        loss: 'low',
        samples: Number.NaN,
        bytesSent: 2 ** 60,
        state: 'sleeping',
        baseRound: -1,
        time: 1e30,
        metrics: { f1: 'x' },
      } as never);
    }
    assert.equal(updates().length, 3);
    assert.deepEqual(updates()[0]?.names, ['fl.client.accuracy']);
    assert.equal(updates()[0]?.marker['fl.client.state'], 'active');
    assert.deepEqual(
      [...new Set(warnings.map((warning) => warning.about))].sort(),
      ['baseRound', 'bytesSent', 'loss', 'metrics.f1', 'samples', 'state', 'time'].map(
        (name) => `clientUpdate.${name}`,
      ),
    );
    assert.match(warnings[0]?.message ?? '', /clientUpdate: .* was left out: expected .*, got /);
  });

  it('keeps unknown keys as attributes and hints at near misses', () => {
    const { run, updates, warnings } = record();
    run.clientUpdate({ round: 1, client: 'a', gradient_norm: 3, device: 'phone' } as never);
    assert.equal(updates()[0]?.marker['fl.client.extra.gradient_norm'], 3);
    assert.equal(updates()[0]?.marker['fl.client.extra.device'], 'phone');
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]?.message ?? '', /gradient_norm is no known field .*: did you mean gradientNorm\?/);
  });

  it('needs a round and a client', () => {
    const { run, updates, warnings } = record();
    for (const update of [
      {},
      { round: 1 },
      { client: 'a' },
      { round: 1, client: '' },
      { round: -1, client: 'a' },
      { round: 1.5, client: 'a' },
      null,
    ]) {
      run.clientUpdate(update as never);
    }
    assert.equal(updates().length, 0);
    assert.ok(warnings.every((warning) => warning.code === 'FEDOTEL_BAD_VALUE'));
  });

  it('takes numbers for ids and keeps long ids apart', () => {
    const { run, updates } = record();
    run.clientUpdate({ round: 0, client: 7 as never });
    run.clientUpdate({ round: 0, client: `${'x'.repeat(2000)}1` });
    run.clientUpdate({ round: 0, client: `${'x'.repeat(2000)}2` });
    const [number, first, second] = updates().map((update) => update.client);
    assert.equal(number, '7');
    assert.equal(first?.length, 512);
    assert.notEqual(first, second);
  });

  it('bounds the number of free metrics', () => {
    const { run, updates, warnings } = record();
    run.clientUpdate({
      round: 0,
      client: 'a',
      metrics: Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`m${index}`, index])),
    });
    assert.equal(updates()[0]?.metricNames.length, 256);
    assert.equal(warnings[0]?.code, 'FEDOTEL_LIMIT');
  });

  it('gives each update of a client a later time, whatever times the app gives', () => {
    const { run, updates } = record();
    run.clientUpdate({ round: 0, client: 'a', time: 5000 });
    run.clientUpdate({ round: 0, client: 'a', time: 5000 });
    run.clientUpdate({ round: 0, client: 'b', time: 5000 });
    run.clientUpdate({ round: 0, client: 'a', time: 4000 });
    run.clientUpdate({ round: 0, client: 'a', time: 6000.5 });
    assert.deepEqual(
      updates().map((update) => update.time),
      [
        [5, 0],
        [5, 1],
        [5, 0],
        [5, 2],
        [6, 500_000],
      ],
    );
  });
});
