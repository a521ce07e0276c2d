import { formatField } from '../format/fields.js';
import { formatBytes } from '../format/units.js';
import { colourAt, type Domain } from './colour-scale.js';
import { MOST_SPREAD } from './grouping.js';
import { MarkerGlyph } from './marker-glyph.js';
import type { Marker, MarkerState } from './markers.js';
import type { MetricChoice } from './metric-choice.js';
import { STATE_WORDS } from './tip-words.js';

/** Stripes of the bar that shows the colours. */
const STRIPES = 24;

/** What colours, shapes and lines mean; only what the map has. */
export function MapLegend({ metric, domain, markers, arcs }: MapLegendProps) {
  // Who has no part in the round has no value either, which nobody has to be told.
  const inRound = markers.filter(({ state }) => state !== 'none');
  const states = (Object.keys(STATE_WORDS) as MarkerState[]).filter((state) =>
    markers.some((marker) => marker.state === state && marker.place !== undefined),
  );
  const missing = inRound.some(({ value, place }) => value === undefined && place !== undefined);
  const byCountry = markers.some((marker) => marker.byCountry);
  // Of single clients; an arc of a cluster is the sum of its members, hence "or more" below.
  const largest = markers.reduce((most, { up, down }) => Math.max(most, up ?? 0, down ?? 0), 0);
  const show = (value: number) => formatField({ ...metric.field, base: (each) => each }, value);
  return (
    <div class="map-legend">
      <div class="colours">
        <span>{metric.label}</span>
        {domain === undefined ? (
          <span class="soft">no values</span>
        ) : (
          <>
            <span class="number">{show(domain.low)}</span>
            <svg width="120" height="12" aria-hidden="true">
              {Array.from({ length: STRIPES }, (_, index) => index / STRIPES).map((part) => (
                <rect
                  key={part}
                  x={part * 120}
                  width={120 / STRIPES + 0.5}
                  height="12"
                  fill={colourAt(part + 0.5 / STRIPES)}
                />
              ))}
            </svg>
            <span class="number">{show(domain.high)}</span>
          </>
        )}
        {missing ? (
          <span class="key">
            <span class="swatch missing" /> no value
          </span>
        ) : null}
      </div>
      <ul>
        {states.map((state) => (
          <li key={state}>
            <MarkerGlyph state={state} />
            {STATE_WORDS[state]}
          </li>
        ))}
        {byCountry ? (
          <li>
            <span class="swatch by-country" /> in the middle of its country
          </li>
        ) : null}
        {markers.length > MOST_SPREAD ? (
          <li>
            <span class="swatch cluster" /> many, the ring says which
          </li>
        ) : null}
        {arcs && largest > 0 ? (
          <>
            <li>
              <span class="swatch arc-up" /> up
            </li>
            <li>
              <span class="swatch arc-down" /> down, widest {formatBytes(largest)} or more
            </li>
          </>
        ) : null}
        <li>
          <span class="swatch server" /> server
        </li>
      </ul>
    </div>
  );
}

/** What the map shows, so that nothing else is explained. */
interface MapLegendProps {
  /** The number that the colours are of. */
  readonly metric: MetricChoice;
  /** `undefined`: nobody has the number, and no colour means anything. */
  readonly domain: Domain | undefined;
  /** All clients, also those without a place. */
  readonly markers: readonly Marker[];
  /** Arcs are shown. */
  readonly arcs: boolean;
}
