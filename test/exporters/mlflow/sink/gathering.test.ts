import assert from 'node:assert/strict';
import { Gathering } from '../../../../exporters/mlflow/sink/gathering.js';

/** Longer than any test. */
const EVER = 600_000;

describe('Gathering', () => {
  const never = () => false;
  const justNow = () => performance.now();

  it('ends when nothing comes for a moment', async () => {
    const came = performance.now();
    await new Gathering({ pauseMillis: 2, longestMillis: EVER }).wait(() => came, never);
    assert.ok(performance.now() - came >= 1);
  });

  it('goes on while something comes, and ends all the same', async () => {
    let asked = 0;
    const gathering = new Gathering({ pauseMillis: 2, longestMillis: 50 });
    await gathering.wait(() => {
      asked += 1;
      return performance.now();
    }, never);
    assert.ok(asked > 1, 'it has looked again whether something came');
  });

  it('does not begin when there is enough', async () => {
    await new Gathering({ pauseMillis: EVER, longestMillis: EVER }).wait(justNow, () => true);
  });

  it('ends for who is in a hurry, and does not begin before that is done', async () => {
    const gathering = new Gathering({ pauseMillis: EVER, longestMillis: EVER });
    const waiting = gathering.wait(justNow, never);
    const value = await gathering.without(async () => {
      await waiting;
      await gathering.wait(justNow, never);
      return 5;
    });
    assert.equal(value, 5);
  });

  it('begins again when who was in a hurry is done, however that ended', async () => {
    const gathering = new Gathering({ pauseMillis: EVER, longestMillis: EVER });
    await assert.rejects(gathering.without(() => Promise.reject(new Error('gone'))));
    let over = false;
    const waiting = gathering.wait(justNow, never).then(() => {
      over = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(over, false);
    await gathering.without(() => waiting);
    assert.equal(over, true);
  });
});
