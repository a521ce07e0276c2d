import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** User name and password that `mlflow` was told to remember. */
export interface StoredCredentials {
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/** More is no credentials file. */
const MAX_CHARACTERS = 65_536;

/**
 * Reads section `[mlflow]` of `~/.mlflow/credentials`, an INI file with `mlflow_tracking_username` and
 * `mlflow_tracking_password` (MLflow, "Authentication": credentials file). A missing or unreadable file has nothing,
 * as with MLflow's own client.
 */
export function readCredentialsFile(home: string): StoredCredentials {
  const values = new Map<string, string>();
  let section = '';
  for (const line of contentOf(join(home, '.mlflow', 'credentials')).split(/\r?\n/)) {
    const heading = /^\[([^\]]+)\]\s*$/.exec(line);
    const entry = /^\s*([^#;\s][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line);
    if (heading !== null) section = heading[1] ?? '';
    else if (entry !== null && section === 'mlflow') values.set((entry[1] ?? '').toLowerCase(), entry[2] ?? '');
  }
  return {
    username: values.get('mlflow_tracking_username') || undefined,
    password: values.get('mlflow_tracking_password') || undefined,
  };
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(0, MAX_CHARACTERS);
  } catch {
    return '';
  }
}
