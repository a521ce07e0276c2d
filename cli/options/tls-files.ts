import { readFileSync } from 'node:fs';
import { CommandError, reasonOf, UsageError } from '../errors.js';

/**
 * Certificate and key from the files that two options name.
 *
 * @returns `undefined` when neither is given
 * @throws UsageError when one is given without the other, CommandError when a file cannot be read
 */
export function readTls(
  certPath: string | undefined,
  keyPath: string | undefined,
): { readonly cert: string; readonly key: string } | undefined {
  if (certPath === undefined && keyPath === undefined) return undefined;
  if (certPath === undefined || keyPath === undefined) {
    throw new UsageError(
      `expected --tls-cert and --tls-key together, got ${certPath === undefined ? '--tls-key' : '--tls-cert'} alone`,
    );
  }
  return { cert: readPem('--tls-cert', certPath), key: readPem('--tls-key', keyPath) };
}

function readPem(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CommandError(`${option}: expected a file that can be read, got ${reasonOf(error)}`);
  }
}
