import assert from 'node:assert/strict';
import type { AnyValue } from '../../../exporters/otlp/visitor.js';
import { createTranslator } from '../../../exporters/translate/index.js';
import { attributes, enter, log, point, span, TIME } from './visit.js';

describe('identity on scope or resource', () => {
  const identity = { 'fl.client.id': 'of-resource', 'fl.operation.name': 'evaluate' };

  function translated(visit: (translator: ReturnType<typeof createTranslator>) => void, ofScope: [string, AnyValue][]) {
    const translator = createTranslator();
    translator.resource(attributes({ 'fl.run.id': 'r1', ...identity }));
    translator.scope({ name: 'fedotel.client', version: '', schemaUrl: '', attributes: new Map(ofScope) });
    visit(translator);
    const { events, malformed, malformedReason } = translator.end();
    assert.deepEqual([malformed, malformedReason], [0, undefined]);
    return events.map((event) => JSON.parse(JSON.stringify(event)));
  }

  it('holds for points, the point before the scope before the resource', () => {
    const metric = { name: 'fl.client.loss', unit: '', kind: 'gauge' as const };
    const [first, second, third] = translated(
      (translator) => {
        translator.numberPoint(metric, { attributes: new Map(), time: TIME, value: 1 });
        translator.numberPoint(metric, { attributes: attributes({ 'fl.round.number': 8 }), time: TIME, value: 2 });
        const scalar = attributes({ 'fl.metric.name': 'lr', 'fl.step': 1 });
        translator.numberPoint({ ...metric, name: 'fl.scalar' }, { attributes: scalar, time: TIME, value: 3 });
      },
      [['fl.round.number', 7]],
    );
    const { event_type, operation, round, client } = first;
    assert.deepEqual([event_type, operation, round], ['evaluation', 'evaluate', 7]);
    assert.deepEqual(client, { client_id: 'of-resource', round: 7, local_loss: 1 });
    assert.equal(second.round, 8);
    assert.deepEqual([third.event_type, third.client_id], ['scalar', 'of-resource']);
  });

  it('holds for events and spans', () => {
    const [task, dropout, ended] = translated(
      (translator) => {
        log(translator, 'fl.task.started', {});
        log(translator, 'fl.client.dropout', { 'fl.client.id': 'own', 'fl.round.number': 4 });
        translator.scope({ name: 'other', version: '', schemaUrl: '', attributes: new Map() });
        span(translator, { 'fl.span.type': 'fl.task.server', 'fl.round.number': 5 });
      },
      [
        ['fl.round.number', 7],
        ['fl.client.id', 'of-scope'],
      ],
    );
    assert.deepEqual([task.round, task.client_id, task.operation], [7, 'of-scope', 'evaluate']);
    assert.deepEqual([dropout.round, dropout.clients[0].client_id], [4, 'own']);
    assert.deepEqual([ended.round, ended.client_id, ended.operation], [5, 'of-resource', 'evaluate']);
  });

  it('of a job is found on the record of a run that the resource names', () => {
    const translator = createTranslator();
    enter(translator, { 'fl.run.id': 'r1' }, 'fedotel');
    log(translator, 'fl.round.started', { 'fl.round.number': 1 });
    log(translator, 'fl.run.started', { 'fl.job.name': 'digits' });
    assert.equal(JSON.parse(JSON.stringify(translator.end().events[1])).job, 'digits');
  });
});

describe('names of absurd length', () => {
  const long = 'x'.repeat(16_385);
  const refused: Record<string, (translator: ReturnType<typeof createTranslator>) => void> = {
    'the operation of an update': (it) => point(it, 'fl.client.loss', 1, { 'fl.operation.name': long }),
    'the client of a scalar': (it) =>
      point(it, 'fl.scalar', 1, { 'fl.client.id': long, 'fl.metric.name': 'a', 'fl.step': 1 }),
    'the operation of a task': (it) =>
      log(it, 'fl.task.started', { 'fl.round.number': 1, 'fl.client.id': 'c', 'fl.operation.name': long }),
    'the client of an artifact': (it) =>
      log(it, 'fl.artifact.registered', { 'fl.client.id': long, 'fl.artifact.name': 'a', 'fl.artifact.path': 'p' }),
    'the client of a text': (it) =>
      log(it, 'fl.text.logged', { 'fl.client.id': long, 'fl.metric.name': 'a', 'fl.step': 1, 'fl.logged.text': 't' }),
    'the client of a span': (it) => span(it, { 'fl.span.type': 'fl.task.client', 'fl.client.id': long }),
  };
  for (const [whose, visit] of Object.entries(refused)) {
    it(`are refused: ${whose}`, () => {
      const translator = createTranslator();
      enter(translator);
      visit(translator);
      const { events, malformed, malformedReason } = translator.end();
      assert.deepEqual([events.length, malformed], [0, 1]);
      assert.match(malformedReason ?? '', /^fl\.(client\.id|operation\.name) is longer than 16384 characters$/);
    });
  }
});
