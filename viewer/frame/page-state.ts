import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { RunListEntry } from '../../exporters/page/types.js';
import { openRun, type RunStore } from '../data/run-store.js';
import type { RunSource } from '../data/source.js';
import { createSelection, type Selection } from '../selection/selection.js';

/** The whole page's state. */
export interface PageState {
  readonly source: RunSource;
  readonly runs: ReadonlySignal<readonly RunListEntry[] | undefined>;
  readonly store: ReadonlySignal<RunStore | undefined>;
  readonly selection: Selection;
  /** Id of the shown view; `runs` is the list. */
  readonly view: Signal<string>;
  openRun(stem: string): void;
}

/** Creates the state, reads the address and begins to load. */
export function createPageState({ source }: { source: RunSource; window: Window }): PageState {
  const runs = signal<readonly RunListEntry[] | undefined>(undefined);
  const store = signal<RunStore | undefined>(undefined);
  const view = signal('runs');
  const time = signal<number | undefined>(undefined);
  const open = (stem: string) => {
    store.value?.close();
    store.value = openRun({ source, stem, moment: { time, asOf: (document) => document, end: () => Date.now() } });
    view.value = 'overview';
  };
  source.watchRuns((found) => {
    if ('failed' in found) return;
    runs.value = found;
    if (source.kind === 'file' && store.value === undefined && found[0] !== undefined) open(found[0].stem);
  });
  return { source, runs, store, view, selection: createSelection(), openRun: open };
}
