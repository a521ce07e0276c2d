import type { ArtifactEvent, CheckpointEvent, JsonValue } from '../journal/events.js';
import type { FileOutput } from './types.js';

/** A saved checkpoint. It is called as its file is. */
export function checkpointFile({ path, round, size_bytes: size, metadata }: CheckpointEvent): FileOutput {
  const facts: Record<string, JsonValue> = size === undefined ? {} : { size_bytes: size };
  return {
    kind: 'file',
    type: 'checkpoint',
    name: lastPart(path),
    path,
    client: undefined,
    round: typeof round === 'number' ? round : undefined,
    metadata: { ...facts, ...metadata },
  };
}

/** Any other file that the app registered. */
export function artifactFile({ name, path, type, client_id: client }: ArtifactEvent): FileOutput {
  return { kind: 'file', type: type ?? 'artifact', name, path, client, round: undefined, metadata: {} };
}

/** Name of a file in a path of any system. */
function lastPart(path: string): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== '');
  return parts.at(-1) ?? path;
}
