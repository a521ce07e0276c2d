import assert from 'node:assert/strict';
import type { AnyValue, AttributeMap } from '../../exporters/otlp/visitor.js';
import { findUnregistered } from './registry-check.js';
import { createRegistryCollector, type RegistryCollector } from './registry-collector.js';

const TIME = { millis: 1, nanos: 0 };

function map(attributes: Readonly<Record<string, AnyValue>>): AttributeMap {
  return new Map(Object.entries(attributes));
}

function start(scopeName: string): RegistryCollector {
  const collector = createRegistryCollector();
  collector.resource(map({ 'fl.run.id': 'r1', 'fl.job.name': 'digits' }));
  collector.scope({ name: scopeName, version: '', schemaUrl: '', attributes: map({}) });
  return collector;
}

describe('createRegistryCollector', () => {
  it('hands points with scope and resource to the check', () => {
    const collector = start('fedotel.client');
    const head = { name: 'fl.client.loss', unit: '{loss}', kind: 'gauge' } as const;
    const attributes = map({ 'fl.round.number': 1, 'fl.client.id': 'c', 'fl.operation.name': 'train' });
    collector.numberPoint(head, { attributes, time: TIME, value: 0.5 });
    assert.deepEqual(findUnregistered(collector.signals()), []);
    collector.numberPoint({ ...head, unit: 's' }, { attributes, time: TIME, value: 0.5 });
    assert.deepEqual(findUnregistered(collector.signals()), ['metric fl.client.loss: unit is s, registered is {loss}']);
  });

  it('knows histograms by name', () => {
    const collector = start('fedotel');
    collector.otherPoints('fl.round.duration', 1);
    collector.otherPoints('fl.round.length', 1);
    assert.deepEqual(findUnregistered(collector.signals()), ['metric fl.round.length: is not in the registry']);
  });

  it('takes log records with an event name for events', () => {
    const collector = start('fedotel');
    const record = { time: TIME, observedTime: TIME, severityNumber: 9, body: null, traceId: '', spanId: '' };
    collector.logRecord({ ...record, eventName: '', attributes: map({}) });
    collector.logRecord({ ...record, eventName: 'fl.round.started', attributes: map({ 'fl.round.number': 1 }) });
    assert.equal(collector.signals().events?.length, 1);
    assert.deepEqual(findUnregistered(collector.signals()), []);
  });

  it('takes spans that have a type, with kind and name', () => {
    const collector = start('fedotel');
    const attributes = map({
      'fl.span.type': 'fl.round',
      'fl.run.id': 'r1',
      'fl.job.name': 'digits',
      'fl.round.number': 1,
    });
    const span = {
      traceId: 'a',
      spanId: 'b',
      parentSpanId: '',
      start: TIME,
      end: TIME,
      statusCode: 0,
      statusMessage: '',
    };
    collector.span({ ...span, name: 'GET /', kind: 2, attributes: map({}) });
    collector.span({ ...span, name: 'round digits', kind: 1, attributes });
    assert.deepEqual(findUnregistered(collector.signals()), []);
    collector.span({ ...span, name: 'round digits', kind: 3, attributes });
    assert.deepEqual(findUnregistered(collector.signals()), ['span fl.round: kind is client, registered is internal']);
  });

  it('keeps copies, because a decoder reuses what it passes', () => {
    const collector = start('fedotel');
    const attributes = new Map<string, AnyValue>([['fl.round.number', 1]]);
    const record = { time: TIME, observedTime: TIME, severityNumber: 9, body: null, traceId: '', spanId: '' };
    collector.logRecord({ ...record, eventName: 'fl.round.started', attributes });
    attributes.clear();
    assert.deepEqual(findUnregistered(collector.signals()), []);
  });
});
