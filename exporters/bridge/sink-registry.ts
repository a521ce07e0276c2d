import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Sink } from './sink.js';

/**
 * The built-in sinks by the name that `--to` takes. A new sink is one line here. Only those that somebody asks for are
 * loaded: the modules of all of them are a third of what a command needs to start.
 */
const SINKS: ReadonlyMap<string, () => Promise<Sink>> = new Map<string, () => Promise<Sink>>([
  ['map', async () => (await import('../map/index.js')).createMapSink()],
  ['geojson', async () => (await import('../map/index.js')).createGeoJsonSink()],
  ['html', async () => (await import('../page/html/index.js')).createHtmlSink()],
  ['mlflow', async () => (await import('../mlflow/index.js')).createMlflowSink()],
  ['wandb', async () => (await import('../wandb/index.js')).createWandbSink()],
  ['tensorboard', async () => (await import('../tensorboard/index.js')).createTensorboardSink()],
  ['csv', async () => (await import('../tables/index.js')).createCsvSink()],
  ['parquet', async () => (await import('../tables/index.js')).createParquetSink()],
]);

/** One destination as asked for: `map`, `map=DIR`, `./my-sink.js`, `./my-sink.js=ARGUMENT`. */
export interface SinkChoice {
  /** Built-in name, or path of a module. */
  readonly name: string;
  /** What stands after the first `=`. */
  readonly argument: string | undefined;
}

/** Reads one entry of `--to`. */
export function parseSinkChoice(text: string): SinkChoice {
  const equals = text.indexOf('=');
  return equals === -1
    ? { name: text, argument: undefined }
    : { name: text.slice(0, equals), argument: text.slice(equals + 1) };
}

/** The built-in sinks, none of them opened. */
export function builtInSinks(): Promise<readonly Sink[]> {
  return Promise.all([...SINKS.values()].map((create) => create()));
}

/** Names of the built-in sinks. */
export function sinkNames(): readonly string[] {
  return [...SINKS.keys()];
}

/**
 * Makes a sink. A name with a slash or a `.js`/`.mjs` ending is a module of the user's own, which exports
 * `createSink(): Sink` (or a promise of one).
 *
 * @throws Error naming `--to`, what was expected and what came
 */
export async function loadSink(choice: SinkChoice): Promise<Sink> {
  const create = SINKS.get(choice.name);
  if (create !== undefined) return await create();
  if (!/[\\/]|\.m?js$/.test(choice.name)) {
    throw new Error(
      `--to: expected one of ${sinkNames().join(', ')} or the path of a module, got ${JSON.stringify(choice.name)}`,
    );
  }
  const module: unknown = await import(pathToFileURL(resolve(choice.name)).href).catch((error: unknown) => {
    throw new Error(`--to ${choice.name}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  });
  const factory = (module as { readonly createSink?: unknown }).createSink;
  if (typeof factory !== 'function') throw new Error(`--to ${choice.name}: the module exports no function createSink`);
  const sink: unknown = await factory();
  if (!isSink(sink)) {
    throw new Error(`--to ${choice.name}: createSink() gave no sink (name, resume, open, apply, flush, check, close)`);
  }
  return sink;
}

function isSink(value: unknown): value is Sink {
  if (typeof value !== 'object' || value === null) return false;
  const candidate = value as Partial<Record<keyof Sink, unknown>>;
  const methods = [candidate.open, candidate.apply, candidate.flush, candidate.check, candidate.close];
  return (
    typeof candidate.name === 'string' &&
    (candidate.resume === 'cursor' || candidate.resume === 'start') &&
    methods.every((method) => typeof method === 'function')
  );
}
