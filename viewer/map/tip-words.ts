import type { ClientEntry } from '../../exporters/page/types.js';
import { formatField } from '../format/fields.js';
import { formatBytes } from '../format/units.js';
import { GLYPH_WORDS } from '../parts/glyph-words.js';
import type { Marker, MarkerState } from './markers.js';
import type { MetricChoice } from './metric-choice.js';
import type { SceneCluster } from './scene.js';

/** What words about a marker are made with. */
export interface TipContext {
  /** The run's list of clients, which markers name by index. */
  readonly clients: readonly ClientEntry[];
  /** The number that markers are coloured by. */
  readonly metric: MetricChoice;
}

/** What the shapes say. */
export const STATE_WORDS: Readonly<Record<MarkerState, string>> = {
  completed: GLYPH_WORDS.completed,
  straggler: GLYPH_WORDS.straggler,
  dropped: GLYPH_WORDS.dropped,
  failed: GLYPH_WORDS.failed,
  pending: 'waited for',
  idle: 'idle',
  none: 'no part in the round',
};

/** Where a client is, and how that is known. */
export function placeWords({ city, country, place, lat }: ClientEntry): string {
  const names = [city, country].filter((name) => name !== undefined && name !== '').join(', ');
  if (lat === undefined) return names === '' ? 'nobody said where' : `${names}, not on the map`;
  // What the app said itself needs no remark; what was looked up or guessed does.
  const from = place === 'country' ? 'middle of the country' : place === 'lookup' ? 'looked up' : undefined;
  return [names, from].filter((part) => part !== undefined && part !== '').join(', ');
}

/** The lines about one client. */
export function markerLines(marker: Marker, { clients, metric }: TipContext): string[] {
  const entry = clients[marker.client];
  const bytes = [
    ...(marker.up === undefined ? [] : [`${formatBytes(marker.up)} up`]),
    ...(marker.down === undefined ? [] : [`${formatBytes(marker.down)} down`]),
  ];
  const where = entry === undefined ? '' : placeWords(entry);
  return [
    STATE_WORDS[marker.state],
    `${metric.label} ${formatField(metric.field, marker.raw)}`,
    ...(bytes.length === 0 ? [] : [bytes.join(', ')]),
    ...(where === '' || where === marker.label ? [] : [where]),
    ...(entry === undefined || entry.id === marker.label ? [] : [entry.id]),
  ];
}

/** The lines about many. */
export function clusterLines(cluster: SceneCluster, { metric }: TipContext): string[] {
  const value = cluster.value === undefined ? [] : [`${metric.label} ${formatMean(cluster.value, metric)} (mean)`];
  return [...cluster.states.map(({ state, count }) => `${count} ${STATE_WORDS[state]}`), ...value];
}

/** The mean is in the base unit already. */
function formatMean(value: number, { field }: MetricChoice): string {
  return formatField({ ...field, base: (each) => each }, value);
}
