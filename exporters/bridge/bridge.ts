import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { createFolderLock, createJournal, type FolderLock, type Journal, makeFolder } from '../journal/index.js';
import { type PageThread, type PageThreadOptions, startPageThread } from '../page/thread/index.js';
import { createReceiver, type Receiver, type ReceiverSecurity } from '../receiver/index.js';
import { type ControlListener, startControlListener } from './control/listener.js';
import { announceBridge, type BridgeAddress, withdrawBridge } from './discovery.js';
import { openSinks } from './fed-sinks.js';
import { createIntake, type Intake, type IntakeCounts } from './intake.js';
import { createActiveRuns } from './metrics/active-runs.js';
import { startMetricsListener } from './metrics/listener.js';
import { createQuarantine } from './quarantine.js';
import { type Bounds, createPruner, type Retention, startRetention } from './retention/index.js';
import type { OwedEvents, SinkRunner } from './sink-runner.js';
import { VERSION } from './version.js';

/** Options of {@link createBridge}. */
export interface BridgeOptions {
  /** Folder of the journals; made when it does not exist. Default `runs`. */
  readonly runsDir?: string | undefined;
  /** Address to receive OTLP/HTTP on. Default 127.0.0.1, port 4318; port 0 takes a free one. */
  readonly listen?: { readonly host?: string | undefined; readonly port?: number | undefined } | undefined;
  /** Destinations, as in `--to`. Default `['map']`. */
  readonly to?: readonly string[] | undefined;
  /** How single clients reach metrics destinations: `auto`, `keys`, `runs`, `bands`, `off`. Default: `auto`. */
  readonly perClient?: string | undefined;
  /** Folders whose files may be uploaded to destinations when a run registers them. Default: the runs folder. */
  readonly artifactRoots?: readonly string[] | undefined;
  /** Largest body in bytes, also after unpacking. Default 64 MiB. */
  readonly maxBodyBytes?: number | undefined;
  /**
   * Updates of all runs that are recognised from memory when they come again, some 100 bytes each; older ones are read
   * again from the run's file. A round that has more than twice as many is read again for every request. Default 250,000.
   */
  readonly indexEntries?: number | undefined;
  /** Tokens, TLS and hosts, needed off loopback. */
  readonly security?: ReceiverSecurity | undefined;
  /** Address to serve the page on, in a thread of its own. Default: no page. */
  readonly page?: BridgePage | undefined;
  /** Address that shows the bridge's own metrics at `/metrics`; port 0 takes a free one. Default: none. */
  readonly metricsListen?: { readonly host?: string | undefined; readonly port: number } | undefined;
  /** What old runs are removed by, once an hour. Default: nothing is removed. */
  readonly retention?: Bounds | undefined;
  /** Takes what the operator should read; default: nothing is said. */
  readonly warn?: ((text: string) => void) | undefined;
}

/** Where a bridge serves the page. */
export interface BridgePage {
  /** Default 127.0.0.1. */
  readonly host?: string | undefined;
  /** 0 takes a free one. */
  readonly port: number;
  /** File in MaxMind's format with places of network addresses. */
  readonly geoip?: string | undefined;
  /** Folders whose files may be fetched from the page when a run registered them. Default: the runs folder. */
  readonly artifactRoots?: readonly string[] | undefined;
  /** A page that cannot be served is warned about and keeps nothing else from working. Default false. */
  readonly optional?: boolean | undefined;
}

/** What stopping came to. */
export interface BridgeStopResult {
  /** Events that are in the journal and not yet at a destination; the next bridge on the folder delivers them. */
  readonly owed: readonly OwedEvents[];
}

/** A running bridge: receives OTLP, keeps it in journals, feeds the sinks. */
export interface Bridge extends AsyncDisposable {
  /** Base of the OTLP/HTTP endpoints, such as `http://127.0.0.1:4318`. */
  readonly url: string;
  /** Address of the page; `undefined` without one. */
  readonly pageUrl: string | undefined;
  /** Base of the address with the bridge's own metrics; `undefined` without one. */
  readonly metricsUrl: string | undefined;
  /** Random name of this start. */
  readonly instance: string;
  readonly runsDir: string;
  readonly counts: Readonly<IntakeCounts>;
  /** Stops receiving, lets the sinks finish within the time, closes. Idempotent. */
  stop(options?: {
    /** Default 10. */
    readonly timeoutSeconds?: number | undefined;
    readonly onProgress?: ((text: string) => void) | undefined;
  }): Promise<BridgeStopResult>;
}

/** Longest wait for requests that are under way when the bridge stops. */
const CLOSE_SECONDS = 5;

/** What a running bridge is made of. */
interface Parts {
  readonly lock: FolderLock;
  readonly journal: Journal;
  readonly runners: readonly SinkRunner[];
  readonly intake: Intake;
  readonly receiver: Receiver;
  readonly page: PageThread | undefined;
  readonly metrics: Receiver | undefined;
  readonly control: ControlListener;
  readonly retention: Retention | undefined;
  readonly stateDir: string;
  readonly runsDir: string;
  readonly instance: string;
}

