import { type FakeArtifact, faultsOf } from './artifact.js';
import type { Resolver } from './graphql/execute.js';
import { FakeRefusal, type FakeStore } from './store.js';

type Input = Readonly<Record<string, unknown>>;

/** The version that `name:alias` or `name:v0` means. */
export function latestOf(
  store: FakeStore,
  reference: string,
  entity: string,
  project: string,
): FakeArtifact | undefined {
  const [collection = '', alias = 'latest'] = reference.split(':');
  const versions = store.versions(collection, entity, project);
  return versions.find(({ aliases, version }) => aliases.includes(alias) || `v${version}` === alias);
}

/** An artifact as queries see it. */
export function artifactView(store: FakeStore, artifact: FakeArtifact): object {
  const { id, digest, state, type, collection, entity, project } = artifact;
  return {
    id,
    digest,
    state,
    artifactType: { name: type },
    artifactSequence: {
      get latestArtifact(): object | null {
        const latest = latestOf(store, collection, entity, project);
        return latest === undefined ? null : artifactView(store, latest);
      },
    },
  };
}

/** The mutations that make an artifact, in the order in which they are used. */
export function artifactMutations(
  store: FakeStore,
  storageUrl: (path: string) => string,
): Readonly<Record<string, Resolver>> {
  return {
    createArtifact: ({ input }) => ({ artifact: artifactView(store, create(store, input as Input)) }),
    createArtifactManifest: ({ input }) => {
      const { artifactID, digest } = input as Input;
      const artifact = store.artifact(String(artifactID));
      const manifest = artifact.manifest ?? { id: store.id('Manifest'), digest: '', content: undefined };
      artifact.manifest = manifest;
      manifest.digest = String(digest);
      const path = `/storage/manifest/${encodeURIComponent(artifact.id)}/${encodeURIComponent(manifest.id)}`;
      store.slots.set(path, (content) => {
        manifest.content = content;
      });
      const file = {
        id: `file-${manifest.id}`,
        uploadUrl: storageUrl(path),
        uploadHeaders: ['X-Fake-Upload:required'],
      };
      return { artifactManifest: { id: manifest.id, file } };
    },
    createArtifactFiles: ({ input }) => {
      const edges = ((input as Input).artifactFiles as Input[]).map((file) => ({
        node: announce(store, file, storageUrl),
      }));
      return { files: { edges } };
    },
    commitArtifact: ({ input }) => {
      const artifact = store.artifact(String((input as Input).artifactID));
      commit(store, artifact);
      return { artifact: artifactView(store, artifact) };
    },
  };
}

function create(store: FakeStore, input: Input): FakeArtifact {
  const entity = String(input.entityName) || store.defaultEntity;
  const project = String(input.projectName);
  const collection = String(input.artifactCollectionName);
  const same = store.versions(collection, entity, project).find(({ digest }) => digest === input.digest);
  if (same !== undefined && input.enableDigestDeduplication === true) {
    moveAliases(store, same, aliasesOf(input));
    return same;
  }
  const clash = store.artifacts.find(
    (known) => known.collection === collection && known.type !== input.artifactTypeName,
  );
  if (clash !== undefined && clash.project === project) {
    throw new FakeRefusal(400, `${collection} is of type ${clash.type}`);
  }
  const artifact: FakeArtifact = {
    id: store.id('Artifact'),
    entity,
    project,
    run: input.runName === null ? undefined : String(input.runName),
    type: String(input.artifactTypeName),
    collection,
    digest: String(input.digest),
    description: input.description === null ? null : String(input.description),
    metadata: input.metadata === null ? null : JSON.parse(String(input.metadata)),
    historyStep: input.historyStep === null ? null : Number(input.historyStep),
    aliases: aliasesOf(input),
    state: 'PENDING',
    version: undefined,
    files: new Map(),
    manifest: undefined,
  };
  store.artifacts.push(artifact);
  return artifact;
}

function aliasesOf(input: Input): string[] {
  return ((input.aliases as Input[] | null) ?? []).map(({ alias }) => String(alias));
}

/** The answer for one announced file; without an address when the server has its content already. */
function announce(store: FakeStore, file: Input, storageUrl: (path: string) => string): object {
  const artifact = store.artifact(String(file.artifactID));
  if (artifact.manifest?.id !== file.artifactManifestID) throw new FakeRefusal(400, 'unknown manifest');
  const name = String(file.name);
  const md5 = String(file.md5);
  const known = store
    .versions(artifact.collection, artifact.entity, artifact.project)
    .find(({ files }) => files.get(name)?.md5 === md5);
  const entry = { md5, content: known?.files.get(name)?.content };
  artifact.files.set(name, entry);
  const path = `/storage/artifact/${encodeURIComponent(artifact.id)}/${encodeURIComponent(name)}`;
  store.slots.set(path, (content) => {
    entry.content = content;
  });
  return {
    storagePath: `wandb_artifacts/${artifact.id}/${name}`,
    uploadUrl: known === undefined ? storageUrl(path) : null,
    uploadHeaders: ['X-Fake-Upload:required', `Content-MD5:${md5}`],
    uploadMultipartUrls: null,
    artifact: artifactView(store, known ?? artifact),
  };
}

function commit(store: FakeStore, artifact: FakeArtifact): void {
  if (artifact.state === 'COMMITTED') return;
  const faults = faultsOf(artifact);
  if (faults.length > 0) {
    store.problems.push(`${artifact.collection}: ${faults.join('; ')}`);
    throw new FakeRefusal(400, faults.join('; '));
  }
  artifact.version = store.versions(artifact.collection, artifact.entity, artifact.project).length;
  artifact.state = 'COMMITTED';
  moveAliases(store, artifact, artifact.aliases);
}

/** An alias belongs to one version. */
function moveAliases(store: FakeStore, to: FakeArtifact, aliases: readonly string[]): void {
  for (const other of store.artifacts) {
    if (other.collection !== to.collection || other.project !== to.project || other === to) continue;
    if (other.state === 'COMMITTED') other.aliases = other.aliases.filter((alias) => !aliases.includes(alias));
  }
  to.aliases = [...new Set([...to.aliases, ...aliases])];
}
