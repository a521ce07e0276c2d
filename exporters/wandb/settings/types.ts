import type { Proxies } from '../../http/proxy.js';
import type { WandbMode } from '../types.js';

/** Where W&B is, how to get in and what runs are called: resolved, checked, with every default filled in. */
export interface WandbSettings {
  readonly mode: WandbMode;
  /** Whether somebody chose the mode; if not, it is `online` when there is a key and `offline` when there is none. */
  readonly modeGiven: boolean;
  /** `http(s)://host:port/prefix` without credentials and without a slash at the end: safe to print. */
  readonly baseUrl: string;
  /**
   * Value of the `Authorization` header. A function, so that neither a log of the settings nor their JSON shows it.
   * @returns `undefined` when there is no key
   */
  readonly authorization: () => string | undefined;
  /**
   * Proxies on the way, which may have passwords in their addresses: a function for that reason.
   * @returns `undefined` when there is none
   */
  readonly proxies: () => Proxies | undefined;
  /** Project of every run; `undefined`: the run's job. */
  readonly project: string | undefined;
  /** `undefined`: the default one of the key. */
  readonly entity: string | undefined;
  readonly group: string | undefined;
  readonly jobType: string | undefined;
  /** Without repetitions. */
  readonly tags: readonly string[];
  readonly displayName: string | undefined;
  readonly notes: string | undefined;
  /** Folder in which the folder `wandb` with the offline runs is. */
  readonly dir: string;
  /** Longest time of one request in seconds, the answer included. */
  readonly timeoutSeconds: number;
}
