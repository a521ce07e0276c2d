import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import { type Clock, createClock } from './clock.js';
import { createOutbox, type Outbox } from './outbox.js';
import type { OpenPlace } from './place.js';
import type { RunIdentity, UpdateRecord } from './records.js';
import type { TaskWatcher } from './task-watch.js';
import { createWarnings, type Warnings } from './warnings.js';

/** How a run ended. */
export type RunEnd = 'finished' | 'failed' | 'interrupted';

/** A run that has started and not ended, as whoever drains the outbox sees it. */
export interface OpenRun {
  readonly identity: RunIdentity;
  /** Ends the run at once, without waiting for telemetry: records `fl.run.finished`. Never throws; a second call does nothing. */
  end(state: RunEnd, error?: unknown): void;
}

/** Whoever follows single clients, as privacy shows them. All methods must not throw. */
export interface ClientWatcher {
  /** A client's update was recorded. It is another's too and must not be changed. */
  updated(update: UpdateRecord): void;
  /** A client dropped out of the run's training. */
  left(run: RunIdentity, client: string): void;
  /** A round has ended. @param tookPart whether a client had a task of it or sent anything */
  roundEnded(run: RunIdentity, tookPart: (client: string) => boolean): void;
  /** A run has ended. */
  runEnded(run: RunIdentity): void;
}

/** Whoever sends what is in the outbox: the telemetry of `startTelemetry`. All methods must not throw. */
export interface Drainer {
  /** `off`: updates are counted for rounds and not recorded. */
  readonly clientUpdates: 'points' | 'event' | 'off';
  /** Told of single clients, whatever `clientUpdates` says. */
  readonly clients?: ClientWatcher | undefined;
  /** Called for each run that is open when the drainer registers, and at each `startRun` after that. */
  runStarted(run: OpenRun): void;
  /** Called when a run has ended and its last event is in the outbox. */
  runEnded(run: OpenRun): void;
  /** Resolves when all that was recorded before the call is acknowledged (`true`) or the time is over (`false`). */
  flush(timeoutSeconds: number): Promise<boolean>;
}

/** Providers of the telemetry's own, used only where the app has set none globally. */
export interface FallbackProviders {
  readonly tracerProvider?: TracerProvider | undefined;
  readonly meterProvider?: MeterProvider | undefined;
}

/** State that all copies of the package in one process share. */
export interface Core {
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly warnings: Warnings;
  /** Runs that have started and not ended, oldest first. */
  readonly openRuns: ReadonlySet<OpenRun>;
  /** Rounds that have started and not ended, of all runs. */
  readonly openRounds: Set<OpenPlace>;
  /** Clients' tasks that run in this process. */
  readonly openTasks: Set<OpenPlace>;
  /** The registered drainer, if any. */
  readonly drainer: Drainer | undefined;
  readonly fallbackProviders: FallbackProviders;
  /** Whoever measures while clients' tasks run in this process. */
  readonly taskWatchers: Set<TaskWatcher>;
  /** Whether an app has taken `updates()` or `routeEvents()`, which drain the outbox without a drainer. */
  routed: boolean;
  /** Registers the drainer and tells it of the open runs. @throws Error when there is one already @returns takes it back */
  register(drainer: Drainer): () => void;
  setFallbackProviders(providers: FallbackProviders): void;
  runStarted(run: OpenRun): void;
  runEnded(run: OpenRun): void;
}

class SharedCore implements Core {
  readonly outbox = createOutbox();
  readonly clock = createClock();
  readonly openRuns = new Set<OpenRun>();
  readonly taskWatchers = new Set<TaskWatcher>();
  readonly openRounds = new Set<OpenPlace>();
  readonly openTasks = new Set<OpenPlace>();
  drainer: Drainer | undefined;
  fallbackProviders: FallbackProviders = {};
  routed = false;

  constructor(readonly warnings: Warnings) {}

  register(drainer: Drainer): () => void {
    if (this.drainer !== undefined) {
      throw new Error('telemetry is already started in this process: shut it down before starting it again');
    }
    this.drainer = drainer;
    for (const run of this.openRuns) {
      drainer.runStarted(run);
    }
    return () => {
      if (this.drainer === drainer) {
        this.drainer = undefined;
      }
    };
  }

  setFallbackProviders(providers: FallbackProviders): void {
    this.fallbackProviders = providers;
  }

  runStarted(run: OpenRun): void {
    this.openRuns.add(run);
    this.drainer?.runStarted(run);
  }

  runEnded(run: OpenRun): void {
    if (this.openRuns.delete(run)) {
      this.drainer?.runEnded(run);
    }
  }
}

/** The number changes when the shape of `Core` does in a way that older copies of the package cannot use. */
const CORE_KEY = Symbol.for('fedotel.core.1');

/** Makes a core that nothing else shares, for tests. */
export function createCore(warnings: Warnings = createWarnings()): Core {
  return new SharedCore(warnings);
}

/** The core of this process: the first copy of the package that needs it makes it. */
export function sharedCore(): Core {
  const holder = globalThis as { [CORE_KEY]?: Core };
  holder[CORE_KEY] ??= createCore();
  return holder[CORE_KEY];
}
