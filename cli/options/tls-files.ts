import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { CommandError, reasonOf, UsageError } from '../errors.js';

/**
 * Certificate and key from the files that two options name.
 *
 * @returns `undefined` when neither is given
 * @throws UsageError when one is given without the other, CommandError when a file cannot be read or is of no use: a
 *   server would begin with it all the same, and answer nobody
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
  const tls = {
    cert: readPem('--tls-cert', certPath, 'CERTIFICATE'),
    key: readPem('--tls-key', keyPath, 'PRIVATE KEY'),
  };
  try {
    createSecureContext(tls);
  } catch (error) {
    const files = `--tls-cert ${certPath}, --tls-key ${keyPath}`;
    throw new CommandError(`${files}: expected a certificate and its key, got ${reasonOf(error)}`);
  }
  return tls;
}

function readPem(option: string, path: string, label: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new CommandError(`${option}: expected a file that can be read, got ${reasonOf(error)}`);
  }
  if (/-----BEGIN [A-Z0-9 ]+-----/.test(text) && text.includes(`${label}-----`)) return text;
  throw new CommandError(`${option} ${path}: expected PEM with "${label}", got a file without`);
}
