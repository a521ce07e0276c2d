import type { PageServerOptions } from '../http/index.js';

/** What the page's thread is started with: what can be sent to a thread. */
export type PageWorkerData = Pick<
  PageServerOptions,
  'runsDir' | 'listen' | 'security' | 'option' | 'geoip' | 'artifactRoots' | 'pollMillis'
>;

/** What the page's thread says. */
export type PageWorkerMessage =
  | { readonly type: 'ready'; readonly url: string }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'warning'; readonly text: string }
  /** How many pages watch; said when that has changed. */
  | { readonly type: 'subscribers'; readonly count: number }
  | { readonly type: 'closed' };

/** What the page's thread is told. */
export type PageWorkerCommand =
  /** The journals of these runs have grown. */
  { readonly type: 'notify'; readonly runIds: readonly string[] } | { readonly type: 'close' };
