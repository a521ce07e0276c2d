import assert from 'node:assert/strict';
import { createCore, type Drainer, sharedCore } from '../../../lib/core/core.js';
import { guard } from '../../../lib/core/guard.js';
import { createSilentWarnings } from '../support/recording.js';

const IDLE: Drainer = {
  clientUpdates: 'points',
  runStarted: () => undefined,
  runEnded: () => undefined,
  flush: () => Promise.resolve(true),
};

describe('core', () => {
  it('is one per process, under a registered symbol', () => {
    assert.equal(sharedCore(), sharedCore());
    assert.equal((globalThis as Record<symbol, unknown>)[Symbol.for('fedotel.core.1')], sharedCore());
  });

  it('has one drainer at a time', () => {
    const core = createCore(createSilentWarnings());
    const unregister = core.register(IDLE);
    assert.throws(() => core.register({ ...IDLE }), /already started/);
    unregister();
    const other = { ...IDLE };
    core.register(other);
    unregister();
    assert.equal(core.drainer, other);
  });

  it('tells of the end of a run once', () => {
    const core = createCore(createSilentWarnings());
    let ended = 0;
    core.register({ ...IDLE, runEnded: () => (ended += 1) });
    const run = { identity: { id: 'r', attempt: 1, job: 'j' }, end: () => undefined };
    core.runStarted(run);
    core.runEnded(run);
    core.runEnded(run);
    assert.equal(ended, 1);
  });
});

describe('guard', () => {
  it('gives the result, or the fallback and a warning', () => {
    const warnings = createSilentWarnings();
    assert.equal(
      guard(warnings, 'call', 0, () => 1),
      1,
    );
    const failing = (error: unknown) =>
      guard(warnings, 'call', 0, () => {
        throw error;
      });
    assert.equal(failing(new RangeError('too far')), 0);
    assert.equal(failing('text'), 0);
    const [first, second] = warnings.said.map((warning) => warning.message);
    assert.match(first ?? '', /^call failed and recorded nothing: RangeError at core\.test\.js:\d+$/);
    assert.equal(second, 'call failed and recorded nothing: string');
  });

  it('looks for the place in no more than a part of a stack that begins with a million line ends', () => {
    const warnings = createSilentWarnings();
    guard(warnings, 'call', 0, () => {
      throw new RangeError('\n'.repeat(1_000_000));
    });
    assert.equal(warnings.said[0]?.message, 'call failed and recorded nothing: RangeError');
  });

  it('survives a warning channel that fails', () => {
    const broken = {
      warn: () => {
        throw new Error('broken');
      },
    };
    const result = guard(broken, 'call', 'fallback', () => {
      throw new Error('x');
    });
    assert.equal(result, 'fallback');
  });
});
