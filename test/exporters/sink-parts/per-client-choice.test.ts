import assert from 'node:assert/strict';
import { parsePerClient, readPerClient } from '../../../exporters/sink-parts/index.js';

describe('readPerClient', () => {
  it('takes the flag before the environment before the default', () => {
    assert.equal(readPerClient('off', { FEDOTEL_PER_CLIENT: 'runs' }), 'off');
    assert.equal(readPerClient(undefined, { FEDOTEL_PER_CLIENT: 'runs' }), 'runs');
    assert.equal(readPerClient(undefined, { FEDOTEL_PER_CLIENT: '' }), 'auto');
    assert.equal(readPerClient(undefined, {}), 'auto');
  });

  it('names the source of what cannot be meant', () => {
    const modes = 'expected one of auto, keys, runs, bands, off, got';
    assert.throws(() => readPerClient('', {}), new Error(`--per-client: ${modes} ""`));
    assert.throws(
      () => readPerClient(undefined, { FEDOTEL_PER_CLIENT: 'x' }),
      new Error(`FEDOTEL_PER_CLIENT: ${modes} "x"`),
    );
  });
});

describe('parsePerClient', () => {
  it('knows the modes, and nothing else', () => {
    assert.equal(parsePerClient('bands'), 'bands');
    for (const other of ['Bands', '', undefined, 1]) assert.equal(parsePerClient(other), undefined);
  });
});
