import assert from 'node:assert/strict';
import { closeSync, existsSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gaugeBody } from '../../bench/support/bodies.js';
import type { JournalEvent } from '../../exporters/journal/events.js';
import { encodeLine, timestampOf } from '../../exporters/journal/index.js';
import { decodeOtlp } from '../../exporters/otlp/index.js';
import { createTranslator } from '../../exporters/translate/index.js';
import { startCli } from '../cli/cli-process.js';
import { type BridgeProcess, freePort, startBridgeProcess } from '../support/bridge-process.js';
import { mostMemory } from '../support/most-memory.js';
import { megabytesOf, recordProof } from '../support/proof-figures.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';

/** Size of the journal; the limits on memory are the same for any. */
const MEGABYTES = Number(process.env.FEDOTEL_TEST_JOURNAL_MEGABYTES ?? 90);
const CLIENTS = 1_000;
/** Most resident memory of the bridge: sinks and page hold single clients of the first 64 MiB only, in a model of some 400 MB. */
const MOST_BYTES = 1200 * 2 ** 20;
/** What the heap of an export may have, in megabytes. */
const EXPORT_HEAP = 800;

describe(`a journal of ${MEGABYTES} MB`, function () {
  this.timeout(60_000 + MEGABYTES * 600);
  const folder = temporaryFolder('large');
  const journal = join(folder.path, 'run-1.jsonl');
  let rounds = 0;
  let bridge: BridgeProcess | undefined;
  before(() => {
    rounds = writeJournal(journal, MEGABYTES * 1e6);
  });
  after(async () => {
    await bridge?.kill();
    folder.remove();
  });

  it('is opened, recognises what it has, and goes on, in bounded memory', async function () {
    const size = statSync(journal).size;
    bridge = await startBridgeProcess(folder.path, await freePort(), ['--to', 'map', '--drain', '300']);
    for (const round of [0, Math.floor(rounds / 2), rounds - 1]) await send(bridge.url, round);
    assert.equal(statSync(journal).size, size, 'what was there is there again');
    await send(bridge.url, rounds);
    assert.ok(statSync(journal).size > size);
    await until('the map is there', () => existsSync(join(folder.path, 'run-1.map.json')), 300);
    const most = mostMemory(bridge.pid);
    if (most !== undefined) assert.ok(most < MOST_BYTES, `${Math.round(most / 2 ** 20)} MiB`);
    assert.equal(await bridge.stop(), 0, bridge.errors());
    recordProof(this.test, {
      'MB of journal': megabytesOf(size),
      updates: rounds * CLIENTS,
      'MB of memory at most': megabytesOf(most ?? 0),
    });
  });

  it('is exported with a heap that does not depend on it', async () => {
    const words = ['export', journal, '--to', 'map', '--out', join(folder.path, 'out')];
    const { ended } = startCli(words, { nodeOptions: [`--max-old-space-size=${EXPORT_HEAP}`] });
    const { code, stderr } = await ended;
    assert.equal(code, 0, stderr);
    assert.ok(existsSync(join(folder.path, 'out', 'run-1.map.json')));
  });
});

/** The updates of one round, as a bridge makes them of a request. */
function updatesOf(body: Uint8Array): readonly JournalEvent[] {
  const translator = createTranslator();
  decodeOtlp('metrics', 'protobuf', body, translator);
  return translator.end().events;
}

/** Writes rounds of updates until there are so many bytes. @returns how many rounds there are */
function writeJournal(path: string, bytes: number): number {
  const updates = updatesOf(gaugeBody(0, CLIENTS));
  const file = openSync(path, 'w');
  let written = writeSync(
    file,
    `${encodeLine({ event_type: 'init', run_id: 'run-1', format: 1, job: 'bench', provisional: true })}\n`,
  );
  let round = 0;
  for (; written < bytes; round++) {
    let lines = '';
    for (const [client, update] of updates.entries()) {
      const timestamp = timestampOf((1_800_000_000 + round) * 1000, client * 1_000);
      lines += `${encodeLine({ ...update, round, timestamp } as JournalEvent)}\n`;
    }
    written += writeSync(file, lines);
  }
  closeSync(file);
  return round;
}

async function send(url: string, round: number): Promise<void> {
  const headers = { 'content-type': 'application/x-protobuf' };
  const body = Buffer.from(gaugeBody(round, CLIENTS));
  const answer = await fetch(`${url}/v1/metrics`, { method: 'POST', headers, body });
  assert.equal(answer.status, 200, await answer.text());
}
