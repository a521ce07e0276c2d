import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createBridge } from '../../../exporters/bridge/index.js';
import { loadSink, parseSinkChoice } from '../../../exporters/bridge/sink-registry.js';
import { post, updatesBody } from '../../support/otlp-json.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const UPDATE = { client: 'c1', round: 1, time: 1_772_442_000_000_000_000n, loss: 0.5, samples: 3 };

describe('bridge', () => {
  const folder = temporaryFolder('bridge');
  after(() => folder.remove());
  let runsDir = '';
  let count = 0;
  beforeEach(() => {
    count += 1;
    runsDir = join(folder.path, `runs-${count}`);
  });

  it('answers when the event is on disk, counts, and counts a repetition as a duplicate', async () => {
    const bridge = await createBridge({ runsDir, listen: { port: 0 } });
    const body = updatesBody('r', [UPDATE]);
    assert.equal((await post(`${bridge.url}/v1/metrics`, body))?.status, 200);
    const journal = readFileSync(join(runsDir, 'r.jsonl'), 'utf8');
    assert.equal((await post(`${bridge.url}/v1/metrics`, body))?.status, 200);
    assert.equal(readFileSync(join(runsDir, 'r.jsonl'), 'utf8'), journal);
    assert.deepEqual(
      { ...bridge.counts },
      { requests: 2, events: 1, duplicates: 1, ignored: 0, malformed: 0, unusable: 0, quarantined: 0, deferred: 0 },
    );
    assert.deepEqual(await bridge.stop(), { owed: [] });
    assert.ok(existsSync(join(runsDir, 'r.map.json')));
  });

  it('can be found by others while it runs, with the same name at /health', async () => {
    const bridge = await createBridge({ runsDir, listen: { port: 0 }, to: [] });
    const path = join(runsDir, '.state', 'bridge.json');
    const address = JSON.parse(readFileSync(path, 'utf8'));
    assert.equal(address.url, bridge.url);
    assert.equal(address.pid, process.pid);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    const health = await (await fetch(`${address.url}/health`)).json();
    assert.equal((health as { instance: string }).instance, address.instance);
    await bridge.stop();
    assert.ok(!existsSync(path));
  });

  it('is refused a folder that another bridge has, and an address that is taken, and leaves nothing behind', async () => {
    const first = await createBridge({ runsDir, listen: { port: 0 }, to: [] });
    await assert.rejects(createBridge({ runsDir, listen: { port: 0 } }), /in use by process/);
    const other = `${runsDir}-other`;
    const port = Number(new URL(first.url).port);
    await assert.rejects(createBridge({ runsDir: other, listen: { port } }), /--listen/);
    await (await createBridge({ runsDir: other, listen: { port: 0 }, to: [] })).stop();
    await first.stop();
    await (await createBridge({ runsDir, listen: { port: 0 }, to: [] })).stop();
  });

  it('names --to when a destination is unknown or is none', async () => {
    await assert.rejects(
      createBridge({ runsDir, listen: { port: 0 }, to: ['mapp'] }),
      /--to: expected one of map, geojson/,
    );
    await assert.rejects(loadSink(parseSinkChoice('./missing.js')), /--to \.\/missing\.js: /);
    await assert.rejects(
      createBridge({ runsDir, listen: { port: 0 }, to: ['map', 'map=x'] }),
      /--to: .* got map twice/,
    );
    const noSink = join(folder.path, 'no-sink.mjs');
    writeFileSync(noSink, 'export const createSink = () => 1;\n');
    await assert.rejects(loadSink(parseSinkChoice(noSink)), /createSink\(\) gave no sink/);
  });

  it('feeds a sink of the user’s own: the example', async () => {
    const bridge = await createBridge({
      runsDir,
      listen: { port: 0 },
      to: [`${resolve('examples/sinks/slow-rounds.js')}=5`],
    });
    const event = (round: number, seconds: number) => ({
      timeUnixNano: String(UPDATE.time + BigInt(round)),
      eventName: 'fl.round.finished',
      attributes: [
        { key: 'fl.run.id', value: { stringValue: 'slow' } },
        { key: 'fl.round.number', value: { intValue: String(round) } },
        { key: 'fl.round.duration', value: { doubleValue: seconds } },
      ],
    });
    const logs = { resourceLogs: [{ scopeLogs: [{ logRecords: [event(1, 1), event(2, 9), event(3, 6)] }] }] };
    assert.equal((await post(`${bridge.url}/v1/logs`, JSON.stringify(logs)))?.status, 200);
    assert.deepEqual(await bridge.stop(), { owed: [] });
    const lines = readFileSync(join(runsDir, 'slow-rounds.txt'), 'utf8').trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => line.replace(/ at \d+$/, '')),
      ['slow round 2', 'slow round 3'],
    );
  });

  it('stops once however often it is told, and refuses what comes after', async () => {
    const bridge = await createBridge({ runsDir, listen: { port: 0 } });
    const [first, second] = await Promise.all([bridge.stop(), bridge.stop()]);
    assert.equal(first, second);
    assert.equal(await post(`${bridge.url}/v1/metrics`, updatesBody('r', [UPDATE])), undefined);
  });
});
