import assert from 'node:assert/strict';
import type { ClientEntry } from '../../../exporters/page/types.js';
import { listOrder } from '../../../viewer/map/list-order.js';
import { markersOf, readField, readTaskSeconds, serverPlace } from '../../../viewer/map/markers.js';
import { chosenMetric, metricChoices, metricDomain, TASK_TIME } from '../../../viewer/map/metric-choice.js';
import { project } from '../../../viewer/map/projection.js';
import { at, round, task } from '../timeline/support.js';
import { marker } from './support.js';

const CLIENTS: readonly ClientEntry[] = [
  { id: 'a', name: 'Lisbon', lat: 38.7, lng: -9.1, place: 'app' },
  { id: 'b', country: 'DE', lat: 51, lng: 10.4, place: 'country' },
  { id: 'c' },
  { id: 'd', lat: 0, lng: 0, place: 'app' },
  { id: 'e', lat: 4, lng: 5, place: 'app' },
];

const ROUND = round(['completed', 'straggler', null, 'pending'], {
  clients: {
    status: ['active', null, 'idle', null],
    numbers: {
      local_accuracy: [0.9, 'NaN', 0.5, null],
      bytes_sent: [1000, 0, null, null],
      bytes_received: [2000, 5, null, null],
      ram_mb: [96, null, null, null],
    },
    operations: { evaluate: { local_loss: [0.25, null, null, null] } },
  },
});

const same = <T>(value: T) => value;

describe('map: markers', () => {
  const markers = markersOf({ clients: CLIENTS }, ROUND, readField(ROUND, 'local_accuracy'), same);

  it('has one for each client, shaped by what became of it', () => {
    assert.deepEqual(
      markers.map(({ label, state }) => `${label} ${state}`),
      ['Lisbon completed', 'b straggler', 'c idle', 'd pending', 'e none'],
    );
  });

  it('has the chosen number where there is one, and shows what is none as it is', () => {
    assert.deepEqual(
      markers.map(({ value, raw }) => [value, raw]),
      [
        [0.9, 0.9],
        [undefined, 'NaN'],
        [0.5, 0.5],
        [undefined, null],
        [undefined, undefined],
      ],
    );
  });

  it('puts nobody at 0, 0 who did not say so', () => {
    assert.deepEqual(
      markers.map(({ place }) => place),
      [project(38.7, -9.1), project(51, 10.4), undefined, project(0, 0), project(4, 5)],
    );
    assert.deepEqual(
      markers.map(({ byCountry }) => byCountry),
      [false, true, false, false, false],
    );
  });

  it('knows the bytes, zero being none', () => {
    assert.deepEqual(
      markers.map(({ up, down }) => [up, down]),
      [
        [1000, 2000],
        [undefined, 5],
        [undefined, undefined],
        [undefined, undefined],
        [undefined, undefined],
      ],
    );
  });

  it('shows clients before the first round', () => {
    const early = markersOf({ clients: CLIENTS }, undefined, () => undefined, same);
    assert.ok(early.every(({ state, value }) => state === 'none' && value === undefined));
  });

  it('takes the server’s place from numbers only', () => {
    assert.deepEqual(serverPlace({ lat: 48.2, lng: 16.4 }), project(48.2, 16.4));
    for (const server of [{}, { lat: '48', lng: 16 }, { lat: 48 }, { lat: 480, lng: 16 }, { lat: null, lng: null }]) {
      assert.equal(serverPlace(server), undefined);
    }
  });

  it('lists those on the map first, by name as people count', () => {
    const list = [marker(0, undefined, { label: 'z' }), marker(10, [1, 1]), marker(2, [1, 1]), marker(1)];
    assert.deepEqual(
      listOrder(list).map(({ label }) => label),
      ['client-2', 'client-10', 'client-1', 'z'],
    );
  });
});

describe('map: what markers are coloured by', () => {
  it('reads task times from the server’s tasks, else what the client says', () => {
    const timed = round(['completed', 'completed', 'pending', 'completed'], {
      tasks: [
        task(0, 0, 2),
        task(0, 3, 4, { operation: 'evaluate' }),
        task(0, 0, 9, { side: 'client' }),
        task(2, 1, undefined),
      ],
      clients: { numbers: { train_time_sec: [99, 7, 5, null] } },
    });
    const read = readTaskSeconds(timed);
    assert.deepEqual([0, 1, 2, 3].map(read), [3, 7, undefined, null]);
  });

  it('reads fields of other operations by both names', () => {
    assert.equal(readField(ROUND, 'evaluate/local_loss')(0), 0.25);
    assert.equal(readField(ROUND, 'evaluate/nothing')(0), undefined);
    assert.equal(readField(ROUND, 'nothing')(0), undefined);
  });

  it('offers every number of the clients, and the time of their tasks', () => {
    const names = metricChoices([ROUND]).map(({ name }) => name);
    assert.equal(names.at(-1), TASK_TIME);
    for (const name of ['local_accuracy', 'bytes_sent', 'ram_mb', 'evaluate/local_loss'])
      assert.ok(names.includes(name), name);
  });

  it('chooses what was asked for, else accuracy, loss, anything', () => {
    const choices = metricChoices([ROUND]);
    assert.equal(chosenMetric(choices, 'ram_mb').name, 'ram_mb');
    assert.equal(chosenMetric(choices, 'gone').name, 'local_accuracy');
    assert.equal(
      chosenMetric(
        choices.filter(({ name }) => name === 'ram_mb'),
        undefined,
      ).name,
      'ram_mb',
    );
    assert.equal(chosenMetric(metricChoices([]), undefined).name, TASK_TIME);
  });

  it('has one domain for all rounds, in the base unit', () => {
    const later = {
      ...ROUND,
      round: 2,
      clients: { ...ROUND.clients, numbers: { ram_mb: [200, 50, null, 'Infinity' as const] } },
    };
    const ram = chosenMetric(metricChoices([ROUND, later]), 'ram_mb');
    assert.deepEqual(metricDomain([ROUND, later], ram), { low: 50e6, high: 200e6 });
    assert.equal(metricDomain([round(['completed'], { startedAt: at(0) })], ram), undefined);
  });
});
