import { Worker } from 'node:worker_threads';
import type { PageWorkerCommand, PageWorkerData, PageWorkerMessage } from './messages.js';

/** Memory of the page's thread beyond which it is ended and started anew; the bridge goes on. */
const MAX_HEAP_MEGABYTES = 1024;
/** Time over which growing runs are gathered before the thread is told, in milliseconds. */
const GATHER_MILLIS = 100;
/** In a bridge the thread is told of what grows; it looks itself only in case it was not. */
const POLL_MILLIS = 2000;
const FIRST_RESTART_MILLIS = 1000;
const LAST_RESTART_MILLIS = 60_000;
/** Longest wait for the thread's last words. */
const CLOSE_MILLIS = 5000;

/** Options of {@link startPageThread}. */
export interface PageThreadOptions extends Omit<PageWorkerData, 'pollMillis'> {
  /** Script of the thread; another one in tests. */
  readonly worker?: URL | undefined;
  /** Says something to the operator. */
  warn(text: string): void;
}

/** The page of a bridge, in a thread of its own. */
export interface PageThread {
  /** Address of the page. */
  readonly url: string;
  /** Pages that watch, as of a second ago; 0 while the thread is started again. */
  readonly subscribers: number;
  /** A run's journal has grown. Costs an entry in a set. */
  notify(runId: string): void;
  /** Tells all pages what has come, and stops. Idempotent. Never rejects. */
  close(): Promise<void>;
}

class RestartedThread implements PageThread {
  url = '';
  subscribers = 0;
  readonly #options: PageThreadOptions;
  readonly #grown = new Set<string>();
  #worker: Worker | undefined;
  #telling: NodeJS.Timeout | undefined;
  #restarting: NodeJS.Timeout | undefined;
  #pause = FIRST_RESTART_MILLIS;
  #closed: Promise<void> | undefined;

  constructor(options: PageThreadOptions) {
    this.#options = options;
  }

  /** Starts the thread. @throws Error when the page cannot be served */
  start(listen: PageWorkerData['listen']): Promise<void> {
    const { worker: script, warn, listen: _listen, ...options } = this.#options;
    const workerData: PageWorkerData = { ...options, listen, pollMillis: POLL_MILLIS };
    const { NODE_OPTIONS: _, ...env } = process.env;
    const worker = new Worker(script ?? new URL('./page-worker.js', import.meta.url), {
      name: 'fedotel-page',
      workerData,
      execArgv: [],
      env,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MEGABYTES },
    });
    this.#worker = worker;
    let lastError = '';
    return new Promise((resolve, reject) => {
      let ready = false;
      worker.on('message', (message: PageWorkerMessage) => {
        if (message.type === 'warning') warn(message.text);
        else if (message.type === 'subscribers') this.subscribers = message.count;
        else if (message.type === 'failed') lastError = message.message;
        else if (message.type === 'ready') {
          ready = true;
          this.url = message.url;
          this.#pause = FIRST_RESTART_MILLIS;
          resolve();
        }
      });
      worker.on('error', (error) => {
        lastError = error instanceof Error ? error.message : String(error);
      });
      worker.on('exit', () => {
        this.#worker = undefined;
        this.subscribers = 0;
        reject(new Error(lastError));
        if (ready && this.#closed === undefined) this.#restart(lastError);
      });
      worker.unref();
    });
  }

  notify(runId: string): void {
    this.#grown.add(runId);
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      this.#tell();
    }, GATHER_MILLIS).unref();
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    clearTimeout(this.#telling);
    clearTimeout(this.#restarting);
    const worker = this.#worker;
    if (worker === undefined) return;
    worker.ref();
    const exited = new Promise<void>((resolve) => {
      worker.once('exit', () => resolve());
    });
    this.#post({ type: 'close' });
    const timer = setTimeout(() => void worker.terminate(), CLOSE_MILLIS);
    await exited;
    clearTimeout(timer);
  }

  #tell(): void {
    const runIds = [...this.#grown];
    this.#grown.clear();
    this.#post({ type: 'notify', runIds });
  }

  #post(command: PageWorkerCommand): void {
    this.#worker?.postMessage(command);
  }

  /** Under the same address: the pages find it again by themselves. */
  #restart(reason: string): void {
    this.#options.warn(`the page stopped (${reason || 'no reason given'}); it is started again`);
    const { hostname, port } = new URL(this.url);
    const host = this.#options.listen?.host ?? hostname.replace(/^\[|\]$/g, '');
    this.#restarting = setTimeout(async () => {
      try {
        await this.start({ host, port: Number(port) });
      } catch (error) {
        // Thrown where the system gives no thread just now: the bridge goes on without, until there is one.
        this.#pause = Math.min(this.#pause * 2, LAST_RESTART_MILLIS);
        if (this.#closed === undefined) this.#restart(error instanceof Error ? error.message : String(error));
      }
    }, this.#pause).unref();
  }
}

/**
 * Serves the page of a bridge in a thread of its own, which is started again when it ends.
 *
 * @throws Error naming the option when the page cannot be served at the address
 */
export async function startPageThread(options: PageThreadOptions): Promise<PageThread> {
  const thread = new RestartedThread(options);
  await thread.start(options.listen);
  return thread;
}
