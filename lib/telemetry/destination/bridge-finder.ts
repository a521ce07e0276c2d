import type { PageAddress } from '../config/page-address.js';
import type { OwedEvents } from '../types.js';
import { type BridgeAddress, findRunningBridge, isAlive } from './bridge-file.js';
import { type EmbeddedBridge, type EmbeddedStart, startEmbeddedBridge } from './embedded-bridge.js';

/** What a finder needs. */
export interface BridgeFinderOptions {
  /** Absolute path of the folder with the journals. */
  readonly runsDir: string;
  /** Sinks of an embedded bridge. */
  readonly to: readonly string[];
  /** Where an embedded bridge serves the page; `undefined`: nowhere. */
  readonly page?: PageAddress | undefined;
  /** Script of an embedded bridge; another one in tests. */
  readonly worker?: URL;
  /** Called when a bridge was found or the known one was lost. */
  onChange(): void;
  /** Takes a line about what went wrong and what is done about it. */
  warn(line: string): void;
  /** Takes a line about trouble that an embedded bridge reports. */
  say(line: string): void;
  /** Takes a line of progress of an embedded bridge. */
  progress(line: string): void;
}

/** Finds the bridge of a runs folder, and another one when it dies. */
export interface BridgeFinder {
  /** The bridge in use and whose it is. */
  readonly current: { readonly address: BridgeAddress; readonly embedded: boolean } | undefined;
  /** Looks once; resolves when that is done. The search goes on in the background while there is none. */
  look(): Promise<void>;
  /** From now on a bridge is started in this process when none runs: called when the process starts a run. */
  allowEmbedded(): void;
  /** Checks the bridge in use after a failure; resolves to whether it lives. A dead one is replaced. */
  check(): Promise<boolean>;
  /** Ends the search, and the embedded bridge if there is one. */
  stop(timeoutSeconds: number): Promise<readonly OwedEvents[]>;
}

/** First and longest pause between two looks. Seconds. */
const FIRST_PAUSE_SECONDS = 0.25;
const LONGEST_PAUSE_SECONDS = 5;

/** Makes a finder that has not looked yet. Its timers keep no process alive. */
export function createBridgeFinder(options: BridgeFinderOptions): BridgeFinder {
  return new FolderBridgeFinder(options);
}

class FolderBridgeFinder implements BridgeFinder {
  current: { readonly address: BridgeAddress; readonly embedded: boolean } | undefined;
  readonly #options: BridgeFinderOptions;
  #embedded: EmbeddedBridge | undefined;
  #mayEmbed = false;
  #looking: Promise<void> | undefined;
  #checking: Promise<boolean> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #pauseSeconds = FIRST_PAUSE_SECONDS;
  #stopped = false;

  constructor(options: BridgeFinderOptions) {
    this.#options = options;
  }

  look(): Promise<void> {
    clearTimeout(this.#timer);
    this.#looking ??= this.#lookOnce().finally(() => {
      this.#looking = undefined;
      this.#lookLater();
    });
    return this.#looking;
  }

  allowEmbedded(): void {
    if (this.#mayEmbed) {
      return;
    }
    this.#mayEmbed = true;
    this.#pauseSeconds = FIRST_PAUSE_SECONDS;
    // A look that is under way may have passed the point where it would have started a bridge.
    void (this.#looking ?? Promise.resolve()).then(() => this.#lookIfNone());
  }

  check(): Promise<boolean> {
    const checked = this.current;
    if (checked === undefined) {
      return Promise.resolve(false);
    }
    this.#checking ??= isAlive(checked.address).then((alive) => {
      this.#checking = undefined;
      if (!alive && this.current === checked && !checked.embedded) {
        this.#lose();
      }
      return alive;
    });
    return this.#checking;
  }

  async stop(timeoutSeconds: number): Promise<readonly OwedEvents[]> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    // A bridge that is just starting must not outlive the stop.
    await this.#looking;
    return (await this.#embedded?.stop(timeoutSeconds)) ?? [];
  }

  #lookIfNone(): Promise<void> | undefined {
    return this.current === undefined && !this.#stopped ? this.look() : undefined;
  }

  async #lookOnce(): Promise<void> {
    const running = await findRunningBridge(this.#options.runsDir);
    if (running !== undefined) {
      this.#use(running, undefined);
    } else if (this.#mayEmbed && !this.#stopped) {
      await this.#embed();
    }
  }

  async #embed(): Promise<void> {
    const { runsDir, to, page, worker, warn, say, progress } = this.#options;
    let started: EmbeddedStart;
    try {
      started = await startEmbeddedBridge({
        runsDir,
        to,
        page,
        ...(worker === undefined ? {} : { worker }),
        onWarning: say,
        onProgress: progress,
        onExit: (reason) => {
          warn(`the embedded bridge has stopped (${reason}); starting it again.`);
          this.#lose();
        },
      });
    } catch (error) {
      started = { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
    if (started.kind === 'ready') {
      this.#use(started.bridge.address, started.bridge);
    } else if (started.kind === 'failed') {
      warn(`the embedded bridge cannot start (${started.message}); trying again, nothing is lost while there is room.`);
    }
    // A locked folder has a bridge that has yet to say where it listens: the next look finds it.
  }

  #use(address: BridgeAddress, embedded: EmbeddedBridge | undefined): void {
    this.current = { address, embedded: embedded !== undefined };
    this.#embedded = embedded;
    this.#pauseSeconds = FIRST_PAUSE_SECONDS;
    this.#options.onChange();
  }

  #lose(): void {
    this.current = undefined;
    this.#embedded = undefined;
    this.#options.onChange();
    void this.#lookIfNone();
  }

  #lookLater(): void {
    if (this.current !== undefined || this.#stopped) {
      return;
    }
    this.#timer = setTimeout(() => void this.look(), this.#pauseSeconds * 1000);
    this.#timer.unref();
    this.#pauseSeconds = Math.min(this.#pauseSeconds * 2, LONGEST_PAUSE_SECONDS);
  }
}
