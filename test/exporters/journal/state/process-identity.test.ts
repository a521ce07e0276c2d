import assert from 'node:assert/strict';
import { livenessOf, ownIdentity, startTicksOf } from '../../../../exporters/journal/state/process-identity.js';

describe('livenessOf', () => {
  const self = ownIdentity();

  it('knows this process, and its parent, to be alive', () => {
    assert.equal(livenessOf(self, self), 'alive');
    assert.equal(livenessOf({ ...self, pid: process.ppid, startTicks: startTicksOf(process.ppid) }, self), 'alive');
  });

  it('knows a process that is gone, and an earlier boot, to be dead', () => {
    assert.equal(livenessOf({ ...self, pid: 4_000_000 }, self), 'dead');
    assert.equal(livenessOf({ ...self, bootId: 'earlier' }, self), 'dead');
  });

  it('cannot tell for other threads, containers and hosts', () => {
    assert.equal(livenessOf({ ...self, thread: self.thread + 1 }, self), 'unknown');
    assert.equal(livenessOf({ ...self, pidSpace: 'pid:[1]' }, self), 'unknown');
    assert.equal(livenessOf({ ...self, host: 'elsewhere', bootId: 'another' }, self), 'unknown');
  });

  it('does without what only Linux tells', () => {
    const elsewhere = { ...self, bootId: '', pidSpace: '', startTicks: '', pid: 4_000_000 };
    const here = { ...elsewhere, pid: process.pid };
    assert.equal(livenessOf(elsewhere, here), 'dead');
    assert.equal(livenessOf(here, here), 'alive');
    assert.equal(livenessOf({ ...elsewhere, host: 'other' }, here), 'unknown');
  });
});
