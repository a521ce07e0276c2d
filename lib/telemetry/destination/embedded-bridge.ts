import { Worker } from 'node:worker_threads';
import type { PageAddress } from '../config/page-address.js';
import type { OwedEvents } from '../types.js';
import type { BridgeAddress } from './bridge-file.js';
import { readWorkerMessage, type WorkerMessage } from './worker-messages.js';

/** What an embedded bridge needs. */
export interface EmbeddedBridgeOptions {
  /** Absolute path of the folder with the journals. */
  readonly runsDir: string;
  readonly to: readonly string[];
  /** Where it serves the page; `undefined`: nowhere. */
  readonly page?: PageAddress | undefined;
  /** Script of the worker; another one in tests. */
  readonly worker?: URL;
  /** Takes what the bridge has to say about trouble with its folder or destinations. */
  onWarning(text: string): void;
  /** Takes each line of progress that the bridge says while it stops. */
  onProgress(text: string): void;
  /** Called once when the worker has ended by itself after it was ready. */
  onExit(reason: string): void;
}

/** A bridge in a worker thread of this process. */
export interface EmbeddedBridge {
  readonly address: BridgeAddress;
  /** Stops it; what its sinks had not taken within the time is returned. Never rejects. */
  stop(timeoutSeconds: number): Promise<readonly OwedEvents[]>;
}

/** Outcome of starting one. */
export type EmbeddedStart =
  | { readonly kind: 'ready'; readonly bridge: EmbeddedBridge }
  /** Another bridge works on the folder. */
  | { readonly kind: 'locked' }
  | { readonly kind: 'failed'; readonly message: string };

/** The package's own bridge, found by its place beside this file: `lib/` imports nothing from `exporters/`. */
const BRIDGE_WORKER = new URL('../../../exporters/bridge/embedded-worker.js', import.meta.url);

/** Starts a bridge in a worker thread, which keeps no process alive. Never rejects. */
export function startEmbeddedBridge(options: EmbeddedBridgeOptions): Promise<EmbeddedStart> {
  return new Promise((resolve) => {
    const handle = new BridgeWorker(options);
    handle.started.then(resolve);
  });
}

class BridgeWorker implements EmbeddedBridge {
  address: BridgeAddress = { url: '', instance: '' };
  readonly started: Promise<EmbeddedStart>;
  readonly #options: EmbeddedBridgeOptions;
  readonly #worker: Worker;
  #settleStart: (outcome: EmbeddedStart) => void = () => undefined;
  #state: 'starting' | 'ready' | 'stopping' | 'ended' = 'starting';
  #settleStop: (owed: readonly OwedEvents[]) => void = () => undefined;
  #lastError = '';

  constructor(options: EmbeddedBridgeOptions) {
    this.#options = options;
    this.started = new Promise((resolve) => {
      this.#settleStart = resolve;
    });
    // Hooks that the app's command line loads (its own tracing, a compiler) have no business in the bridge.
    const { NODE_OPTIONS: _, ...env } = process.env;
    this.#worker = new Worker(options.worker ?? BRIDGE_WORKER, {
      name: 'fedotel-bridge',
      workerData: { runsDir: options.runsDir, to: [...options.to], page: options.page },
      execArgv: [],
      env,
    });
    this.#worker.on('message', (data: unknown) => {
      const message = readWorkerMessage(data);
      if (message !== undefined) {
        this.#receive(message);
      }
    });
    this.#worker.on('error', (error: unknown) => {
      this.#lastError = error instanceof Error ? error.message : String(error);
    });
    this.#worker.on('exit', (code) => this.#exited(code));
    // After the listeners: adding one for messages takes an earlier `unref` back.
    this.#worker.unref();
  }

  stop(timeoutSeconds: number): Promise<readonly OwedEvents[]> {
    if (this.#state !== 'ready') {
      return Promise.resolve([]);
    }
    this.#state = 'stopping';
    return new Promise((resolve) => {
      // This timer keeps the process alive on purpose: the worker does not.
      const limit = setTimeout(() => this.#settleStop([]), timeoutSeconds * 1000 + STOP_GRACE_MILLIS);
      this.#settleStop = (owed) => {
        clearTimeout(limit);
        // The worker's end follows its last word and has nothing to add.
        this.#settleStop = () => undefined;
        this.#state = 'ended';
        void this.#worker.terminate().then(() => resolve(owed));
      };
      this.#worker.postMessage({ type: 'stop', timeoutSeconds });
    });
  }

  #receive(message: WorkerMessage): void {
    switch (message.type) {
      case 'ready':
        this.address = { url: message.url, instance: message.instance };
        this.#state = 'ready';
        this.#settleStart({ kind: 'ready', bridge: this });
        break;
      case 'failed':
        this.#lastError = message.message;
        this.#settleStart(
          message.code === 'locked' ? { kind: 'locked' } : { kind: 'failed', message: message.message },
        );
        if (this.#state === 'starting') {
          this.#state = 'ended';
          void this.#worker.terminate();
        }
        break;
      case 'warning':
        this.#options.onWarning(message.text);
        break;
      case 'progress':
        this.#options.onProgress(message.text);
        break;
      case 'stopped':
        this.#settleStop(message.owed);
        break;
    }
  }

  #exited(code: number): void {
    const reason = this.#lastError || `exit code ${code}`;
    const before = this.#state;
    this.#state = 'ended';
    this.#settleStart({ kind: 'failed', message: reason });
    this.#settleStop([]);
    if (before === 'ready') {
      this.#options.onExit(reason);
    }
  }
}

/** The bridge keeps the time itself and then says what is owed: this much longer is waited for that answer. */
const STOP_GRACE_MILLIS = 500;
