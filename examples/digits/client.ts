/** One client: a process of its own that trains on its own digits. `client-processes.ts` starts it. */

import { setTimeout as sleep } from 'node:timers/promises';

import { clientTask } from 'fedotel';
import { createMonitor } from 'fedotel/monitor';
import { startTelemetry } from 'fedotel/telemetry';
import { createWriter } from 'fedotel/tracking';

import type { Digits } from './data.js';
import { type Incident, SLOW_DEADLINES } from './incidents.js';
import { receiveTasks, upload } from './link.js';
import type { TrainMessage } from './messages.js';
import { trainLocally } from './model.js';
import { createRandom } from './random.js';

/** What a client has when it starts: in real life its disk and its configuration. */
export interface ClientSetup {
  client: string;
  job: string;
  serverUrl: string;
  /** Folder of the run files. The bridge that the server's process embeds is found through it. */
  runsDir: string;
  digits: Digits;
  training: { steps: number; batchSize: number; learningRate: number };
  seed: number;
  /** See `ClientProfile`. */
  extraSeconds: number;
  /** This client's part of the script. */
  incidents: Incident[];
}

/** Batches whose losses are logged: every tenth. */
const LOG_EVERY = 10;

/** Logs what is worth more than one number a round. It writes to whatever task the code that uses it is part of. */
const writer = createWriter();

// No orphans: when the process that started us is gone, so are we. Without it, we would wait for tasks for ever.
process.on('disconnect', () => process.exit());
// Ctrl-C reaches every process of a terminal. Ours wait for what the server makes of it.
process.on('SIGINT', () => undefined);
process.once('message', (setup) => void takePart(setup as ClientSetup).then(() => process.disconnect()));

async function takePart(setup: ClientSetup): Promise<void> {
  const telemetry = await startTelemetry({ job: setup.job, runsDir: setup.runsDir, quiet: true });
  // What this process uses while it trains: `fedotel runs show --resources` shows it by round and client.
  const monitor = createMonitor({ interval: 1 });
  void monitor.start();
  const script = [...setup.incidents];
  for await (const message of receiveTasks(setup.serverUrl, setup.client)) {
    const due = script.findIndex(({ round }) => round <= message.round);
    const incident = due === -1 ? undefined : script.splice(due, 1)[0];
    // The carrier says which run, round and client this is, and joins our span with the server's. The report goes back
    // in the answer: the server records it for us.
    const { result, report } = await clientTask(message.trace, async (task) => {
      const trained = await train(setup, message, incident);
      task.set({ memoryUsage: process.memoryUsage.rss(), metrics: { steps: setup.training.steps } });
      return trained;
    });
    const reply = { round: message.round, ...result, report };
    await upload(setup.serverUrl, setup.client, reply, incident?.kind === 'broken-upload');
  }
  await monitor.stop();
  await telemetry.shutdown();
}

/** Trains, at the pace of the device that this process stands for. */
async function train(setup: ClientSetup, message: TrainMessage, incident: Incident | undefined) {
  const startedAt = performance.now();
  const random = createRandom(setup.seed + message.round);
  const firstBatch = (message.round - 1) * setup.training.steps;
  const onBatch = (loss: number, batch: number) => {
    if (batch % LOG_EVERY === 0) writer.addScalar('batch_loss', loss, firstBatch + batch);
  };
  const trained = trainLocally(message.weights, setup.digits, { ...setup.training, random, onBatch });
  writer.addHistogram('weights', trained.weights, message.round);
  await sleep(setup.extraSeconds * (0.9 + 0.2 * random.uniform()) * 1000);
  if (incident?.kind === 'crash') process.kill(process.pid, 'SIGKILL'); // nothing can be said or saved after this
  if (incident?.kind === 'slow') await sleep(SLOW_DEADLINES * message.deadlineSeconds * 1000);
  return { ...trained, samples: setup.digits.labels.length, trainSeconds: (performance.now() - startedAt) / 1000 };
}
