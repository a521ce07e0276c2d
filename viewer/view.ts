import type { ComponentType } from 'preact';
import type { RunDocument } from '../exporters/page/types.js';
import type { RunStore } from './data/run-store.js';
import type { Selection } from './selection/selection.js';

/** What every view is given. */
export interface ViewProps {
  /** The open run; there is one whenever a view is shown, though it may still load. */
  readonly store: RunStore;
  readonly selection: Selection;
}

/** What every part of the page is given that is about one client. */
export interface OneClientProps {
  /** The run as of the moment that is shown. */
  readonly document: RunDocument;
  /** Index into the run's list of clients. */
  readonly client: number;
  readonly selection: Selection;
}

/** A tab of the page. */
export interface View {
  /** Its name in the address. */
  readonly id: string;
  readonly label: string;
  /** What the tab shows; it renders nothing while the run loads. */
  readonly component: ComponentType<ViewProps>;
}
