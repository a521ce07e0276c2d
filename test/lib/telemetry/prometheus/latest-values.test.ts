import assert from 'node:assert/strict';
import { createLatestValues, type LatestValuesTable } from '../../../../lib/telemetry/prometheus/latest-values.js';
import { createSilentWarnings, type SaidWarning } from '../../support/recording.js';
import { RUN, update } from '../fixtures.js';

const MINUTE = 60_000;
const NAMES = new Set(['fl.client.loss', 'fl.client.samples']);

describe('latest values of clients', () => {
  let table: LatestValuesTable;
  let said: readonly SaidWarning[];
  let now = 0;

  beforeEach(() => {
    const warnings = createSilentWarnings();
    said = warnings.said;
    now = 1_000_000;
    table = createLatestValues({ max: 3, names: NAMES }, warnings, () => now);
  });

  /** Clients with operation and values, as they are shown. */
  const shown = () =>
    table.list().map(({ client, operation, values }) => [client, operation, Object.fromEntries(values)]);
  const clients = () => table.list().map(({ client }) => client);
  const nobody = () => false;

  it('are those of the newest round, and of one round together', () => {
    table.updated(update('a', { round: 1 }));
    table.updated(update('a', { round: 2, names: ['fl.client.loss'], values: [0.4] }));
    assert.deepEqual(shown(), [['a', 'train', { 'fl.client.loss': 0.4 }]]);
    table.updated(update('a', { round: 2, names: ['fl.client.samples'], values: [7] }));
    assert.deepEqual(shown(), [['a', 'train', { 'fl.client.loss': 0.4, 'fl.client.samples': 7 }]]);
    table.updated(update('a', { round: 1, names: ['fl.client.loss'], values: [9] }));
    assert.deepEqual(shown(), [['a', 'train', { 'fl.client.loss': 0.4, 'fl.client.samples': 7 }]]);
  });

  it('begin anew with another attempt of the run', () => {
    table.updated(update('a', { round: 7 }));
    const again = { ...RUN, attempt: RUN.attempt + 1 };
    table.updated(update('a', { round: 1, run: again, names: ['fl.client.loss'], values: [3] }));
    assert.deepEqual(shown(), [['a', 'train', { 'fl.client.loss': 3 }]]);
  });

  it('are apart by operation and job, and few by operation', () => {
    table.updated(update('a', { names: ['fl.client.loss'], values: [1] }));
    table.updated(update('a', { names: ['fl.client.loss'], values: [2], operation: 'evaluate' }));
    table.updated(update('a', { names: ['fl.client.loss'], values: [3], operation: 'made up by the app' }));
    table.updated(update('a', { names: ['fl.client.loss'], values: [4], run: { ...RUN, job: 'other' } }));
    assert.deepEqual(
      table.list().map(({ job, operation, values }) => [job, operation, values.get('fl.client.loss')]),
      [
        ['digits', 'train', 1],
        ['digits', 'evaluate', 2],
        ['digits', '_OTHER', 3],
        ['other', 'train', 4],
      ],
    );
  });

  it('have the fields that were asked for and no free numbers; an update with none of them is nobody', () => {
    table.updated(update('a', { names: ['fl.client.accuracy', 'fl.client.loss'], values: [0.9, 0.1] }));
    table.updated(update('b', { names: ['fl.client.accuracy'], values: [0.9] }));
    assert.deepEqual(shown(), [['a', 'train', { 'fl.client.loss': 0.1 }]]);
  });

  it('leave with a client that drops out, whoever says so', () => {
    table.updated(update('a'));
    table.updated(update('b'));
    table.left(RUN, 'a');
    assert.deepEqual(clients(), ['b']);
    table.updated(update('b', { round: 2, marker: { 'fl.client.state': 'dropped' } }));
    assert.deepEqual(clients(), []);
    table.updated(update('a', { round: 3 }));
    assert.deepEqual(clients(), ['a'], 'who comes back is there again');
  });

  it('stay when the same client drops out of another run', () => {
    const other = { ...RUN, id: 'run-2' };
    table.updated(update('a'));
    table.left(other, 'a');
    table.roundEnded(other, nobody);
    table.runEnded(other);
    now += 6 * MINUTE;
    assert.deepEqual(clients(), ['a']);
  });

  it('stay five minutes after a round without the client, unless it takes part again', () => {
    table.updated(update('a'));
    table.updated(update('b'));
    table.roundEnded(RUN, (client) => client === 'a');
    now += 3 * MINUTE;
    table.roundEnded(RUN, (client) => client === 'a');
    assert.deepEqual(clients(), ['a', 'b']);
    now += 2 * MINUTE;
    assert.deepEqual(clients(), ['a'], 'counted from the first round without it');
    table.updated(update('b', { round: 4 }));
    table.roundEnded(RUN, (client) => client === 'b');
    now += 4 * MINUTE;
    table.roundEnded(RUN, () => true);
    now += 4 * MINUTE;
    assert.deepEqual(clients(), ['a', 'b']);
  });

  it('stay as long as a round takes', () => {
    table.updated(update('a'));
    now += 300 * MINUTE;
    assert.deepEqual(clients(), ['a']);
  });

  it('stay five minutes after the run, with what came late', () => {
    table.updated(update('a'));
    table.runEnded(RUN);
    now += 4 * MINUTE;
    table.updated(update('a', { round: 2 }));
    table.updated(update('b', { round: 2 }));
    assert.deepEqual(clients(), ['a', 'b']);
    now += MINUTE;
    assert.deepEqual(clients(), ['b']);
    now += 4 * MINUTE;
    assert.deepEqual(clients(), []);
  });

  it('are those of the first clients when there are too many, which is said once', () => {
    for (const client of ['a', 'b', 'c', 'd', 'e']) {
      table.updated(update(client));
    }
    assert.deepEqual(clients(), ['a', 'b', 'c']);
    assert.deepEqual(new Set(said.map(({ code, about }) => `${code} ${about}`)).size, 1);
    assert.match(said[0]?.message ?? '', /3 clients at a time.*prometheus\.perClient\.max/);
    table.updated(update('b', { round: 2, names: ['fl.client.loss'], values: [0.1] }));
    assert.deepEqual(shown()[1], ['b', 'train', { 'fl.client.loss': 0.1 }]);
  });

  it('give room to others when clients leave, and before that when they take no part', () => {
    for (const client of ['a', 'b', 'c']) {
      table.updated(update(client));
    }
    table.left(RUN, 'b');
    table.updated(update('d'));
    assert.deepEqual(clients(), ['a', 'c', 'd']);
    table.roundEnded(RUN, (client) => client !== 'c');
    now += MINUTE;
    table.roundEnded(RUN, (client) => client === 'd');
    table.updated(update('e'));
    assert.deepEqual(clients(), ['a', 'd', 'e'], 'the one that is absent longest goes first');
    assert.deepEqual(said, []);
  });
});
