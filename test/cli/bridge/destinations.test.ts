import assert from 'node:assert/strict';
import { checkDestinations, describeDestinations, withoutCredentials } from '../../../cli/bridge/destinations.js';
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

  it('tells no user name and no password', () => {
    const to = ['map', 'mlflow=https://me:pa@ss@host:5000/x', 'mlflow=https://token@host', './sink.js=a@b'];
    const expected = ['map', 'mlflow=https://***@host:5000/x', 'mlflow=https://***@host', './sink.js=a@b'];
    assert.deepEqual(withoutCredentials(to), expected);
    assert.equal(describeDestinations(to), expected.join(', '));
  });
});
