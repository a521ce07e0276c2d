import { artifactMutations, artifactView, latestOf } from './artifact-resolvers.js';
import type { Resolver } from './graphql/execute.js';
import { GraphqlError } from './graphql/lexer.js';
import type { FakeRun, FakeRunFields } from './run.js';
import { FakeRefusal, type FakeStore } from './store.js';

/** What the server says it can do. */
export type FakeFeatures = readonly string[];

type Input = Readonly<Record<string, unknown>>;

/**
 * The queries and mutations.
 *
 * @param storageUrl address that a path of storage has
 */
export function resolversOf(
  store: FakeStore,
  features: FakeFeatures,
  storageUrl: (path: string) => string,
): Readonly<Record<string, Resolver>> {
  const entityView = (name: string) => ({ id: `ent-${name}`, name, organization: { coreWeaveOrganizationId: null } });
  const projectView = (name: string, entity: string) => ({
    id: `proj-${name}`,
    name,
    entity: entityView(entity),
    bucket: ({ name: run, missingOk }: Input) => {
      const found = store.findRun(entity, name, String(run));
      if (found === undefined && missingOk !== true) throw new GraphqlError(`run ${run} not found`);
      return found === undefined ? null : runView(found);
    },
    artifact: ({ name: reference }: Input) => {
      const found = latestOf(store, String(reference), entity, name);
      return found === undefined ? null : artifactView(store, found);
    },
  });
  const project = ({ name, entityName }: Input) =>
    projectView(text(name) ?? 'uncategorized', text(entityName) ?? store.defaultEntity);
  const runView = (run: FakeRun) => ({
    id: run.id,
    name: run.name,
    displayName: run.fields.displayName,
    description: null,
    config: JSON.stringify(run.config),
    sweepName: null,
    project: projectView(run.project, run.entity),
    historyLineCount: countOf(store, run, 'wandb-history.jsonl'),
    eventsLineCount: countOf(store, run, 'wandb-events.jsonl'),
    logLineCount: countOf(store, run, 'output.log'),
    historyTail: tailOf(run, 'wandb-history.jsonl'),
    eventsTail: tailOf(run, 'wandb-events.jsonl'),
    summaryMetrics: run.stream('wandb-summary.json').lines[0] ?? '{}',
    tags: run.fields.tags ?? [],
    notes: run.fields.notes,
    wandbConfig: ({ keys }: Input) => {
      const own = (run.config._wandb?.value ?? {}) as Input;
      return JSON.stringify(Object.fromEntries((keys as string[]).map((key) => [key, own[key]])));
    },
  });
  return {
    viewer: () => ({
      id: 'user-1',
      entity: store.defaultEntity,
      username: store.defaultEntity,
      email: 'user@example.invalid',
      flags: '{}',
      teams: { edges: [{ node: entityView(store.defaultEntity) }] },
    }),
    serverInfo: () => ({ features: features.map((name) => ({ name, isEnabled: true })) }),
    model: project,
    project,
    entity: ({ name }) => entityView(String(name)),
    upsertBucket: ({ input }) => {
      const { run, inserted } = upsert(store, input as Input);
      return { bucket: runView(run), inserted };
    },
    createRunFiles: ({ input }) => {
      const { entityName, projectName, runName, files } = input as Input;
      const run = store.run(text(entityName), text(projectName), String(runName));
      return {
        runID: run.id,
        uploadHeaders: ['X-Fake-Upload:required'],
        files: (files as string[]).map((name) => {
          const path = `/storage/run/${[run.entity, run.project, run.name, name].map(encodeURIComponent).join('/')}`;
          store.slots.set(path, (content) => run.files.set(name, content));
          return { name, uploadUrl: storageUrl(path) };
        }),
      };
    },
    notifyScriptableRunAlert: ({ input }) => {
      const { entityName, projectName, runName, title, text: said, severity, waitDuration } = input as Input;
      const run = store.run(text(entityName), text(projectName), String(runName));
      if ([...String(title)].length >= 64) throw new GraphqlError('title: expected less than 64 characters');
      const wait = waitDuration === null ? null : Number(waitDuration);
      run.alerts.push({ title: String(title), text: String(said), severity: String(severity), waitDuration: wait });
      return { success: true };
    },
    ...artifactMutations(store, storageUrl),
  };
}

function upsert(store: FakeStore, input: Input): { readonly run: FakeRun; readonly inserted: boolean } {
  const byId = [...store.runs.values()].find(({ id }) => id === input.id);
  if (input.id !== null && input.id !== undefined && byId === undefined) throw new FakeRefusal(404, 'no such bucket');
  const name = String(input.name ?? byId?.name);
  if (/[:;,#?/']/.test(name)) throw new GraphqlError(`invalid run id ${name}`);
  const project = text(input.modelName);
  if (project !== null && (project.length > 128 || /[/\\#?%:]/.test(project))) {
    throw new GraphqlError(`invalid project ${project}`);
  }
  const found = byId ?? store.findRun(text(input.entityName), project, name);
  const run = found ?? store.createRun(text(input.entityName), project, name);
  const fields = run.fields as unknown as Record<string, unknown>;
  for (const field of Object.keys(fields) as (keyof FakeRunFields)[]) {
    const given = field === 'program' ? input.jobProgram : input[field];
    if (given !== null && given !== undefined) fields[field] = given;
  }
  if (typeof input.config === 'string') {
    run.config = JSON.parse(input.config) as FakeRun['config'];
    run.configs.push(input.config);
    for (const [key, entry] of Object.entries(run.config)) {
      if (typeof entry !== 'object' || entry === null || !('value' in entry)) {
        store.problems.push(`config ${key} is not { value }`);
      }
    }
  }
  return { run, inserted: found === undefined };
}

function text(value: unknown): string | null {
  return value === null || value === undefined || value === '' ? null : String(value);
}

function countOf(store: FakeStore, run: FakeRun, stream: string): number {
  return Math.max(0, run.stream(stream).lines.length - store.countLag);
}

/** The last line of a stream, as a JSON list of JSON texts. */
function tailOf(run: FakeRun, stream: string): string {
  return JSON.stringify(run.stream(stream).lines.slice(-1));
}
