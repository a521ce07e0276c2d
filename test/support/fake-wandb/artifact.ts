import { createHash } from 'node:crypto';

/** A file that an artifact announces. */
export interface FakeArtifactFile {
  /** MD5 in base64, as announced. */
  readonly md5: string;
  content: Buffer | undefined;
}

/** A version of an artifact. */
export interface FakeArtifact {
  readonly id: string;
  readonly entity: string;
  readonly project: string;
  readonly run: string | undefined;
  readonly type: string;
  readonly collection: string;
  readonly digest: string;
  readonly description: string | null;
  readonly metadata: unknown;
  readonly historyStep: number | null;
  aliases: string[];
  state: 'PENDING' | 'COMMITTED';
  /** From 0, as in `name:v0`. */
  version: number | undefined;
  readonly files: Map<string, FakeArtifactFile>;
  manifest: { readonly id: string; digest: string; content: Buffer | undefined } | undefined;
}

/** What stands in a manifest. */
export interface FakeManifest {
  readonly version: number;
  readonly storagePolicy: string;
  readonly storagePolicyConfig: Readonly<Record<string, unknown>>;
  readonly contents: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** MD5 in base64, as files are named by their content. */
export function md5Of(content: Buffer): string {
  return createHash('md5').update(content).digest('base64');
}

/** The manifest as it was put. */
export function manifestOf(artifact: FakeArtifact): FakeManifest {
  return JSON.parse(artifact.manifest?.content?.toString() ?? '{}') as FakeManifest;
}

/** What keeps an artifact from being whole; empty when nothing does. */
export function faultsOf(artifact: FakeArtifact): string[] {
  const faults: string[] = [];
  for (const [name, { md5, content }] of artifact.files) {
    if (content === undefined) faults.push(`${name} was not uploaded`);
    else if (md5Of(content) !== md5) faults.push(`${name} has another MD5 than announced`);
  }
  const { manifest } = artifact;
  if (manifest?.content === undefined) return [...faults, 'no manifest'];
  if (md5Of(manifest.content) !== manifest.digest) faults.push('the manifest has another digest than announced');
  const { version, storagePolicy, contents } = manifestOf(artifact);
  if (version !== 1 || storagePolicy !== 'wandb-storage-policy-v1') faults.push('an unknown kind of manifest');
  const names = Object.keys(contents).sort();
  for (const name of names) {
    const file = artifact.files.get(name);
    if (file !== undefined && contents[name]?.digest !== file.md5) faults.push(`${name} has two digests`);
    if (file?.content !== undefined && contents[name]?.size !== file.content.length) faults.push(`${name}: wrong size`);
  }
  for (const name of artifact.files.keys()) if (!names.includes(name)) faults.push(`${name} is not in the manifest`);
  const listed = names.map((name) => `${name}:${String(contents[name]?.digest)}\n`).join('');
  const digest = createHash('md5').update(`wandb-artifact-manifest-v1\n${listed}`).digest('hex');
  if (digest !== artifact.digest) faults.push('the digest is not that of the manifest');
  return faults;
}
