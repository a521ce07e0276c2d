import { createHash } from 'node:crypto';
import { encodeJson } from '../../journal/codec/encode.js';
import type { RunTarget } from '../sink/run-writer.js';
import type { ArtifactOutput } from '../types.js';
import type { ByteWriter } from './byte-writer.js';
import { ARTIFACT, MANIFEST, MANIFEST_ENTRY, RECORD } from './fields.js';

/** A file of an artifact, as it lies in the run's directory. */
export interface StoredFile {
  /** Path within the artifact. */
  readonly name: string;
  /** MD5 in base64. */
  readonly md5: string;
  readonly sizeBytes: number;
  /** Where `wandb sync` finds it. */
  readonly localPath: string;
}

/**
 * Writes the fields of a record that is this artifact. Its ids, which W&B's client draws by lot, are made of what it is,
 * so that the same run gives the same file.
 */
export function writeArtifact(
  into: ByteWriter,
  { id, entity, project }: RunTarget,
  artifact: ArtifactOutput,
  files: readonly StoredFile[],
): void {
  const digest = manifestDigest(files);
  into.message(RECORD.artifact, () => {
    into.text(ARTIFACT.runId, id);
    into.text(ARTIFACT.project, project);
    into.text(ARTIFACT.entity, entity);
    into.text(ARTIFACT.type, artifact.type);
    into.text(ARTIFACT.name, artifact.name);
    into.text(ARTIFACT.digest, digest);
    into.text(ARTIFACT.description, artifact.description);
    if (Object.keys(artifact.metadata).length > 0) into.text(ARTIFACT.metadata, encodeJson(artifact.metadata));
    for (const alias of artifact.aliases) into.text(ARTIFACT.aliases, alias);
    into.message(ARTIFACT.manifest, () => writeManifest(into, files));
    // Without it the version would be uploaded and never committed.
    into.flag(ARTIFACT.finalize, true);
    into.text(ARTIFACT.clientId, idOf(`${project}/${id}/${artifact.name}/${digest}`));
    into.text(ARTIFACT.sequenceClientId, idOf(`${project}/${id}/${artifact.name}`));
  });
}

/** The storage policy is what W&B's client writes for files that it uploads itself: version 2 of the layout. */
function writeManifest(into: ByteWriter, files: readonly StoredFile[]): void {
  into.number(MANIFEST.version, 1);
  into.text(MANIFEST.storagePolicy, 'wandb-storage-policy-v1');
  into.message(MANIFEST.storagePolicyConfig, () => {
    into.text(1, 'storageLayout');
    into.text(2, '"V2"');
  });
  for (const { name, md5, sizeBytes, localPath } of files) {
    into.message(MANIFEST.contents, () => {
      into.text(MANIFEST_ENTRY.path, name);
      into.text(MANIFEST_ENTRY.digest, md5);
      into.number(MANIFEST_ENTRY.size, sizeBytes);
      into.text(MANIFEST_ENTRY.localPath, localPath);
    });
  }
}

/** The digest of an artifact by its files (`wandb/sdk/artifacts/artifact_manifests/artifact_manifest_v1.py`). */
export function manifestDigest(files: readonly Pick<StoredFile, 'name' | 'md5'>[]): string {
  const hash = createHash('md5').update('wandb-artifact-manifest-v1\n');
  const sorted = [...files].sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  for (const { name, md5 } of sorted) hash.update(`${name}:${md5}\n`);
  return hash.digest('hex');
}

/** 128 characters, as many as W&B's ids of artifacts have. */
function idOf(text: string): string {
  return createHash('sha512').update(text).digest('hex');
}
