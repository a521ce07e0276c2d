import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** More is no such file. */
const MAX_CHARACTERS = 1_048_576;

/**
 * The password that a `.netrc` file has for a host: where `wandb login` keeps the API key (`machine api.wandb.ai login
 * user password KEY`). `NETRC` names another file, as for the Python client. A missing or unreadable file has nothing;
 * `_netrc` is its name on Windows.
 *
 * @param host as in `machine`, without port
 */
export function readNetrc(
  host: string,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string | undefined {
  const given = env.NETRC;
  const paths = given !== undefined && given !== '' ? [given] : [join(home, '.netrc'), join(home, '_netrc')];
  for (const path of paths) {
    const content = contentOf(path);
    if (content !== undefined) return passwordOf(host, content);
  }
  return undefined;
}

/** The entry of the host, else the one called `default`. Macros (`macdef`) go to the next empty line. */
function passwordOf(host: string, content: string): string | undefined {
  const words = content
    .replaceAll(/^[ \t]*macdef[^\n]*\n(?:[ \t]*\S[^\n]*\n?)*/gm, '')
    .replaceAll(/^[ \t]*#[^\n]*$/gm, '')
    .split(/\s+/);
  const passwords = new Map<string, string>();
  let machine: string | undefined;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word === 'default') machine = '';
    else if (word === 'machine') machine = words[++index];
    else if (word === 'login' || word === 'account') index += 1;
    else if (word === 'password') {
      const password = words[++index];
      if (machine !== undefined && password !== undefined && !passwords.has(machine)) passwords.set(machine, password);
    }
  }
  return passwords.get(host) ?? passwords.get('');
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').slice(0, MAX_CHARACTERS);
  } catch {
    return undefined;
  }
}
