import { createHash } from 'node:crypto';
import { readJournalFile } from '../journal/index.js';
import { createProjection, type FileOutput, type ProjectionOutput } from '../projection/index.js';
import { artifactName, findRegistered } from './registered-files.js';

/** Files of one run that are looked for; further ones are passed over. */
const MAX_FILES = 10_000;

/** A file that a run registered, and where it is. */
export interface RegisteredFile {
  /** Made of what the run says of the file: the same at each look, and no path. */
  readonly id: string;
  /** Name among the run's files, with `/`. */
  readonly name: string;
  readonly output: FileOutput;
}

/**
 * Every file that a run registered, checkpoints included, the last word on each. The journal is read through.
 *
 * @throws Error (system error) when the journal cannot be read, JournalFormatError when a newer fedotel wrote it
 */
export async function registeredFiles(journal: string): Promise<readonly RegisteredFile[]> {
  const projection = createProjection({ perClient: 'off' });
  const files = new Map<string, RegisteredFile>();
  const outputs: ProjectionOutput[] = [];
  for await (const { event } of readJournalFile(journal)) {
    if (event.event_type !== 'checkpoint' && event.event_type !== 'artifact') continue;
    projection.apply(event, outputs);
    for (const output of outputs.splice(0)) {
      if (output.kind !== 'file') continue;
      const name = artifactName(output);
      // Uploads of a name replace each other, so the last one is the file.
      if (files.has(name) || files.size < MAX_FILES) files.set(name, { id: idOf(output), name, output });
    }
  }
  return [...files.values()];
}

/** Where a registered file is, if it is to be had: below one of the folders. */
export function locate({ output }: RegisteredFile, roots: readonly string[]) {
  return findRegistered(output, roots);
}

function idOf({ type, name, path, client, round }: FileOutput): string {
  const text = JSON.stringify([type, name, path, client ?? null, round ?? null]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
