import { homedir } from 'node:os';
import { parse, resolve } from 'node:path';

/**
 * Folders whose files may be uploaded when a run registers them, for a bridge that works for one app and was started with
 * it: the working directory, which relative paths of that app start from. A home folder and a whole disk are no app's:
 * then it is the runs folder.
 */
export function appArtifactRoots(runsDir: string): readonly string[] {
  const here = resolve('.');
  return [here === homedir() || here === parse(here).root ? resolve(runsDir) : here];
}
