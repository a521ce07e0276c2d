import assert from 'node:assert/strict';
import { join } from 'node:path';
import { openStream, TestPage } from '../../exporters/page/support/event-stream.js';
import { ask, askDocument } from '../../exporters/page/support/page-client.js';
import { type BridgeProcess, freePort, startBridgeProcess } from '../../support/bridge-process.js';
import { post, updatesBody } from '../../support/otlp-json.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { until } from '../../support/until.js';
import { runCli, startCli } from '../cli-process.js';

describe('fedotel bridge --page', () => {
  const folder = temporaryFolder('bridge-page');
  after(() => folder.remove());

  it('serves the page beside what it receives, and says where', async () => {
    const words = ['--listen', ':0', '--page', ':0', '--runs-dir', join(folder.path, 'said'), '--to', 'html'];
    const bridge = startCli(['bridge', ...words]);
    const [, url, page = ''] = await bridge.seen(/^fedotel bridge: OTLP\/HTTP on (\S+), page on (\S+), runs in /);
    await post(`${url}/v1/metrics`, updatesBody('r', [updateOf(1, 'a')]));
    assert.equal((await askDocument(page, 'r')).clients.length, 1);
    assert.equal((await ask(`${url}/`, '/api/runs')).status, 404, 'not where it receives');
    bridge.child.kill('SIGTERM');
    assert.equal((await bridge.ended).code, 0);
    await assert.rejects(ask(page, '/health'));
  });

  it('goes on without a gap when the bridge is killed and started again while somebody watches', async () => {
    const runsDir = join(folder.path, 'killed');
    const ports = { bridge: await freePort(), page: await freePort() };
    const start = () => startBridgeProcess(runsDir, ports.bridge, ['--to', '', '--page', `127.0.0.1:${ports.page}`]);
    const url = `http://127.0.0.1:${ports.page}/`;
    const send = async (bridge: BridgeProcess, round: number) => {
      const updates = ['a', 'b', `new-${round}`].map((client) => updateOf(round, client));
      assert.equal((await post(`${bridge.url}/v1/metrics`, updatesBody('r', updates)))?.status, 200);
    };
    let bridge = await start();
    await send(bridge, 1);
    const page = new TestPage(await askDocument(url, 'r'));
    for (let round = 2; round <= 4; round += 1) {
      const stream = await openStream(url, `/api/runs/r/live?after=${page.sequence}`);
      await send(bridge, round);
      await until('the round came', () => stream.events.some(({ data }) => data.startsWith(`{"round":${round},`)));
      await bridge.kill();
      await stream.ended;
      for (const event of stream.events) page.apply(event);
      bridge = await start();
      await send(bridge, round + 10);
    }
    const last = await openStream(url, `/api/runs/r/live?after=${page.sequence}`);
    const { sequence } = await askDocument(url, 'r');
    await until('the page has all', () => Number(last.events.at(-1)?.id) >= sequence);
    for (const event of last.events) page.apply(event);
    const expected = await askDocument(url, 'r');
    assert.equal(page.resets, 0);
    assert.deepEqual(page.document.clients, expected.clients);
    assert.deepEqual(page.document.run, expected.run);
    assert.deepEqual(
      page.document.rounds.map(({ round, clients }) => [round, clients.client]),
      expected.rounds.map(({ round, clients }) => [round, clients.client]),
    );
    assert.equal(expected.rounds.length, 7);
    last.close();
    assert.equal(await bridge.stop(), 0);
  });

  it('names the option when the address is taken or none', async () => {
    const port = await freePort();
    const first = await startBridgeProcess(join(folder.path, 'first'), port);
    const words = ['bridge', '--listen', ':0', '--runs-dir', join(folder.path, 'second'), '--page'];
    const taken = await runCli([...words, `127.0.0.1:${port}`]);
    assert.equal(taken.code, 1);
    assert.match(taken.stderr, /--page 127\.0\.0\.1:\d+: the address is in use/);
    const wrong = await runCli([...words, 'on']);
    assert.deepEqual([wrong.code, /--page: expected HOST:PORT/.test(wrong.stderr)], [2, true]);
    await first.stop();
  });
});

function updateOf(round: number, client: string) {
  return { client, round, time: 1_700_000_000_000_000_000n + BigInt(round), loss: 0.5, samples: 3 };
}
