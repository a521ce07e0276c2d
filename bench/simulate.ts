/**
 * A federation through the whole chain, app → Collector with a queue on disk → bridge, and what it takes:
 *
 *   npm run simulate -- --rounds 1000 --clients 10000
 *
 * Every client is selected in every round. It ends with 1 unless the run file has every update once.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readJournalFile } from '../exporters/journal/index.js';
import { readTool } from '../semconv/generator/tool-options.js';
import { startCollector } from '../test/peers/collector/collector-process.js';
import { queued } from '../test/peers/collector/queues.js';
import { freePort, startBridgeProcess } from '../test/support/bridge-process.js';
import { mostMemory } from '../test/support/most-memory.js';
import { megabytesOf, recordProof } from '../test/support/proof-figures.js';

const { values } = readTool({
  usage: 'npm run simulate -- [options]',
  options: {
    rounds: { type: 'number', default: 1000, minimum: 1, whole: true, help: 'rounds of the federation' },
    clients: {
      type: 'number',
      default: 10_000,
      minimum: 1,
      whole: true,
      help: 'clients, each selected in every round',
    },
  },
});
const { rounds, clients } = values;
const updates = rounds * clients;
const folder = mkdtempSync(join(tmpdir(), 'fedotel-simulate-'));
const runsDir = join(folder, 'runs');
const bridge = await startBridgeProcess(runsDir, await freePort(), ['--to', 'map']);
const collector = await startCollector({
  configs: ['minimal.yaml'],
  folder: join(folder, 'collector'),
  env: { FEDOTEL_BRIDGE_ENDPOINT: bridge.url, FEDOTEL_COLLECTOR_MEMORY_MIB: '1024' },
});
try {
  const start = performance.now();
  const since = () => `${((performance.now() - start) / 1000).toFixed(0)} s`;
  const app = fork(
    fileURLToPath(new URL('support/updating-app.js', import.meta.url)),
    [collector.url, ...[rounds, clients, clients].map(String)],
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  );
  const [told] = (await once(app, 'message')) as [{ readonly dropped: number; readonly maxRss: number }];
  console.log(`${updates} updates of ${clients} clients in ${rounds} rounds`);
  console.log(`app: done after ${since()}, ${megabytes(told.maxRss)} at most, ${told.dropped} updates dropped`);
  while ((await queued(collector, 'otlp_http/bridge')) > 0) await delay(100);
  console.log(`Collector: all sent after ${since()}, ${megabytes(diskIn(join(folder, 'collector')))} of queue files`);
  const file = readdirSync(runsDir).find((name) => name.endsWith('.jsonl')) ?? '';
  const journal = join(runsDir, file);
  let found = 0;
  for await (const { event } of readJournalFile(journal)) if (event.event_type === 'client_update') found++;
  console.log(
    `bridge: ${megabytes(mostMemory(bridge.pid) ?? 0)} at most, run file of ${megabytes(statSync(journal).size)}, ` +
      `${megabytes(diskIn(join(runsDir, '.state')))} of state`,
  );
  console.log(`run file: ${found} updates`);
  const isComplete = found === updates && told.dropped === 0;
  process.exitCode = isComplete ? 0 : 1;
  if (isComplete) {
    const seen = { rounds, clients, 'updates found once': found };
    recordProof(
      { title: 'the run file has every update once' },
      {
        ...seen,
        'MB of journal': megabytesOf(statSync(journal).size),
        'MB of memory at most': megabytesOf(mostMemory(bridge.pid) ?? 0),
      },
    );
  }
} finally {
  await collector.kill();
  await bridge.kill();
  rmSync(folder, { recursive: true });
}

function diskIn(path: string): number {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
