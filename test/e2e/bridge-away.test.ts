import assert from 'node:assert/strict';
import { join } from 'node:path';
import { startRun } from '../../lib/index.js';
import { startTelemetry } from '../../lib/telemetry/index.js';
import { type BridgeProcess, freePort, startBridgeProcess } from '../support/bridge-process.js';
import { readEvents, readRun } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** How long the bridge is away; the run against real peers in CI sets 60. */
const AWAY_SECONDS = Number(process.env.FEDOTEL_TEST_AWAY_SECONDS ?? 3);
const CLIENTS = 8;

const sleep = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

describe(`bridge away for ${AWAY_SECONDS} s while the app runs, no Collector between`, function () {
  this.timeout((AWAY_SECONDS + 60) * 1000);
  const folder = temporaryFolder('away');
  let bridge: BridgeProcess;
  after(async () => {
    await bridge?.stop();
    folder.remove();
  });

  it('delivers every update, event and round result once', async () => {
    const port = await freePort();
    bridge = await startBridgeProcess(folder.path, port);
    const telemetry = await startTelemetry({ job: 'away', endpoint: bridge.url, quiet: true });
    const run = startRun({ job: 'away', runId: 'away', rounds: 30 });
    let number = 0;
    const train = () => {
      number += 1;
      const round = run.startRound({ number, selected: CLIENTS });
      for (let client = 0; client < CLIENTS - 1; client++) {
        round.clientUpdate({
          client: `c${client}`,
          loss: 1 / number,
          samples: client,
          metrics: { f1: client / number },
        });
      }
      round.dropout({ client: `c${CLIENTS - 1}`, reason: 'timeout' });
      round.end({ accuracy: 1 - 1 / (number + 1) });
    };
    for (let i = 0; i < 5; i++) train();
    await telemetry.flush({ timeoutSeconds: 10 });

    await bridge.kill();
    const before = number;
    const pause = AWAY_SECONDS / 20;
    for (let i = 0; i < 20; i++) {
      train();
      await sleep(pause);
    }
    assert.equal(number, before + 20, 'the app went on while nobody answered');
    assert.equal((await telemetry.flush({ timeoutSeconds: 0.1 })).complete, false, 'the bridge was really away');

    bridge = await startBridgeProcess(folder.path, port);
    for (let i = 0; i < 5; i++) train();
    await run.finish();
    const { complete, dropped } = await telemetry.shutdown({ timeoutSeconds: 45 });
    assert.equal(complete, true);
    assert.deepEqual(dropped, { updates: 0, events: 0, spans: dropped.spans, logs: 0 });
    assert.equal(await bridge.stop(), 0, bridge.errors());

    const events = await readEvents(join(folder.path, 'away.jsonl'));
    const count = (type: string) => events.filter(({ event_type }) => event_type === type).length;
    assert.equal(count('round_start'), number);
    assert.equal(count('round_end'), number);
    assert.equal(count('client_dropout'), number);
    assert.equal(count('client_update'), number * (CLIENTS - 1));
    assert.equal(count('finished'), 1);
    const view = await readRun(join(folder.path, 'away.jsonl'));
    assert.equal(view.emitted?.updates, number * (CLIENTS - 1));
    for (const round of view.rounds) {
      assert.equal(round.completed, CLIENTS - 1);
      assert.equal(round.dropped, 1);
      assert.equal(round.globalAccuracy, 1 - 1 / (round.round + 1));
      assert.ok(round.clients.filter(({ updates }) => updates.length > 0).every(({ updates }) => updates[0]?.complete));
    }
  });
});
