import assert from 'node:assert/strict';
import { createTranslator, type Translator } from '../../../exporters/translate/index.js';
import { attributes, enter, TIME } from './visit.js';

const A = attributes({ 'fl.round.number': 1, 'fl.client.id': 'a' });
const B = attributes({ 'fl.round.number': 1, 'fl.client.id': 'b' });

/** One metric with points of shared attribute maps, as the protobuf decoder gives them. */
function metric(translator: Translator, name: string, points: readonly [typeof A, number, typeof TIME?][]): void {
  const head = { name, unit: '', kind: 'gauge' } as const;
  for (const [given, value, time = TIME] of points) {
    translator.numberPoint(head, { attributes: given, time, value });
  }
}

/** Client, time and fields of each update. */
function updates(translator: Translator): unknown[] {
  return translator.end().events.map((event) => {
    assert.equal(event.event_type, 'client_update');
    const [{ client_id, local_loss, local_accuracy } = assert.fail('no client')] = event.clients;
    return [event.run_id, event.timestamp?.slice(-7), client_id, local_loss, local_accuracy];
  });
}

describe('translate: points with shared attributes', () => {
  it('belong to one update by attributes and time, wherever in their metric they stand', () => {
    const translator = createTranslator();
    enter(translator);
    metric(translator, 'fl.client.loss', [
      [A, 1],
      [B, 2],
    ]);
    metric(translator, 'fl.client.accuracy', [
      [B, 0.2],
      [A, 0.1],
    ]);
    assert.deepEqual(updates(translator), [
      ['r1', '000007Z', 'a', 1, 0.1],
      ['r1', '000007Z', 'b', 2, 0.2],
    ]);
  });

  it('are apart when their times are', () => {
    const translator = createTranslator();
    enter(translator);
    metric(translator, 'fl.client.loss', [[A, 1]]);
    metric(translator, 'fl.client.accuracy', [[A, 0.1, { ...TIME, nanos: 8 }]]);
    assert.deepEqual(updates(translator), [
      ['r1', '000007Z', 'a', 1, undefined],
      ['r1', '000008Z', 'a', undefined, 0.1],
    ]);
  });

  it('are apart in another resource, and in another request', () => {
    const translator = createTranslator();
    enter(translator);
    metric(translator, 'fl.client.loss', [[A, 1]]);
    enter(translator, { 'fl.run.id': 'r2' });
    metric(translator, 'fl.client.accuracy', [[A, 0.1]]);
    assert.deepEqual(updates(translator), [
      ['r1', '000007Z', 'a', 1, undefined],
      ['r2', '000007Z', 'a', undefined, 0.1],
    ]);
    enter(translator, { 'fl.run.id': 'r2' });
    metric(translator, 'fl.client.accuracy', [[A, 0.3]]);
    assert.deepEqual(updates(translator), [['r2', '000007Z', 'a', undefined, 0.3]]);
  });
});

describe('points of another kind', () => {
  it('are refused when the name is of a client field, whose numbers they do not have, and else ignored', () => {
    const translator = createTranslator();
    enter(translator);
    translator.otherPoints('fl.client.loss', 2);
    translator.otherPoints('fl.scalar', 0);
    translator.otherPoints('fl.round.duration', 3);
    const { ignored, malformed, malformedReason } = translator.end();
    assert.deepEqual([ignored, malformed], [3, 2]);
    assert.equal(malformedReason, 'fl.client.loss is neither a gauge nor a sum');
  });
});
