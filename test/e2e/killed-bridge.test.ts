import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readJournalFile } from '../../exporters/journal/index.js';
import { type BridgeProcess, freePort, startBridgeProcess } from '../support/bridge-process.js';
import { type JsonUpdate, post, updatesBody } from '../support/otlp-json.js';
import { createRandom } from '../support/random.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const KILLS = 10;
const CLIENTS = 20;
const SENDERS = 4;
const seed = Number(process.env.FEDOTEL_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));

describe(`bridge killed ${KILLS} times under load (FEDOTEL_TEST_SEED=${seed})`, function () {
  this.timeout(120_000);
  const folder = temporaryFolder('killed');
  let bridge: BridgeProcess;
  after(async () => {
    await bridge?.stop();
    folder.remove();
  });

  it('keeps everything that was acknowledged, nothing twice', async () => {
    const random = createRandom(seed);
    const port = await freePort();
    bridge = await startBridgeProcess(folder.path, port);
    const sent = new Map<string, JsonUpdate>();
    let round = 0;
    let refused = 0;
    let sending = true;
    // Each sender repeats its request until it is acknowledged, as the exporters do; a lost answer makes a duplicate.
    const send = async () => {
      while (sending) {
        round += 1;
        const number = round;
        const updates = Array.from({ length: CLIENTS }, (_, client) => ({
          client: `c${client}`,
          round: number,
          time: 1_772_442_000_000_000_000n + BigInt(number) * 1_000_000n + BigInt(client),
          loss: random(),
          samples: 10 + client,
        }));
        const body = updatesBody('killed', updates);
        while ((await post(`${bridge.url}/v1/metrics`, body))?.status !== 200) {
          refused += 1;
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
        for (const update of updates) sent.set(`${update.round}/${update.client}`, update);
      }
    };
    const senders = Array.from({ length: SENDERS }, send);
    for (let kill = 0; kill < KILLS; kill++) {
      await new Promise((resolve) => setTimeout(resolve, 50 + random() * 250));
      await bridge.kill();
      bridge = await startBridgeProcess(folder.path, port);
    }
    sending = false;
    await Promise.all(senders);
    assert.equal(await bridge.stop(), 0, bridge.errors());

    const seen = new Map<string, unknown>();
    const reader = readJournalFile(join(folder.path, 'killed.jsonl'));
    for await (const { event } of reader) {
      if (event.event_type !== 'client_update') continue;
      const client = event.clients[0];
      const key = `${event.round}/${client?.client_id}`;
      assert.ok(!seen.has(key), `${key} is there twice`);
      seen.set(key, [client?.local_loss, client?.num_samples]);
    }
    assert.equal(reader.counts.malformed, 0);
    assert.ok(refused > 0, 'no request met a dead bridge: the test proved nothing');
    assert.equal(seen.size, sent.size);
    for (const [key, { loss, samples }] of sent) assert.deepEqual(seen.get(key), [loss, samples], key);
  });
});
