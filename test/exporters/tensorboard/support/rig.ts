import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunReference, SequencedEvent, Sink, SinkResult } from '../../../../exporters/bridge/index.js';
import { createProjection, type PerClientMode, type ProjectionOutput } from '../../../../exporters/projection/index.js';
import { createTensorboardSink } from '../../../../exporters/tensorboard/index.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { readRun } from './event-reader.js';

export { eventsOf, FULL, fullRun, sequenced } from '../../../support/journal-events.js';

/** Sinks on one folder. */
export interface Rig {
  readonly folder: string;
  readonly warnings: string[];
  /** Opens a sink; an earlier one is left as it is, as if its process had been killed. */
  open(options?: { readonly perClient?: string; readonly argument?: string }): Promise<Sink>;
  /** Folder of a run. */
  runFolder(stem: string): string;
  end(): Promise<void>;
}

export function createRig(): Rig {
  const folder = temporaryFolder('tensorboard');
  const warnings: string[] = [];
  const sinks: Sink[] = [];
  return {
    folder: folder.path,
    warnings,
    async open({ perClient, argument } = {}) {
      const sink = createTensorboardSink({ env: {} });
      const stateDir = join(folder.path, '.state');
      mkdirSync(stateDir, { recursive: true });
      const warn = (text: string) => warnings.push(text);
      await sink.open({ runsDir: folder.path, stateDir, argument, perClient, warn });
      sinks.push(sink);
      return sink;
    },
    runFolder: (stem) => join(folder.path, 'tensorboard', stem),
    async end() {
      for (const sink of sinks) await sink.close();
      folder.remove();
    },
  };
}

/** Delivers everything, in batches of so many events. @throws Error unless all of it is taken */
export async function deliver(
  sink: Sink,
  run: RunReference,
  events: readonly SequencedEvent[],
  batch = 500,
): Promise<void> {
  for (let from = 0; from < events.length; from += batch) {
    mustBeOk(await sink.apply(run, events.slice(from, from + batch)));
  }
}

/** @throws Error with the reason when it is not */
export function mustBeOk(result: SinkResult): void {
  if (result.kind !== 'ok') throw new Error(`${result.kind}: ${result.reason}`);
}

/** What the projection makes of events. */
export function project(events: readonly SequencedEvent[], perClient: PerClientMode = 'auto'): ProjectionOutput[] {
  const projection = createProjection({ perClient });
  const outputs: ProjectionOutput[] = [];
  for (const { event } of events) projection.apply(event, outputs);
  return outputs;
}

/** The scalars that event files are to have: `client|tag|step|seconds|value`, sorted. */
export function expectedScalars(outputs: readonly ProjectionOutput[]): string[] {
  return outputs
    .flatMap((output) => {
      if (output.kind === 'best') {
        const { metric, round, value } = output.best;
        const seconds = output.timeMillis / 1000;
        return [line('', `best/${metric}`, round, seconds, value), line('', 'best/round', round, seconds, round)];
      }
      if (output.kind !== 'row') return [];
      return output.points.map(({ key: { group, client, path }, value }) => {
        const tag = [...(group === 'scalar' ? [] : [group]), ...path].join('/');
        return line(client ?? '', tag, output.step, output.timeMillis / 1000, value);
      });
    })
    .sort();
}

/** The scalars that a run's event files have, as {@link expectedScalars}. */
export function storedScalars(folder: string): string[] {
  return [...readRun(folder)]
    .flatMap(([client, { values }]) =>
      values.flatMap(({ tag, step, wallTime, scalar }) =>
        scalar === undefined ? [] : [line(client, tag, step, wallTime, scalar)],
      ),
    )
    .sort();
}

function line(client: string, tag: string, step: number, seconds: number, value: number | bigint): string {
  return [client, tag, step, seconds, Math.fround(Number(value))].join('|');
}
