import type { JournalEvent } from '../../../../exporters/journal/events.js';
import {
  createProjection,
  type PointKey,
  type ProjectionOptions,
  type ProjectionOutput,
} from '../../../../exporters/projection/index.js';

/** What a journal means, from its first event to its last. */
export function fold(events: Iterable<JournalEvent>, options: Partial<ProjectionOptions> = {}): ProjectionOutput[] {
  const projection = createProjection({ perClient: 'keys', ...options });
  const outputs: ProjectionOutput[] = [];
  for (const event of events) projection.apply(event, outputs);
  return outputs;
}

/** A key as MLflow's would be without escaping: `client.<id>.loss`, everything else with slashes. */
export function spell({ group, client, path }: PointKey): string {
  return client === undefined ? [group, ...path].join('/') : [group, client, ...path].join('.');
}

/** One number with where it stands. */
export interface PlacedValue {
  readonly step: number;
  readonly value: number | bigint;
  readonly time: number;
}

/** All numbers by key, in order. */
export function valuesByKey(outputs: readonly ProjectionOutput[]): Map<string, PlacedValue[]> {
  const values = new Map<string, PlacedValue[]>();
  for (const output of outputs) {
    if (output.kind !== 'row') continue;
    for (const { key, value } of output.points) {
      const name = spell(key);
      const list = values.get(name) ?? [];
      list.push({ step: output.step, value, time: output.timeMillis });
      values.set(name, list);
    }
  }
  return values;
}

/** Steps and values of one key, in order. */
export function seriesOf(outputs: readonly ProjectionOutput[], name: string): (readonly [number, number | bigint])[] {
  return (valuesByKey(outputs).get(name) ?? []).map(({ step, value }) => [step, value]);
}

/** The outputs of one kind, in order. */
export function only<K extends ProjectionOutput['kind']>(
  outputs: readonly ProjectionOutput[],
  kind: K,
): Extract<ProjectionOutput, { readonly kind: K }>[] {
  return outputs.filter((output): output is Extract<ProjectionOutput, { readonly kind: K }> => output.kind === kind);
}
