import type { Curve } from './curves.js';

/** What a legend says. */
export interface LegendProps {
  /** In the order of the chart; those without a line (edges of areas) are left out. */
  readonly curves: readonly Curve[];
  /** Beside a small chart there is room for values only. */
  readonly small: boolean;
  /** A curve's value at the round in question, with its unit. */
  write(curve: Curve): string;
}

/** Names of the curves with their dash and colour, and their values where the pointer is. */
export function Legend({ curves, small, write }: LegendProps) {
  const all = curves.filter(({ width }) => width !== 0);
  // Of a stack only what there is at this round: most rounds have nothing but completed clients.
  const named = all.filter((curve, place) => curve.shape !== 'bar' || place === 0 || write(curve) !== '0');
  return (
    <span class="legend">
      {named.map((curve) => (
        <span key={curve.label} class="legend-entry">
          {small || all.length === 1 ? null : <Sample curve={curve} />}
          {all.length > 1 ? <span class="soft">{curve.label}</span> : null}
          <b>{write(curve)}</b>
        </span>
      ))}
    </span>
  );
}

/** A piece of the curve. Its colour is set by script, which a strict policy allows, unlike a style in the markup. */
function Sample({ curve: { color, dash, shape } }: { curve: Curve }) {
  const paint = { [shape === 'bar' ? 'fill' : 'stroke']: `var(--${color})` };
  return (
    <svg
      class={shape === 'bar' ? 'sample bar' : 'sample'}
      viewBox={shape === 'bar' ? '0 0 9 9' : '0 0 22 9'}
      aria-hidden="true"
    >
      {shape === 'bar' ? (
        <rect width="9" height="9" style={paint} />
      ) : (
        <path d="M0 5H22" fill="none" stroke-width="2" stroke-dasharray={dash?.join(' ')} style={paint} />
      )}
    </svg>
  );
}
