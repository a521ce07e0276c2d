import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { RunDocument } from '../../exporters/page/types.js';
import { applyMessage } from './apply-message.js';
import { backoffMillis } from './reconnect.js';
import type { Connection, Loaded, RunSource } from './source.js';

/** One open run. */
export interface RunStore {
  /** The run's address in the page. */
  readonly stem: string;
  /** `file`: the page has no network; finer map data and other runs cannot be had. */
  readonly origin: RunSource['kind'];
  /** The run as of {@link now}: what views show. `undefined` while it loads or when it cannot be loaded. */
  readonly document: ReadonlySignal<RunDocument | undefined>;
  /** Everything that is known, whatever time is being replayed. */
  readonly latest: ReadonlySignal<RunDocument | undefined>;
  /** The moment that is shown, epoch milliseconds by the senders' clocks: the replay's time, else the newest. */
  readonly now: ReadonlySignal<number>;
  /** Why there is no run, in plain words. */
  readonly failure: ReadonlySignal<string | undefined>;
  readonly connection: ReadonlySignal<Connection>;
  /** Stops following. */
  close(): void;
}

/** How a document is cut down to a moment. */
export interface Moment {
  /** `undefined`: the newest. */
  readonly time: ReadonlySignal<number | undefined>;
  asOf(document: RunDocument, time: number): RunDocument;
  /** The newest moment of a document, epoch milliseconds. */
  end(document: RunDocument): number;
}

/** What a run is opened with. */
export interface OpenRunOptions {
  readonly source: RunSource;
  readonly stem: string;
  readonly moment: Moment;
  /** Time and chance of the pauses before another attempt to load, for tests. */
  readonly now?: () => number;
  readonly random?: () => number;
}

/**
 * Opens a run: loads it and follows it. Where nobody answers it is tried again, after growing pauses, until it is closed;
 * what was loaded before stays in sight meanwhile.
 */
export function openRun({ source, stem, moment, now = Date.now, random = Math.random }: OpenRunOptions): RunStore {
  const latest = signal<RunDocument | undefined>(undefined);
  const failure = signal<string | undefined>(undefined);
  const connection = signal<Connection>({ kind: 'connecting' });
  let stop: (() => void) | undefined;
  let closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let lostAt: number | undefined;
  const takeFailure = ({ reason, passing = false }: Loaded & { kind: 'failed' }) => {
    if (passing) {
      lostAt ??= now();
      const pause = backoffMillis(failures++, random);
      // Before anybody is told: who hears of it may close the run.
      timer = setTimeout(load, pause);
      connection.value = { kind: 'lost', since: lostAt, retryAt: now() + pause };
    } else connection.value = { kind: 'still' };
    // A run that is known is shown on while the server is away; one that is gone is not.
    failure.value = passing && latest.value !== undefined ? undefined : reason;
  };
  const load = async () => {
    const loaded = await source.load(stem);
    if (closed) return;
    if (loaded.kind === 'failed') {
      takeFailure(loaded);
      return;
    }
    failures = 0;
    lostAt = undefined;
    failure.value = undefined;
    latest.value = loaded.document;
    // From the place that the document was made at: what came in between is sent, nothing twice.
    stop = source.follow(stem, loaded.document.sequence, {
      message(message, sequence) {
        if (message.kind !== 'reset') {
          if (latest.value !== undefined) latest.value = applyMessage(latest.value, message, sequence);
          return;
        }
        stop?.();
        load();
      },
      connection(next) {
        connection.value = next;
      },
    });
  };
  load();
  return {
    stem,
    origin: source.kind,
    latest,
    failure,
    connection,
    document: computed(() => {
      const time = moment.time.value;
      return latest.value === undefined || time === undefined ? latest.value : moment.asOf(latest.value, time);
    }),
    now: computed(() => moment.time.value ?? (latest.value === undefined ? 0 : moment.end(latest.value))),
    close() {
      closed = true;
      clearTimeout(timer);
      stop?.();
    },
  };
}
