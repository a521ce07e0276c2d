import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { RunDocument, RunListEntry } from '../../exporters/page/types.js';
import { type Address, readAddress, writeAddress } from '../address/address.js';
import { openRun, type RunStore } from '../data/run-store.js';
import type { RunSource, Unlisted } from '../data/source.js';
import { createPastReader } from '../replay/as-of.js';
import { endOfRun } from '../replay/pace.js';
import { createReplay, type Replay } from '../replay/replay.js';
import { createSelection, type Selection } from '../selection/selection.js';

/** Id of the view that lists the runs. */
export const RUNS_VIEW = 'runs';
/** Id of the view that a run opens with. */
export const FIRST_VIEW = 'overview';

/** What the state needs of the browser; tests give their own. */
export interface PageHost {
  /** Part of the address after `#`. */
  readHash(): string;
  /** Writes it, as a new entry of the history or in place of the present one. */
  writeHash(hash: string, entry: 'new' | 'same'): void;
  /** Calls back when the reader changed the address: back, forward, a link. */
  onHashChange(listener: () => void): void;
  requestFrame(callback: (millis: number) => void): void;
  /** Calls back about once a second with this computer's time, epoch milliseconds. */
  onSecond(listener: (now: number) => void): void;
}

/** The list of runs, or why there is none. */
export type RunList =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ok'; readonly runs: readonly RunListEntry[]; readonly unlisted: Unlisted }
  | { readonly kind: 'failed'; readonly reason: string; readonly runs: readonly RunListEntry[] };

/** A source that says nothing has listed everything. */
const NONE_UNLISTED: Unlisted = { pending: 0, more: 0 };

/** The whole page's state. */
export interface PageState {
  /** Where the runs come from; `file` has one and no list. */
  readonly source: RunSource;
  /** As of the last look at the list; it is watched only while it is shown. */
  readonly runs: ReadonlySignal<RunList>;
  /** The open run; `undefined`: the list is shown. */
  readonly store: ReadonlySignal<RunStore | undefined>;
  readonly selection: Selection;
  readonly replay: Replay;
  /** Id of the shown view. */
  readonly view: Signal<string>;
  /** Stems of the runs whose curves are compared. */
  readonly compare: Signal<readonly string[]>;
  /** Shows what a link within the page (with `#`) says. */
  follow(link: string): void;
  /** The link (with `#`) that shows the same page but for what is given. */
  link(change: Address): string;
}

