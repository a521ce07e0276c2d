import assert from 'node:assert/strict';
import { freePort } from './bridge-process.js';

describe('freePort', () => {
  it('gives nobody in this process a port that another has, nor one that fetch refuses', async () => {
    const ports = await Promise.all(Array.from({ length: 400 }, () => freePort()));
    assert.equal(new Set(ports).size, ports.length);
    assert.ok(!ports.includes(10_080));
    assert.ok(
      ports.every((port) => port < 32_768),
      'none is a port of outgoing connections',
    );
  });
});
