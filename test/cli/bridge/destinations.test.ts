import assert from 'node:assert/strict';
import { checkDestinations, describeDestinations } from '../../../cli/bridge/destinations.js';
import { UsageError } from '../../../cli/errors.js';

describe('checkDestinations', () => {
  it('takes each destination once', () => {
    checkDestinations([]);
    checkDestinations(['map', 'geojson=maps', './my-sink.js=1', './other.js']);
  });

  it('refuses one twice, also with another argument', () => {
    for (const to of [
      ['map', 'map'],
      ['map=a', 'geojson', 'map=b'],
    ]) {
      assert.throws(() => checkDestinations(to), new UsageError('--to: expected each destination once, got map twice'));
    }
  });
});

describe('describeDestinations', () => {
  it('reads well with some and with none', () => {
    assert.equal(describeDestinations(['map', 'geojson']), 'map, geojson');
    assert.equal(describeDestinations([]), 'no destination');
  });
});
