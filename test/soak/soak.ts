import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort, startBridgeProcess } from '../support/bridge-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import type { Sample } from './trend.js';

/** As long as a browser waits, or less. */
const RECONNECT_MILLIS = 100;
const APP = fileURLToPath(new URL('../../bench/support/updating-app.js', import.meta.url));

/** What a load came to. */
export interface SoakResult {
  readonly samples: readonly Sample[];
  /** Runs that were made, one after the other. */
  readonly runs: number;
  /** Updates that were sent. */
  readonly updates: number;
}

/** How a load is made. */
export interface SoakOptions {
  readonly seconds: number;
  /** Rounds, updates in a round and clients of each run. */
  readonly shape: readonly [rounds: number, updates: number, clients: number];
  readonly sampleSeconds: number;
  readonly progress?: (sample: Sample, runs: number) => void;
}

/**
 * Sends run after run to a bridge that feeds a map and has a page open on it, and looks at what the bridge uses. Needs
 * Linux.
 *
 * @throws Error when the app fails or loses something
 */
export async function soak({ seconds, shape, sampleSeconds, progress }: SoakOptions): Promise<SoakResult> {
  const folder = temporaryFolder('soak');
  const pagePort = await freePort();
  const bridge = await startBridgeProcess(folder.path, await freePort(), [
    '--to',
    'map',
    '--page',
    `127.0.0.1:${pagePort}`,
  ]);
  const closing = new AbortController();
  const samples: Sample[] = [];
  let runs = 0;
  try {
    void follow(`http://127.0.0.1:${pagePort}/api/live`, closing.signal);
    const end = performance.now() + seconds * 1000;
    const sampling = (async () => {
      while (performance.now() < end) {
        await delay(sampleSeconds * 1000);
        const sample = sampleOf(bridge.pid);
        samples.push(sample);
        progress?.(sample, runs);
      }
    })();
    while (performance.now() < end) {
      await sendRun(bridge.url, shape);
      runs++;
    }
    await sampling;
  } finally {
    closing.abort();
    await bridge.stop();
    folder.remove();
  }
  return { samples, runs, updates: runs * shape[0] * shape[1] };
}

async function sendRun(url: string, shape: SoakOptions['shape']): Promise<void> {
  const app = fork(APP, [url, ...shape.map(String)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [told] = (await Promise.race([
    once(app, 'message'),
    once(app, 'exit').then(([code]) => Promise.reject(new Error(`the app ended with code ${code}`))),
  ])) as [{ readonly dropped: number }];
  if (told.dropped > 0) throw new Error(`${told.dropped} updates were dropped`);
  if (app.exitCode === null) await once(app, 'exit');
}

/** Reads what a page is told, as a browser does: a stream that ends, because its reader was too slow, is opened again. */
async function follow(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const { body } = await fetch(url, { signal });
      for await (const _piece of body ?? []) if (signal.aborted) return;
    } catch {
      await delay(RECONNECT_MILLIS);
    }
  }
}

function sampleOf(pid: number): Sample {
  const kilobytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  return { rss: kilobytes * 1024, descriptors: readdirSync(`/proc/${pid}/fd`).length };
}
