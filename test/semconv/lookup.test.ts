import assert from 'node:assert/strict';
import {
  ATTR_FL_CLIENT_EXTRA,
  ATTR_FL_ROUND_METRIC,
  findAttribute,
  findEvent,
  findMetric,
  findSpan,
} from '../../semconv/index.js';

describe('findAttribute', () => {
  it('finds an attribute by its key', () => {
    assert.equal(findAttribute('fl.round.number')?.type, 'int');
  });

  it('finds the template that a key belongs to', () => {
    assert.equal(findAttribute(ATTR_FL_ROUND_METRIC('f1'))?.key, 'fl.round.metric');
    assert.equal(findAttribute(ATTR_FL_CLIENT_EXTRA('device.model'))?.key, 'fl.client.extra');
    assert.equal(findAttribute('fl.tag.baseline')?.key, 'fl.tag');
  });

  for (const key of [
    '',
    '.',
    'fl',
    'fl.round',
    'fl.round.metric',
    'fl.round.metric.',
    'fl.round.number.x',
    'toString',
  ]) {
    it(`finds nothing for "${key}"`, () => assert.equal(findAttribute(key), undefined));
  }

  it('takes no member that every object has for an attribute', () => {
    for (const key of ['constructor', '__proto__', 'hasOwnProperty', '__proto__.x']) {
      assert.equal(findAttribute(key), undefined);
    }
  });
});

describe('findMetric, findEvent and findSpan', () => {
  it('find what is registered', () => {
    assert.equal(findMetric('fl.round.duration')?.unit, 's');
    assert.equal(findEvent('fl.client.dropout')?.severityNumber, 13);
    assert.equal(findSpan('fl.task.server')?.kind, 'server');
  });

  it('find nothing else', () => {
    for (const name of ['', 'fl', 'constructor', '__proto__', 'fl.round.duration ']) {
      assert.equal(findMetric(name), undefined);
      assert.equal(findEvent(name), undefined);
      assert.equal(findSpan(name), undefined);
    }
  });
});
