import assert from 'node:assert/strict';
import { resolvePerClient } from '../../../../lib/telemetry/config/per-client.js';
import { resolveConfig } from '../../../../lib/telemetry/config/resolve.js';
import { clientFields } from '../../../../semconv/index.js';

const ALL = new Set(clientFields.map(({ name }) => name));

describe('clients with series of their own', () => {
  it('are none unless asked for', () => {
    assert.equal(resolvePerClient(undefined, {}), undefined);
    assert.equal(resolvePerClient(false, { FEDOTEL_PROMETHEUS_PER_CLIENT: 'true' }), undefined);
    for (const text of ['false', 'FALSE', '', ' ']) {
      assert.equal(resolvePerClient(undefined, { FEDOTEL_PROMETHEUS_PER_CLIENT: text }), undefined);
    }
  });

  it('are 200 with all fields, unless the option says how many and which', () => {
    assert.deepEqual(resolvePerClient(true, {}), { max: 200, names: ALL });
    assert.deepEqual(resolvePerClient({}, {}), { max: 200, names: ALL });
    assert.deepEqual(resolvePerClient({ max: 5, fields: ['loss', 'trainDuration'] }, {}), {
      max: 5,
      names: new Set(['fl.client.loss', 'fl.client.train.duration']),
    });
  });

  it('come from the variable where the option says nothing', () => {
    assert.deepEqual(resolvePerClient(undefined, { FEDOTEL_PROMETHEUS_PER_CLIENT: 'True' }), { max: 200, names: ALL });
    assert.deepEqual(resolvePerClient(undefined, { FEDOTEL_PROMETHEUS_PER_CLIENT: '50' }), { max: 50, names: ALL });
    const environment = { OTEL_METRICS_EXPORTER: 'prometheus', FEDOTEL_PROMETHEUS_PER_CLIENT: '7' };
    assert.equal(resolveConfig({}, environment).prometheus?.perClient?.max, 7);
    assert.equal(resolveConfig({ prometheus: { perClient: { max: 8 } } }, environment).prometheus?.perClient?.max, 8);
  });

  for (const [option, variable, message] of [
    ['yes', undefined, /option prometheus\.perClient must be true, false or an object, got "yes"/],
    [[], undefined, /option prometheus\.perClient must be true, false or an object, got \[\]/],
    [{ maximum: 5 }, undefined, /option prometheus\.perClient has no member maximum; there are max, fields/],
    [{ max: 0 }, undefined, /option prometheus\.perClient\.max must be a number of clients from 1 to 1000, got 0/],
    [{ max: 1.5 }, undefined, /perClient\.max must be .*got 1\.5/],
    [{ fields: ['loss', 'lost'] }, undefined, /perClient\.fields must be a list of loss, accuracy, .*; got "lost"/],
    [{ fields: 7 }, undefined, /perClient\.fields must be a list of .*; got 7/],
    [undefined, 'many', /FEDOTEL_PROMETHEUS_PER_CLIENT must be a number of clients from 1 to 1000, got "many"/],
    [undefined, '1001', /FEDOTEL_PROMETHEUS_PER_CLIENT must be .*got 1001/],
    [undefined, '1e2', /FEDOTEL_PROMETHEUS_PER_CLIENT must be .*got "1e2"/],
  ] as const) {
    it(`are not ${JSON.stringify(option ?? variable)}`, () => {
      assert.throws(() => resolvePerClient(option, { FEDOTEL_PROMETHEUS_PER_CLIENT: variable }), message);
    });
  }
});