class JournalBridge implements Bridge {
  readonly #parts: Parts;
  #stopped: Promise<BridgeStopResult> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get url(): string {
    return this.#parts.receiver.url;
  }

  get pageUrl(): string | undefined {
    return this.#parts.page?.url;
  }

  get metricsUrl(): string | undefined {
    return this.#parts.metrics?.url;
  }

  get instance(): string {
    return this.#parts.instance;
  }

  get runsDir(): string {
    return this.#parts.runsDir;
  }

  get counts(): Readonly<IntakeCounts> {
    return this.#parts.intake.counts;
  }

  stop(options: { timeoutSeconds?: number | undefined; onProgress?: ((text: string) => void) | undefined } = {}) {
    this.#stopped ??= this.#stop(options.timeoutSeconds ?? 10, options.onProgress ?? (() => undefined));
    return this.#stopped;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #stop(timeoutSeconds: number, onProgress: (text: string) => void): Promise<BridgeStopResult> {
    const { receiver, runners, journal, page, metrics, control, retention, lock, stateDir, instance } = this.#parts;
    const deadline = performance.now() + timeoutSeconds * 1000;
    await Promise.all([retention?.stop(), control.close()]);
    await receiver.close({ timeoutSeconds: Math.min(timeoutSeconds, CLOSE_SECONDS) });
    const owed = await Promise.all(runners.map((runner) => runner.stop(deadline, onProgress)));
    await journal.close();
    await page?.close();
    await metrics?.close({ timeoutSeconds: 1 });
    await withdrawBridge(stateDir, instance);
    await lock.release();
    return { owed: owed.flat() };
  }
}

/**
 * Starts a bridge.
 *
 * @throws Error naming the option when the folder cannot be used or is another bridge's, an address is taken, or a
 * destination is unknown or cannot be opened
 */
export async function createBridge(options: BridgeOptions = {}): Promise<Bridge> {
  const runsDir = resolve(options.runsDir ?? 'runs');
  const stateDir = join(runsDir, '.state');
  const warn = options.warn ?? (() => undefined);
  const instance = randomBytes(8).toString('hex');
  await makeFolder(runsDir);
  await makeFolder(stateDir, 0o700);
  const startedAt = new Date().toISOString();
  let addresses: Pick<BridgeAddress, 'url' | 'page' | 'control'> | undefined;
  const announce = async () => {
    if (addresses !== undefined)
      await announceBridge(stateDir, { ...addresses, pid: process.pid, instance, startedAt, version: VERSION });
  };
  const undo: (() => Promise<unknown>)[] = [];
  try {
    const lock = await createFolderLock(stateDir, { onRestored: () => announce() });
    undo.push(() => lock.release());
    const journal = await createJournal({ runsDir, warn, maxIndexEntries: options.indexEntries });
    undo.push(() => journal.close());
    const { perClient, artifactRoots = [runsDir] } = options;
    const sinkOptions = { journal, runsDir, stateDir, perClient, artifactRoots, warn };
    const fed = await openSinks(options.to ?? ['map'], sinkOptions, undo);
    const runners = fed.map(({ runner }) => runner);
    const intake = createIntake({ journal, quarantine: createQuarantine({ dir: join(stateDir, 'quarantine') }), warn });
    const health = () => ({
      status: 'ok',
      instance,
      version: VERSION,
      ...intake.counts,
      sinks: runners.map((r) => r.counts),
    });
    const receiver = await createReceiver({
      listen: { host: options.listen?.host ?? '127.0.0.1', port: options.listen?.port ?? 4318 },
      accept: (request) => intake.accept(request),
      warn,
      health,
      ...(options.maxBodyBytes === undefined ? {} : { maxBodyBytes: options.maxBodyBytes }),
      ...options.security,
    });
    undo.push(() => receiver.close());
    const page = await openPage(options, { runsDir, warn });
    undo.push(async () => page?.close());
    const activeRuns = createActiveRuns();
    const { metricsListen } = options;
    const metrics =
      metricsListen &&
      (await startMetricsListener({
        listen: { host: metricsListen.host ?? '127.0.0.1', port: metricsListen.port },
        security: options.security,
        sinks: fed.map(({ runner, lag }) => ({ counts: runner.counts, lag })),
        intake: intake.counts,
        ...{ instance, startedAt, activeRuns, page, health, warn },
      }));
    undo.push(async () => metrics?.close());
    const pruner = createPruner({ runsDir, journal, sinks: fed, activeRuns });
    const control = await startControlListener({ pruner, instance, warn });
    undo.push(() => control.close());
    addresses = { url: receiver.url, page: page?.url, control: control.address };
    journal.onAppend((runId) => {
      activeRuns.heard(runId);
      for (const { runner, lag } of fed) {
        lag.appended(runId);
        runner.notify(runId);
      }
      page?.notify(runId);
    });
    await announce();
    const retention = options.retention && startRetention({ runsDir, bounds: options.retention, pruner, warn });
    const parts = { lock, journal, runners, intake, receiver, page, metrics, control, retention };
    return new JournalBridge({ ...parts, stateDir, runsDir, instance });
  } catch (error) {
    for (const step of undo.reverse()) await step().catch(() => undefined);
    throw error;
  }
}

async function openPage(
  { page, security }: BridgeOptions,
  shared: Pick<PageThreadOptions, 'runsDir' | 'warn'>,
): Promise<PageThread | undefined> {
  if (page === undefined) return undefined;
  const { optional = false, geoip, artifactRoots, ...listen } = page;
  try {
    return await startPageThread({ ...shared, listen, security, geoip, artifactRoots, option: '--page' });
  } catch (error) {
    if (!optional) throw error;
    shared.warn(`${error instanceof Error ? error.message : error}; there is no page`);
    return undefined;
  }
}
