import { join } from 'node:path';
import { runCommand } from '../support/command.js';
import { cachedPeer } from './cache.js';
import { runInstaller } from './installer.js';

/** A Python virtual environment. */
export interface PythonPeer {
  /** Path of its interpreter. */
  readonly python: string;
}

/** Interpreters to make it from, in order; `FEDOTEL_PYTHON` comes first. The pins are those of Python 3.11. */
const INTERPRETERS = ['python3.11', 'python3'];

/** Longest attempt to install a group; the largest has 850 MB. */
const INSTALL_SECONDS = 900;

const known = new Map<string, Promise<PythonPeer>>();

/**
 * The virtual environment with the packages that `test/peers/python/<group>.txt` pins: `base` has HiveWatch and the
 * OpenTelemetry SDK with its OTLP/HTTP exporter.
 */
export function pythonPeer(group = 'base'): Promise<PythonPeer> {
  let peer = known.get(group);
  if (peer === undefined) {
    peer = install(group);
    known.set(group, peer);
    // Whoever asks next tries again.
    peer.catch(() => known.delete(group));
  }
  return peer;
}

async function install(group: string): Promise<PythonPeer> {
  const pins = `test/peers/python/${group}.txt`;
  const folder = await cachedPeer({
    name: `python-${group}`,
    pinFiles: [pins],
    async install(into) {
      await runCommand(await findInterpreter(), ['-m', 'venv', into]);
      // --no-deps: what the file does not pin must not come in unpinned.
      const flags = ['--disable-pip-version-check', '--no-input', '--no-deps', '--quiet', '--retries', '7'];
      const args = ['-m', 'pip', 'install', ...flags, '--requirement', pins];
      await runInstaller(pythonOf(into), args, { timeoutSeconds: INSTALL_SECONDS });
      await runCommand(pythonOf(into), ['-m', 'pip', '--disable-pip-version-check', 'check']);
    },
  });
  return { python: pythonOf(folder) };
}

async function findInterpreter(): Promise<string> {
  const candidates = [process.env.FEDOTEL_PYTHON, ...INTERPRETERS].filter((name) => name !== undefined);
  for (const candidate of candidates) {
    const works = await runCommand(candidate, ['-c', 'import venv']).then(
      () => true,
      () => false,
    );
    if (works) {
      return candidate;
    }
  }
  throw new Error(`no Python with the venv module: tried ${candidates.join(', ')}; name one with FEDOTEL_PYTHON`);
}

function pythonOf(folder: string): string {
  return join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
}
