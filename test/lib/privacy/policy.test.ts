import assert from 'node:assert/strict';
import { record } from '../support/recording.js';

describe('privacy of a run', () => {
  it('replaces client ids by pseudonyms everywhere, the same one each time', () => {
    const { run, updates, events } = record({ privacy: { clientIds: 'hmac', key: 'a key of the tests' } });
    const round = run.startRound({ number: 0 });
    const carrier = round.startTask({ client: 'hospital-7' }).carrier();
    round.clientUpdate({ client: 'hospital-7', loss: 1 });
    round.dropout({ client: 'hospital-7', reason: 'timeout' });
    round.communicationFailure({ client: 'hospital-7', reason: 'reset' });
    round.end();
    const [update] = updates();
    assert.match(update?.client ?? '', /^[0-9a-f]{24}$/);
    const everything = JSON.stringify([updates(), events(), carrier]);
    assert.equal(everything.includes('hospital'), false);
    assert.equal(everything.split(update?.client ?? '').length - 1, 5);
    const again = record({ privacy: { clientIds: 'hmac', key: 'a key of the tests' } });
    again.run.clientUpdate({ round: 0, client: 'hospital-7' });
    assert.equal(again.updates()[0]?.client, update?.client);
  });

  it('drops names and leaves the class of reasons with pseudonyms, unless they are listed', () => {
    const key = 'a key of the tests';
    for (const [perClient, name, reason] of [
      [true, undefined, 'timeout'],
      [['samples'], undefined, 'timeout'],
      [['name', 'reason'], 'Anna', 'anna timed out'],
    ] as const) {
      const { run, updates, event } = record({ privacy: { clientIds: 'hmac', key, perClient } });
      run.clientUpdate({ round: 0, client: 'anna', name: 'Anna' });
      run.dropout({ round: 0, client: 'anna', reason: 'anna timed out' });
      run.communicationFailure({ round: 0, client: 'bert', reason: 'bert timed out' });
      assert.equal(updates()[0]?.marker['fl.client.name'], name);
      assert.equal(event('fl.client.dropout').attributes['fl.dropout.reason'], reason);
      assert.equal(event('fl.client.dropout').attributes['fl.dropout.type'], 'timeout');
      const failure = event('fl.communication.failure').attributes['fl.failure.reason'];
      assert.equal(failure, name === undefined ? 'timeout' : 'bert timed out');
    }
  });

  it('hides the base round where it hides how stale updates are', () => {
    for (const [perClient, baseRound] of [
      [['samples'], undefined],
      [['staleness'], 3],
    ] as const) {
      const { run, updates } = record({ privacy: { perClient } });
      run.clientUpdate({ round: 5, client: 'a', baseRound: 3 });
      assert.equal(updates()[0]?.marker['fl.update.base_round'], baseRound);
    }
  });

  it('hides secrets in what is said about clients', () => {
    const { run, updates, event } = record();
    run.clientUpdate({ round: 0, client: 'a', attributes: { api_key: 'x', deep: [{ password: 'y' }] } });
    run.dropout({ round: 0, client: 'b', reason: 'cannot reach https://u:p@host/' });
    assert.equal(updates()[0]?.marker['fl.client.extra.api_key'], '[redacted]');
    assert.deepEqual(updates()[0]?.marker['fl.client.extra.deep'], [{ password: '[redacted]' }]);
    assert.equal(event('fl.client.dropout').attributes['fl.dropout.reason'], 'cannot reach https://[redacted]@host/');
  });

  it('uses a random key when there is none, and says so', () => {
    const pseudonyms = [1, 2].map(() => {
      const { run, updates, warnings } = record({ privacy: { clientIds: 'hmac' } });
      assert.equal(warnings.filter((warning) => warning.code === 'FEDOTEL_PRIVACY').length, 1);
      run.clientUpdate({ round: 0, client: 'a' });
      return updates()[0]?.client;
    });
    assert.notEqual(pseudonyms[0], pseudonyms[1]);
  });

  it('records nothing about single clients when told, and counts them all the same', () => {
    const { run, updates, events, event } = record({ privacy: { perClient: false, minGroup: 2 } });
    const round = run.startRound({ number: 1 });
    const carrier = round.startTask({ client: 'anna' }).carrier();
    for (const client of ['anna', 'bert']) {
      round.clientUpdate({ client, samples: 10, gradientNorm: client === 'anna' ? 1 : 2, bytesSent: 5 });
    }
    round.dropout({ client: 'carl', reason: 'battery' });
    round.communicationFailure({ client: 'dora', reason: 'reset' });
    round.end();
    assert.deepEqual(updates(), []);
    assert.equal(JSON.stringify([events(), carrier]).match(/anna|bert|carl|dora/), null);
    const { attributes } = event('fl.round.finished');
    assert.equal(attributes['fl.round.clients.completed'], 2);
    assert.equal(attributes['fl.round.clients.dropped'], 1);
    assert.equal(attributes['fl.round.clients.failed'], 1);
    assert.equal(attributes['fl.round.samples'], 20);
    assert.equal(attributes['fl.round.bytes.up'], 10);
  });

  it('shows counts only for groups that are too small', () => {
    const { run, event } = record({ privacy: { perClient: false } });
    const round = run.startRound({ number: 1 });
    for (const client of ['a', 'b', 'c', 'd']) {
      round.clientUpdate({ client, samples: 10, gradientNorm: client.charCodeAt(0), bytesSent: 5, bytesReceived: 6 });
    }
    round.end();
    const { attributes } = event('fl.round.finished');
    assert.equal(attributes['fl.round.clients.completed'], 4);
    for (const key of [
      'fl.round.samples',
      'fl.round.bytes.up',
      'fl.round.bytes.down',
      'fl.round.gradient.norm_dispersion',
    ]) {
      assert.equal(attributes[key], undefined, key);
    }
  });

  it('records the listed fields only', () => {
    const { run, updates } = record({ privacy: { perClient: ['samples', 'metrics'] } });
    run.clientUpdate({
      round: 1,
      client: 'a',
      name: 'Anna',
      samples: 3,
      loss: 1,
      metrics: { f1: 1 },
      attributes: { device: 'phone' },
      location: { lat: 1, lng: 2 },
    });
    const [update] = updates();
    assert.deepEqual(update?.names, ['fl.client.samples']);
    assert.deepEqual(update?.metricNames, ['f1']);
    assert.deepEqual(Object.keys(update?.marker ?? {}), ['fl.client.state', 'fl.update.result']);
  });

  it('refuses what secure aggregation hides, in every way to say it, and says so once', () => {
    const { run, updates, event, warnings } = record({ secureAggregation: true });
    const round = run.startRound({ number: 1 });
    for (const client of ['a', 'b', 'c', 'd', 'e', 'f']) {
      round.clientUpdate({
        client,
        loss: 1,
        accuracy: 0.5,
        gradientNorm: client.charCodeAt(0),
        gradientMagnitude: 1,
        samples: 4,
        metrics: { val_loss: 1, top5_accuracy: 1, grad_l2: 3, battery: 0.5 },
        attributes: { local_accuracy: 1, device: 'phone' },
      });
    }
    round.end();
    const [update] = updates();
    assert.deepEqual(update?.names, ['fl.client.samples']);
    assert.deepEqual(update?.metricNames, ['battery']);
    assert.equal(update?.marker['fl.client.extra.device'], 'phone');
    assert.equal(update?.marker['fl.client.extra.local_accuracy'], undefined);
    assert.equal(event('fl.round.finished').attributes['fl.round.gradient.norm_dispersion'], undefined);
    assert.equal(event('fl.round.finished').attributes['fl.round.samples'], 24);
    assert.deepEqual(new Set(warnings.map((warning) => warning.about)), new Set(['secureAggregation']));
  });

  for (const [precision, lat, lng] of [
    ['coarse', 52.5, 13.4],
    ['exact', 52.52437, 13.41053],
    ['off', undefined, undefined],
  ] as const) {
    it(`records locations as told: ${precision}`, () => {
      const { run, updates } = record({ privacy: { location: precision } });
      run.clientUpdate({
        round: 0,
        client: 'a',
        location: { lat: 52.52437, lng: 13.41053, city: 'Berlin', country: 'DE' },
      });
      const marker = updates()[0]?.marker;
      assert.equal(marker?.['geo.location.lat'], lat);
      assert.equal(marker?.['geo.location.lon'], lng);
      assert.equal(marker?.['geo.locality.name'], precision === 'off' ? undefined : 'Berlin');
    });
  }

  it('takes no position off the globe', () => {
    const { run, updates } = record();
    for (const location of [{ lat: 91, lng: 0 }, { lat: 0, lng: Number.NaN }, { lat: '1', lng: 2 }, null, 'Berlin']) {
      run.clientUpdate({ round: 0, client: 'a', location: location as never });
    }
    for (const update of updates()) {
      assert.equal(update.marker['geo.location.lat'], undefined);
    }
    assert.equal(updates().length, 5);
  });
});
