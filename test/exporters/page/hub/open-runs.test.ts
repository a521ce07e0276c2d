import assert from 'node:assert/strict';
import { join } from 'node:path';
import { OpenRuns } from '../../../../exporters/page/hub/open-runs.js';
import { createRunFolder } from '../../../../exporters/page/hub/run-folder.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { finished, init, roundStart } from '../../run-model/support/scenario.js';
import { appendEvents } from '../support/journals.js';
import { TestChannel } from '../support/test-channel.js';

describe('OpenRuns', () => {
  const dir = temporaryFolder('open-runs');
  after(() => dir.remove());

  it('lets go a run that has ended once nobody has watched or asked for ten seconds', async () => {
    const folder = createRunFolder(dir.path);
    let now = Date.UTC(2026, 2, 2, 10);
    const runs = new OpenRuns({
      folder,
      now: () => now,
      maxOpenRuns: 16,
      maxOpenBytes: 1e9,
      detailBytes: 1e9,
      onFault: (_stem, error) => assert.fail(String(error)),
    });
    const head = (stem: string) => init({ run_id: stem } as object);
    appendEvents(join(dir.path, 'ended.jsonl'), head('ended'), finished(1));
    appendEvents(join(dir.path, 'watched.jsonl'), head('watched'), finished(1));
    appendEvents(join(dir.path, 'running.jsonl'), head('running'), roundStart(1, 1));
    const take = async (stem: string) => {
      const file = await folder.find(stem);
      return file === undefined ? undefined : runs.take(file);
    };
    const ended = await take('ended');
    const stop = (await take('watched'))?.add(new TestChannel(), 0);
    await take('running');
    now += 9_000;
    await take('running');
    assert.equal(runs.get('ended'), ended);
    now += 2_000;
    await take('running');
    assert.equal(runs.get('ended'), undefined);
    assert.notEqual(runs.get('watched'), undefined);
    assert.equal((await take('ended'))?.run.frames.run.runId, 'ended');
    stop?.();
    await runs.close();
  });
});
