import assert from 'node:assert/strict';
import { createInFlight } from '../../../exporters/receiver/in-flight.js';

/** A promise and the functions that settle it. */
function deferred(): { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } {
  let resolve = (): void => undefined;
  let reject = (_: Error): void => undefined;
  const promise = new Promise<void>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  return { promise, resolve, reject };
}

describe('createInFlight', () => {
  it('is settled when nothing was tracked', async () => {
    await createInFlight().settle(1_000);
  });

  it('settles when the last work ended, however it ended', async () => {
    const inFlight = createInFlight();
    const [one, two] = [deferred(), deferred()];
    inFlight.track(one.promise);
    inFlight.track(two.promise);
    let settled = false;
    const waiting = Promise.all([inFlight.settle(1_000), inFlight.settle(1_000)]).then(() => {
      settled = true;
    });
    one.reject(new Error('failed'));
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(settled, false);
    two.resolve();
    await waiting;
  });

  it('waits no longer than told', async () => {
    const inFlight = createInFlight();
    inFlight.track(new Promise(() => undefined));
    await inFlight.settle(0.01);
    await inFlight.settle(0);
  });
});
