import assert from 'node:assert/strict';
import { clientFields, instruments } from '../../semconv/index.js';
import {
  assertInRegistry,
  type EmittedEvent,
  type EmittedMetric,
  type EmittedSpan,
  findUnregistered,
} from './registry-check.js';

const RESOURCE = { 'fl.run.id': 'r1', 'fl.job.name': 'digits', 'service.name': 'server' };

function dropouts(changes: Partial<EmittedMetric> = {}): EmittedMetric {
  const { name, unit } = instruments.clientDropouts;
  const points = [{ attributes: { 'fl.job.name': 'digits', 'fl.dropout.type': 'timeout' } }];
  return { name, unit, kind: 'sum', scope: 'fedotel', points, ...changes };
}

function loss(changes: Partial<EmittedMetric> = {}): EmittedMetric {
  const attributes = { 'fl.round.number': 3, 'fl.client.id': 'c1', 'fl.operation.name': 'train' };
  const points = [{ attributes, inherited: RESOURCE }];
  return { name: 'fl.client.loss', unit: '{loss}', kind: 'gauge', scope: 'fedotel.client', points, ...changes };
}

function started(
  attributes: EmittedEvent['attributes'],
  inherited: EmittedEvent['inherited'] = RESOURCE,
): EmittedEvent {
  return { name: 'fl.round.started', severityNumber: 9, attributes, inherited };
}

const SPAN_ATTRIBUTES = {
  'fl.span.type': 'fl.task.client',
  'fl.run.id': 'r1',
  'fl.job.name': 'digits',
  'fl.round.number': 3,
  'fl.client.id': 'c1',
  'fl.operation.name': 'train',
};

function task(changes: Partial<EmittedSpan> = {}): EmittedSpan {
  return { type: 'fl.task.client', kind: 'client', name: 'train digits', attributes: SPAN_ATTRIBUTES, ...changes };
}

describe('assertInRegistry', () => {
  it('lets what is registered pass', () => {
    assertInRegistry({
      metrics: [dropouts(), loss()],
      events: [started({ 'fl.round.number': 3, 'fl.round.clients.selected': 10n })],
      spans: [task()],
    });
  });

  it('takes attributes as maps too', () => {
    assertInRegistry({ events: [started(new Map([['fl.round.number', 3]]), new Map(Object.entries(RESOURCE)))] });
  });

  it('takes both forms of every client field', () => {
    const identity = { 'fl.round.number': 3, 'fl.client.id': 'c1', 'fl.operation.name': 'train' };
    const fields = Object.fromEntries(clientFields.map(({ name }) => [name, 1]));
    assertInRegistry({
      metrics: clientFields.map(({ name, unit }) => loss({ name, unit })),
      events: [{ name: 'fl.client.update', attributes: { ...identity, ...fields }, inherited: RESOURCE }],
    });
  });

  it('takes free names of templates', () => {
    const attributes = {
      'fl.round.number': 1,
      'fl.client.id': 'c',
      'fl.client.metric.f1': 0.5,
      'fl.client.extra.a.b': {},
    };
    assertInRegistry({ events: [{ name: 'fl.client.update', attributes, inherited: RESOURCE }] });
  });

  it('lists every difference in its error, each once', () => {
    const twice = dropouts({ name: 'fl.dropouts' });
    assert.throws(
      () => assertInRegistry({ metrics: [twice, twice, dropouts({ unit: '1' })] }),
      (error) =>
        error instanceof Error &&
        error.message ===
          'not as the registry says:\n' +
            'metric fl.dropouts: is not in the registry\n' +
            'metric fl.client.dropouts: unit is 1, registered is {dropout}',
    );
  });
});

