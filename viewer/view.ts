import type { ComponentType } from 'preact';
import type { RunStore } from './data/run-store.js';
import type { Selection } from './selection/selection.js';

/** What every view is given. */
export interface ViewProps {
  readonly store: RunStore;
  readonly selection: Selection;
}

/** A tab of the page. */
export interface View {
  /** Its name in the address. */
  readonly id: string;
  readonly label: string;
  readonly component: ComponentType<ViewProps>;
}
