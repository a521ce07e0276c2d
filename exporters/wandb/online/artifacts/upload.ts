import { createHash, randomBytes } from 'node:crypto';
import { encodeJson } from '../../../journal/codec/encode.js';
import type { AnswerReader } from '../api/read.js';
import type { WandbApi } from '../api/wandb-api.js';
import type { RemoteRun } from '../place.js';
import { DONE, type WandbResult } from '../result.js';
import { encodeManifest, type MeasuredArtifact, type MeasuredFile } from './content.js';

/** Files whose addresses are asked for at once. */
const FILES_AT_ONCE = 500;
const MANIFEST_NAME = 'wandb_manifest.json';

/** Where to put a file. */
interface Place {
  /** `undefined`: W&B has this content already. */
  readonly url: string | undefined;
  readonly headers: readonly string[];
  /** The version that first had the file. */
  readonly birth: string;
}

/**
 * Brings an artifact: announced, its files put into storage, its manifest behind them, committed. W&B tells by the digest
 * whether it has this version already; a try that broke off leaves a version that is never committed and not seen.
 *
 * @param historyStep of the newest row when it was made
 */
export async function uploadArtifact(
  api: WandbApi,
  run: RemoteRun,
  measured: MeasuredArtifact,
  historyStep: number | undefined,
): Promise<WandbResult<undefined>> {
  const created = await create(api, run, measured, historyStep);
  if (created.kind !== 'ok') return created;
  const { id, committed, base } = created.value;
  if (committed) return DONE;
  const manifest = await announceManifest(api, run, { id, base, digest: '' }, (file) => file.at('id').text());
  if (manifest.kind !== 'ok') return manifest;
  const births: string[] = [];
  for (let from = 0; from < measured.files.length; from += FILES_AT_ONCE) {
    const files = measured.files.slice(from, from + FILES_AT_ONCE);
    const places = await announceFiles(api, id, manifest.value, files);
    if (places.kind !== 'ok') return places;
    const put = await putFiles(api, measured, files, places.value);
    if (put.kind !== 'ok') return put;
    births.push(...places.value.map(({ birth }) => birth));
  }
  const content = encodeManifest(measured.files, births);
  const digest = createHash('md5').update(content).digest('base64');
  const place = await announceManifest(api, run, { id, base, digest }, (answer) => readPlace(answer.at('file'), id));
  if (place.kind !== 'ok') return place;
  const put = await putAt(api, place.value, content, `manifest of artifact ${measured.artifact.name}`);
  if (put.kind !== 'ok') return put;
  return api.ask('CommitArtifact', { artifactID: id }, () => undefined);
}

/** What W&B says of a version that was announced. */
interface Created {
  readonly id: string;
  /** It has a version with this digest: nothing is to be sent. */
  readonly committed: boolean;
  /** The version before this one, which a manifest has to name. */
  readonly base: string | undefined;
}

/** Announces a version (`CreateArtifact`). All aliases are the client's to name, `latest` too: the server makes none. */
function create(
  api: WandbApi,
  run: RemoteRun,
  { artifact, digest }: MeasuredArtifact,
  historyStep: number | undefined,
): Promise<WandbResult<Created>> {
  const { name, type, description, metadata } = artifact;
  const aliases = [...new Set(['latest', ...artifact.aliases])];
  const input = {
    entityName: run.entity,
    projectName: run.project,
    runName: run.name,
    artifactTypeName: type,
    artifactCollectionName: name,
    digest,
    digestAlgorithm: 'MANIFEST_MD5',
    description: description ?? null,
    aliases: aliases.map((alias) => ({ artifactCollectionName: name, alias })),
    metadata: Object.keys(metadata).length === 0 ? null : encodeJson(metadata),
    historyStep: historyStep ?? null,
    enableDigestDeduplication: true,
    clientID: randomId(),
    sequenceClientID: randomId(),
  };
  return api.ask('CreateArtifact', { input }, (data) => {
    const made = data.at('createArtifact').at('artifact');
    const latest = made.at('artifactSequence').at('latestArtifact');
    return {
      id: made.at('id').text(),
      committed: made.at('state').text() === 'COMMITTED',
      base: latest.isNone ? undefined : latest.at('id').text(),
    };
  });
}

/**
 * Announces the manifest, twice: at first without a digest, because files name the manifest that they belong to, and then
 * with it, for an address to send it to (`core/pkg/artifacts/saver.go`).
 */
function announceManifest<T>(
  api: WandbApi,
  { entity, project, name }: RemoteRun,
  { id, base, digest }: { readonly id: string; readonly base: string | undefined; readonly digest: string },
  read: (manifest: AnswerReader) => T,
): Promise<WandbResult<T>> {
  const variables = {
    artifactID: id,
    baseArtifactID: base ?? null,
    name: MANIFEST_NAME,
    digest,
    entity,
    project,
    run: name,
    type: 'FULL',
    includeUpload: digest !== '',
  };
  return api.ask('CreateArtifactManifest', variables, (data) =>
    read(data.at('createArtifactManifest').at('artifactManifest')),
  );
}

/** Asks where files are to be put (`CreateArtifactFiles`). Their order is that of the answers. */
function announceFiles(
  api: WandbApi,
  artifactID: string,
  artifactManifestID: string,
  files: readonly MeasuredFile[],
): Promise<WandbResult<readonly Place[]>> {
  const artifactFiles = files.map(({ name, md5 }) => ({ artifactID, name, md5, artifactManifestID }));
  return api.ask('CreateArtifactFiles', { input: { artifactFiles, storageLayout: 'V2' } }, (data) => {
    const places = data.at('createArtifactFiles').at('files').at('edges').list();
    if (places.length !== files.length) throw new TypeError(`expected ${files.length} files, got ${places.length}`);
    return places.map((edge) => readPlace(edge.at('node'), artifactID));
  });
}

/** A file that W&B has from an earlier version has no address, and keeps the version that it came with. */
function readPlace(answer: AnswerReader, artifactID: string): Place {
  const artifact = answer.at('artifact');
  return {
    url: answer.at('uploadUrl').textOrNone(),
    headers: answer.at('uploadHeaders').isNone
      ? []
      : answer
          .at('uploadHeaders')
          .list()
          .map((header) => header.text()),
    birth: artifact.isNone ? artifactID : artifact.at('id').text(),
  };
}

/** One file after the other, so that what is in memory or open does not depend on how many there are. */
async function putFiles(
  api: WandbApi,
  { artifact }: MeasuredArtifact,
  files: readonly MeasuredFile[],
  places: readonly Place[],
): Promise<WandbResult<undefined>> {
  for (const [index, { name, source }] of files.entries()) {
    const place = places[index];
    if (place?.url === undefined) continue;
    const put = await api.put(place.url, place.headers, source, `file ${name} of artifact ${artifact.name}`);
    if (put.kind !== 'ok') return put;
  }
  return DONE;
}

async function putAt(api: WandbApi, { url, headers }: Place, contents: Buffer, what: string) {
  if (url === undefined) return { kind: 'refused', reason: `${what}: W&B gave no address for it` } as const;
  return api.put(url, headers, { contents }, what);
}

/** An id as W&B's client draws them: 128 characters. */
function randomId(): string {
  return randomBytes(64).toString('hex');
}