/** Creates the state, reads the address and begins to load. */
export function createPageState({ source, host }: { source: RunSource; host: PageHost }): PageState {
  const runs = signal<RunList>({ kind: 'loading' });
  const store = signal<RunStore | undefined>(undefined);
  const view = signal(RUNS_VIEW);
  const compare = signal<readonly string[]>([]);
  const selection = createSelection();
  const latest = computed(() => store.value?.latest.value);
  const replay = createReplay({ latest, requestFrame: (callback) => host.requestFrame(callback) });
  const past = createPastReader();
  const clock = signal(0);
  host.onSecond((now) => {
    clock.value = now;
  });
  /** A client that the address names and the run has not told of yet. */
  const wanted = signal<string | undefined>(undefined);
  /** A moment that the address names, until the run is there. */
  let wantedTime: number | undefined;

  /** A run that is live goes on between two messages: whom it waits for, it waits for longer. */
  const end = (document: RunDocument) =>
    document.run.state === 'running' ? Math.max(endOfRun(document), clock.value) : endOfRun(document);

  const show = (address: Address) =>
    batch(() => {
      // A link within a file names no run: it is the one that the file carries.
      const stem = address.run ?? (source.kind === 'file' ? store.value?.stem : undefined);
      if (stem !== store.value?.stem) {
        store.value?.close();
        // The moment of one run means nothing in another.
        replay.pause();
        replay.seek(undefined);
        const moment = {
          time: replay.time,
          asOf: (document: RunDocument, time: number) => past.at(document, time),
          end,
        };
        store.value = stem === undefined ? undefined : openRun({ source, stem, moment });
      }
      view.value = store.value === undefined ? RUNS_VIEW : (address.view ?? FIRST_VIEW);
      selection.round.value = address.round;
      selection.metric.value = address.metric;
      selection.range.value = address.range;
      compare.value = address.compare ?? [];
      // Clients are told apart by id in links and by index on the page; the index is known when the run is there.
      wanted.value = address.client;
      selection.client.value = undefined;
      wantedTime = address.time;
      // A link made while playing names no moment: the replay goes on.
      if (latest.peek() !== undefined && (address.time !== undefined || !replay.playing.peek()))
        replay.seek(address.time);
      resolveClient();
    });
  const resolveClient = () => {
    const place = latest.value?.clients.findIndex(({ id }) => id === wanted.value) ?? -1;
    if (wanted.value === undefined || place < 0) return;
    wanted.value = undefined;
    selection.client.value = place;
  };
  const addressNow = (): Address => {
    const client = selection.client.value;
    const id = client === undefined ? wanted.value : latest.value?.clients[client]?.id;
    // While it plays the address would change many times a second, which browsers refuse.
    const time = replay.playing.value ? undefined : (wantedTime ?? replay.time.value);
    return {
      ...optional('run', source.kind === 'file' ? undefined : store.value?.stem),
      view: view.value,
      ...optional('round', selection.round.value),
      ...optional('client', id),
      ...optional('metric', selection.metric.value),
      ...optional('range', selection.range.value),
      ...optional('time', time),
      // What is compared belongs to the list; a link to a run stays short.
      ...(view.value === RUNS_VIEW && compare.value.length > 0 ? { compare: compare.value } : {}),
    };
  };

  show(readAddress(host.readHash()));
  /** The page follows the address, which is in the history already: another entry would cut off the way forward. */
  let follows = false;
  host.onHashChange(() => {
    follows = true;
    show(readAddress(host.readHash()));
    follows = false;
  });
  effect(() => {
    if (latest.value === undefined) return;
    if (wantedTime !== undefined) {
      const time = wantedTime;
      wantedTime = undefined;
      replay.seek(time);
    }
    resolveClient();
  });
  let written = '';
  const isReady = () => source.kind === 'server' || store.value !== undefined;
  effect(() => {
    if (!isReady()) return;
    const address = addressNow();
    const hash = writeAddress(address);
    if (hash === written) return;
    // Going back leads to the last run, view or client, and not through each moment of a replay.
    const place = `${address.run ?? ''}|${address.view}|${address.client ?? ''}`;
    const entry = written === '' || follows || place === placeOf(written) ? 'same' : 'new';
    written = hash;
    host.writeHash(hash, entry);
  });
  const takeRuns = (found: readonly RunListEntry[] | { readonly failed: string }, unlisted = NONE_UNLISTED) => {
    if ('failed' in found) {
      const known = runs.peek();
      // What was listed stays in sight, with a word that it may be old.
      runs.value = { kind: 'failed', reason: found.failed, runs: known.kind === 'loading' ? [] : known.runs };
      return;
    }
    runs.value = { kind: 'ok', runs: found, unlisted };
    if (source.kind === 'file' && store.peek() === undefined && found[0] !== undefined) {
      const address = readAddress(host.readHash());
      show({ ...address, view: address.view ?? FIRST_VIEW, run: found[0].stem });
    }
  };
  // The list costs a connection; it is watched only while it is shown.
  const isListed = computed(() => source.kind === 'file' || view.value === RUNS_VIEW);
  effect(() => (isListed.value ? source.watchRuns(takeRuns) : undefined));
  return {
    source,
    runs,
    store,
    selection,
    replay,
    view,
    compare,
    follow: (link) => show(readAddress(link)),
    link: (change) => `#${writeAddress({ ...addressNow(), ...change })}`,
  };
}

/** What makes a new entry of the history: another run, view or client. Rounds and moments do not. */
function placeOf(hash: string): string {
  const { run, view, client } = readAddress(hash);
  return `${run ?? ''}|${view}|${client ?? ''}`;
}

/** A field only when there is a value, for types that tell nothing and `undefined` apart. */
function optional<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]: V });
}
