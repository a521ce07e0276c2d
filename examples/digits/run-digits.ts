/** Puts the demo together: data, telemetry, run, server, client processes. `main.ts` is the command around it. */

import { startRun } from 'fedotel';
import { createMonitor } from 'fedotel/monitor';
import { startTelemetry } from 'fedotel/telemetry';

import { createClientProcesses } from './client-processes.js';
import { type ClientProfile, clientProfiles } from './clients.js';
import { loadDigits, pick, splitDigits } from './data.js';
import { trainFederation } from './federation.js';
import { createHub } from './hub.js';
import { writeScript } from './incidents.js';
import { PARAMETERS } from './model.js';
import type { DigitsResult, RoundNote } from './notes.js';

/** Options of `runDigits`. */
export interface DigitsOptions {
  /** Default 20. */
  rounds?: number | undefined;
  /** Number of clients, 2 to 40; default 10. */
  clients?: number | undefined;
  /** Decides split, first weights and batches; default 7. */
  seed?: number | undefined;
  /** Folder of the run files; default as for `startTelemetry`: `FEDOTEL_RUNS_DIR`, then `runs`. */
  runsDir?: string | undefined;
  /** Called when something happened, with the notes of the current round so far. */
  onProgress?: ((note: RoundNote) => void) | undefined;
  /** Takes each line that telemetry has to say; standard error by default. */
  log?: ((line: string) => void) | undefined;
}

const JOB = 'digits';
const HELD_OUT = 2000;
const ALPHA = 0.3;
const TRAINING = { steps: 60, batchSize: 16, learningRate: 0.1 };

/**
 * Trains for real and records it with fedotel. When it returns or throws, no process of it is left.
 * Throws on options out of range, without `mnist`, and when clients do not come.
 */
export async function runDigits(options: DigitsOptions = {}): Promise<DigitsResult> {
  const rounds = wholeNumber('rounds', options.rounds ?? 20, 1, 1000);
  const seed = wholeNumber('seed', options.seed ?? 7, 0, 2 ** 32 - 1);
  const profiles = clientProfiles(wholeNumber('clients', options.clients ?? 10, 2, 40));
  const runsDir = options.runsDir ?? process.env.FEDOTEL_RUNS_DIR ?? 'runs';
  const ids = profiles.map(({ id }) => id);

  const digits = await loadDigits();
  const split = splitDigits(digits.labels, { clients: ids.length, heldOut: HELD_OUT, alpha: ALPHA, minimum: 50, seed });

  // With no endpoint configured, this process has the bridge in a worker thread, and the clients' processes find it.
  const telemetry = await startTelemetry({ job: JOB, runsDir, log: options.log });
  const run = startRun({
    job: JOB,
    algorithm: 'FedAvg',
    config: { ...TRAINING, alpha: ALPHA, heldOut: HELD_OUT, seed },
    rounds,
    totalClients: ids.length,
    modelParameters: PARAMETERS,
  });
  run.serverMetadata({ name: 'digits server', city: 'Vienna', country: 'AT', lat: 48.21, lng: 16.37 });

  // What this machine uses; the clients' processes, which are child processes of this one, are in it.
  const monitor = createMonitor({ run });
  void monitor.start();

  const hub = await createHub(ids);
  const processes = createClientProcesses();
  let script = writeScript(ids, rounds);
  const start = ({ id, extraSeconds }: ClientProfile, index: number) =>
    processes.start({
      client: id,
      job: JOB,
      serverUrl: hub.url,
      runsDir,
      digits: pick(digits, split.clients[index] ?? []),
      training: TRAINING,
      seed: seed + 1000 * (index + 1),
      extraSeconds,
      incidents: script.filter(({ client }) => client === id),
    });

  try {
    profiles.forEach(start);
    const notes = await trainFederation({
      run,
      hub,
      clients: profiles,
      rounds,
      heldOut: pick(digits, split.heldOut),
      seed,
      restart: (client) => {
        script = script.filter((incident) => incident.client !== client); // nobody crashes twice
        const index = ids.indexOf(client);
        for (const profile of profiles.slice(index, index + 1)) start(profile, index);
      },
      onProgress: options.onProgress ?? (() => undefined),
    });
    await hub.close(); // the clients see their streams end, send what telemetry they have and leave
    await processes.stop();
    await monitor.stop();
    await run.finish();
    return { runId: run.id, runsDir, ...notes };
  } catch (error) {
    await run.finish({ error });
    throw error;
  } finally {
    await processes.stop({ now: true });
    await hub.close();
    await monitor.stop();
    await telemetry.shutdown();
  }
}

function wholeNumber(name: string, value: number, minimum: number, maximum: number): number {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  throw new RangeError(`${name}: expected a whole number from ${minimum} to ${maximum}, got ${value}`);
}
