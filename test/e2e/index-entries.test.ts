import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gaugeBody } from '../../bench/support/bodies.js';
import { type BridgeProcess, freePort, startBridgeProcess } from '../support/bridge-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';

const CLIENTS = 500;
const ROUNDS = 40;

describe('fedotel bridge --index-entries', () => {
  const folder = temporaryFolder('index-entries');
  let bridge: BridgeProcess | undefined;
  after(async () => {
    await bridge?.kill();
    folder.remove();
  });

  it('bounds what is remembered; what is not is read again, recognised, and said', async () => {
    const started = await startBridgeProcess(folder.path, await freePort(), ['--index-entries', '100']);
    bridge = started;
    const send = async (rounds: readonly number[], clients = CLIENTS) => {
      const headers = { 'content-type': 'application/x-protobuf' };
      // Messages of protobuf that follow each other are one message with the lists of all.
      const body = Buffer.concat(rounds.map((round) => gaugeBody(round, clients)));
      const answer = await fetch(`${started.url}/v1/metrics`, { method: 'POST', headers, body });
      assert.equal(answer.status, 200, await answer.text());
    };
    for (let round = 0; round < ROUNDS; round++) await send([round]);
    const written = readFileSync(join(folder.path, 'run-1.jsonl'), 'utf8');
    const said = () => started.errors().match(/MB were read again .* than are remembered \(100\)/g) ?? [];
    // All over the file, so that nothing of it is skipped: it is read again each time.
    const spread = Array.from({ length: ROUNDS / 4 }, (_, at) => 4 * at);
    for (let sent = 0; said().length === 0 && sent < 100; sent++) await send(spread, 1);
    // What it says comes another way than its answers.
    await until('it is said', () => said().length > 0);
    assert.equal(said().length, 1, started.errors());
    assert.equal(readFileSync(join(folder.path, 'run-1.jsonl'), 'utf8'), written, 'nothing is written twice');
  });
});
