import { artifactName, findRegistered, type RunDocuments, writeDocuments } from '../../documents/index.js';
import { encodeJson } from '../../journal/codec/encode.js';
import type { JsonObject, JsonValue } from '../../journal/events.js';
import type { DescribeOutput, FileOutput } from '../../projection/index.js';
import type { ArtifactFile, ArtifactOutput } from '../types.js';

/** Longest name of an artifact (W&B, "Limits"). */
const MAX_NAME = 128;

/** What artifacts are made of. */
export interface ArtifactSource {
  /** Id of the run in W&B: every artifact's name begins with it, because names belong to the project. */
  readonly id: string;
  readonly describe: DescribeOutput | undefined;
  readonly files: ReadonlyMap<string, FileOutput>;
  /** Round that is the best one; its checkpoint gets the alias `best`. */
  readonly bestRound: number | undefined;
  /** Path of the journal. */
  readonly journal: string | undefined;
  /** Folders whose files may be read. */
  readonly artifactRoots: readonly string[];
  /** In which files are made. */
  readonly stateDir: string;
  warn(text: string): void;
}

/** A run's artifacts; what was made for them is removed by `remove`. */
export interface RunArtifacts {
  readonly artifacts: readonly ArtifactOutput[];
  remove(): Promise<void>;
}

/**
 * Makes a run's artifacts: what it registered as far as it can be reached (what cannot is said), a version for each
 * round's checkpoint; and a report with configuration, texts, map, replay page and the table of all client updates.
 *
 * @throws Error (system error) when the disk does not take what is made
 */
export async function runArtifacts(source: ArtifactSource): Promise<RunArtifacts> {
  const { describe, journal, stateDir } = source;
  const made = await writeDocuments({ describe, journal, spell }, stateDir);
  try {
    const registered = await registeredArtifacts(source);
    return { artifacts: [...registered, report(source, made)], remove: () => made.remove() };
  } catch (error) {
    await made.remove();
    throw error;
  }
}

function spell(value: JsonValue): string {
  return typeof value === 'string' ? value : encodeJson(value);
}

function report({ id }: ArtifactSource, { documents }: RunDocuments): ArtifactOutput {
  return {
    kind: 'artifact',
    name: nameOf(id, 'report'),
    type: 'report',
    description: 'Configuration, map, replay page (run.html) and every client update of the run',
    metadata: {},
    aliases: ['latest'],
    files: documents.map(({ name, file }) => ({ name, source: { path: file } })),
  };
}

/** A registered file with those that belong to the same version. */
interface OutputFiles {
  readonly output: FileOutput;
  readonly files: ArtifactFile[];
}

async function registeredArtifacts(source: ArtifactSource): Promise<readonly ArtifactOutput[]> {
  const artifacts = new Map<string, OutputFiles>();
  for (const output of source.files.values()) {
    const found = await findRegistered(output, source.artifactRoots);
    if (found.kind === 'missing') {
      source.warn(`a file of run ${JSON.stringify(source.describe?.runId)} is not kept: ${found.reason}`);
      continue;
    }
    const isCheckpoint = output.type === 'checkpoint';
    // Files of one checkpoint are one version.
    const version = JSON.stringify([output.type, output.client, isCheckpoint ? output.round : output.name]);
    const known = artifacts.get(version) ?? { output, files: [] };
    known.files.push({ name: artifactName(output), source: { path: found.path } });
    artifacts.set(version, known);
  }
  const versions = [...artifacts.values()];
  const newest = (version: OutputFiles) =>
    versions.filter(({ output: { type, client } }) => type === version.output.type && client === version.output.client);
  return versions.map((version) => registered(source, version, newest(version).at(-1) === version));
}

function registered(
  { id, bestRound }: ArtifactSource,
  { output, files }: OutputFiles,
  isNewest: boolean,
): ArtifactOutput {
  const { type, name, round, client } = output;
  const isCheckpoint = type === 'checkpoint';
  const aliases = [
    ...(round === undefined ? [] : [`round-${round}`]),
    ...(isCheckpoint && round !== undefined && round === bestRound ? ['best'] : []),
    // Versions may reach W&B in any order: only one may say that it is the latest.
    ...(isNewest || !isCheckpoint ? ['latest'] : []),
  ];
  const facts: JsonObject = { ...(round === undefined ? {} : { round }), ...(client === undefined ? {} : { client }) };
  return {
    kind: 'artifact',
    name: nameOf(id, [...(client === undefined ? [] : [client]), isCheckpoint ? 'model' : name].join('-')),
    type: isCheckpoint ? 'model' : legal(type, MAX_NAME),
    description: undefined,
    metadata: { ...facts, ...output.metadata },
    aliases,
    files,
  };
}

function nameOf(id: string, rest: string): string {
  const prefix = `run-${id}-`;
  return `${prefix}${legal(rest, MAX_NAME - prefix.length)}`;
}

/** W&B takes letters, digits, `-`, `_` and `.` only. */
function legal(text: string, most: number): string {
  return text.replaceAll(/[^A-Za-z0-9_.-]+/g, '-').slice(0, most) || 'file';
}
