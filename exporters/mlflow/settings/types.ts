import type { Proxies } from '../../http/proxy.js';

/** Where MLflow is and how to get in: resolved, checked, with every default filled in. */
export interface MlflowSettings {
  /** `http(s)://host:port/prefix` without credentials and without a slash at the end: safe to print. */
  readonly trackingUri: string;
  /** Name of the experiment; `undefined`: the run's job. */
  readonly experiment: string | undefined;
  /**
   * Value of the `Authorization` header. A function, so that neither a log of the settings nor their JSON shows it.
   * @returns `undefined` when MLflow is used without a password
   */
  readonly authorization: () => string | undefined;
  /** Name of the workspace; a server without workspaces refuses every request that names one. */
  readonly workspace: string | undefined;
  /** Longest time of one request in seconds, the answer included. */
  readonly timeoutSeconds: number;
  /**
   * Proxies on the way, which may have passwords in their addresses: a function for that reason.
   * @returns `undefined` when there is none
   */
  readonly proxies: () => Proxies | undefined;
  /** For `https`. */
  readonly tls: MlflowTls;
}

/** How a server's certificate is judged and which one we show. */
export interface MlflowTls {
  /** The server's certificate is not checked. */
  readonly insecure: boolean;
  /** Certificates in PEM to trust instead of the system's. */
  readonly ca: string | undefined;
  /** Our certificate with its key in PEM, for servers that ask for one. Read like a password. */
  readonly client: () => string | undefined;
}
