/** The part of the package `systeminformation` that is used. */
export interface SystemInformation {
  currentLoad(): Promise<{ readonly currentLoad: number }>;
  mem(): Promise<{ readonly total: number; readonly available: number }>;
  networkStats(
    interfaces: string,
  ): Promise<readonly { readonly iface: string; readonly rx_bytes: number; readonly tx_bytes: number }[]>;
  processes(): Promise<{ readonly list: readonly ProcessInformation[] }>;
  graphics(): Promise<{ readonly controllers: readonly GraphicsInformation[] }>;
}

/** A process; `memRss` is in kilobytes of 1024 bytes, `cpu` a percentage of all processors. */
export interface ProcessInformation {
  readonly pid: number;
  readonly parentPid: number;
  readonly cpu: number;
  readonly memRss: number;
}

/** A graphics card; memory in megabytes of 2^20 bytes, power in watts. */
export interface GraphicsInformation {
  readonly utilizationGpu?: number | null;
  readonly memoryUsed?: number | null;
  readonly memoryTotal?: number | null;
  readonly powerDraw?: number | null;
}

/** Loads the package; another loader in tests. */
export type LoadSystemInformation = () => Promise<SystemInformation>;

/** What installs the package. */
export const INSTALL_SYSTEM_INFORMATION = 'npm install systeminformation@5';

/** The package, or the reason why it cannot be used. Loading it costs memory: only who needs it calls this. */
export const loadSystemInformation: LoadSystemInformation = async () => {
  const module: unknown = await import('systeminformation');
  const { default: own = module } = module as { default?: unknown };
  return own as SystemInformation;
};
