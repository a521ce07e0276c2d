import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { manifestDigest } from '../../offline/artifact-record.js';
import type { ArtifactFile, ArtifactOutput } from '../../types.js';

/** A file of an artifact with what identifies it. */
export interface MeasuredFile extends ArtifactFile {
  /** MD5 in base64. */
  readonly md5: string;
  readonly sizeBytes: number;
}

/** An artifact whose files were read. */
export interface MeasuredArtifact {
  readonly artifact: ArtifactOutput;
  /** By name, in the order of its bytes. */
  readonly files: readonly MeasuredFile[];
  /** Of names and contents; the same digest is the same version. */
  readonly digest: string;
}

/** Reads the files of an artifact. @throws Error (system error) when one cannot be read */
export async function measure(artifact: ArtifactOutput): Promise<MeasuredArtifact> {
  const files: MeasuredFile[] = [];
  for (const file of artifact.files) {
    const hash = createHash('md5');
    let sizeBytes = 0;
    const chunks = 'contents' in file.source ? [file.source.contents] : createReadStream(file.source.path);
    for await (const chunk of chunks as AsyncIterable<Uint8Array>) {
      hash.update(chunk);
      sizeBytes += chunk.length;
    }
    files.push({ ...file, md5: hash.digest('base64'), sizeBytes });
  }
  files.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  return { artifact, files, digest: manifestDigest(files) };
}

/**
 * The manifest that says what is in a version. W&B's client also writes where on the machine the files were; that is
 * nobody's business.
 *
 * @param births ids of the versions that first had each file
 */
export function encodeManifest(files: readonly MeasuredFile[], births: readonly string[]): Buffer {
  const contents = files.map(({ name, md5, sizeBytes }, index) => {
    const birth = births[index];
    return [
      name,
      { digest: md5, size: sizeBytes, ...(birth === undefined ? {} : { birthArtifactID: birth }) },
    ] as const;
  });
  return Buffer.from(
    JSON.stringify({
      version: 1,
      storagePolicy: 'wandb-storage-policy-v1',
      storagePolicyConfig: { storageLayout: 'V2' },
      contents: Object.fromEntries(contents),
    }),
  );
}