describe('findUnregistered', () => {
  const metricFaults: readonly (readonly [string, EmittedMetric, string])[] = [
    ['an unknown metric', dropouts({ name: 'fl.client.lost' }), 'metric fl.client.lost: is not in the registry'],
    [
      'a wrong unit',
      dropouts({ unit: '{client}' }),
      'metric fl.client.dropouts: unit is {client}, registered is {dropout}',
    ],
    ['a wrong kind', dropouts({ kind: 'gauge' }), 'metric fl.client.dropouts: kind is gauge, registered is sum'],
    [
      'a wrong scope',
      loss({ scope: 'fedotel' }),
      'metric fl.client.loss: scope is fedotel, registered is fedotel.client',
    ],
    [
      'an unknown attribute',
      dropouts({ points: [{ attributes: { 'fl.job.name': 'd', 'fl.dropout.type': 'crash', colour: 'red' } }] }),
      'metric fl.client.dropouts: attribute colour is not in the registry',
    ],
    [
      'an attribute of other signals',
      dropouts({ points: [{ attributes: { 'fl.job.name': 'd', 'fl.dropout.type': 'crash', 'fl.client.id': 'c' } }] }),
      'metric fl.client.dropouts: attribute fl.client.id is not registered for it',
    ],
    [
      'a missing attribute',
      dropouts({ points: [{ attributes: { 'fl.job.name': 'd' } }] }),
      'metric fl.client.dropouts: required attribute fl.dropout.type is missing',
    ],
    [
      'an unknown value on an instrument',
      dropouts({ points: [{ attributes: { 'fl.job.name': 'd', 'fl.dropout.type': 'bored' } }] }),
      'metric fl.client.dropouts: attribute fl.dropout.type has no value bored',
    ],
    [
      'a point without a run',
      loss({ points: loss().points.map(({ attributes }) => ({ attributes })) }),
      'metric fl.client.loss: required attribute fl.run.id is missing',
    ],
  ];
  for (const [what, metric, expected] of metricFaults) {
    it(`tells ${what}`, () => assert.deepEqual(findUnregistered({ metrics: [metric] }), [expected]));
  }

  it('looks at every point', () => {
    const bad = { attributes: { 'fl.job.name': 'd', 'fl.dropout.type': 'bored' } };
    assert.equal(findUnregistered({ metrics: [dropouts({ points: [...dropouts().points, bad] })] }).length, 1);
  });

  it('lets any value of error.type pass', () => {
    const attributes = { 'fl.job.name': 'd', 'fl.operation.name': 'train', 'error.type': 'DeadlineExceeded' };
    const metric: EmittedMetric = { name: 'fl.task.duration', unit: 's', kind: 'histogram', points: [{ attributes }] };
    assert.deepEqual(findUnregistered({ metrics: [metric] }), []);
  });

  for (const [value, key, type] of [
    ['3', 'fl.round.number', 'int'],
    [3.5, 'fl.round.number', 'int'],
    [3, 'fl.job.name', 'string'],
    [true, 'fl.job.name', 'string'],
  ] as const) {
    it(`tells that ${typeof value} ${value} is no ${type}`, () => {
      const found = findUnregistered({ events: [started({ 'fl.round.number': 1, [key]: value })] });
      assert.deepEqual(found, [`event fl.round.started: attribute ${key} is no ${type}: ${value}`]);
    });
  }

  it('tells a boolean and a double that are none', () => {
    const relayed = { ...SPAN_ATTRIBUTES, 'fl.span.type': 'fl.task.server', 'fl.span.relayed': 'yes' };
    const span: EmittedSpan = { type: 'fl.task.server', attributes: relayed };
    assert.deepEqual(findUnregistered({ spans: [span] }), [
      'span fl.task.server: attribute fl.span.relayed is no boolean: yes',
    ]);
    const event = { 'fl.round.number': 1, 'fl.round.result': 'completed', 'fl.round.accuracy': '0.5' };
    assert.deepEqual(
      findUnregistered({ events: [{ name: 'fl.round.finished', attributes: event, inherited: RESOURCE }] }),
      ['event fl.round.finished: attribute fl.round.accuracy is no double: 0.5'],
    );
  });

  it('tells an unknown event, a wrong severity and a missing template', () => {
    assert.deepEqual(findUnregistered({ events: [{ name: 'fl.round.paused', attributes: {} }] }), [
      'event fl.round.paused: is not in the registry',
    ]);
    const event = { name: 'fl.run.tags', severityNumber: 17, attributes: {}, inherited: RESOURCE };
    assert.deepEqual(findUnregistered({ events: [event] }), [
      'event fl.run.tags: severity number is 17, registered is 9',
      'event fl.run.tags: required attribute fl.tag is missing',
    ]);
  });

  it('tells an unknown span, a wrong kind and a wrong name', () => {
    assert.deepEqual(findUnregistered({ spans: [task({ type: 'fl.run' })] }), ['span fl.run: is not in the registry']);
    assert.deepEqual(findUnregistered({ spans: [task({ kind: 'server', name: 'round 3' })] }), [
      'span fl.task.client: kind is server, registered is client',
      'span fl.task.client: name is round 3, registered is train digits',
    ]);
  });

  it('tells a span without its required attributes', () => {
    const attributes = { 'fl.span.type': 'fl.evaluation', 'fl.job.name': 'digits' };
    assert.deepEqual(findUnregistered({ spans: [{ type: 'fl.evaluation', attributes }] }), [
      'span fl.evaluation: required attribute fl.run.id is missing',
    ]);
  });
});
