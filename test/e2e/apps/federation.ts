import type { AppOptions, AppProcess, AppProcesses } from '../../support/app-process.js';
import type { FederationCommands } from './federation-app.js';

/** A process of a federation, see `federation-app.ts`. */
export type FederationApp = AppProcess<FederationCommands>;

/** Starts a process of a federation, which does nothing until it is told. */
export function startFederationApp(apps: AppProcesses, options: AppOptions = {}): FederationApp {
  return apps.start<FederationCommands>(new URL('./federation-app.js', import.meta.url), options);
}
