import type { NumberSeries } from '../../exporters/page/types.js';
import { curveStyle } from '../charts/curves.js';
import { formatCount, formatValue } from '../format/units.js';
import { type StepScale, stepScale } from './step-scale.js';

/** Of the drawing, in units of its own: it is stretched to its place, and lines stay as thin as they are. */
const WIDTH = 320;
const HEIGHT = 96;
/** Room for the ends of curves, which would be cut off. */
const EDGE = 4;

/** Curves over steps on one scale, with the numbers at its corners and the newest value of each. */
export function StepCurves({ series, labelOf }: StepCurvesProps) {
  const scale = stepScale(series);
  const words = series.map((each) => `${labelOf(each)} ${newestOf(each)}`);
  return (
    <div class="step-plot">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`${words.join(', ')}`}>
        {series.map((each, place) => {
          // By place, as in charts over rounds: colour and dash, either of which tells curves apart.
          const { color, dash } = curveStyle(place);
          const paint = { stroke: `var(--${color})` };
          return (
            <path key={each.client ?? 'own'} d={pathOf(each, scale)} style={paint} stroke-dasharray={dash.join(' ')} />
          );
        })}
      </svg>
      <StepAxis scale={scale} />
      <ul class="step-legend">
        {series.map((each, place) => (
          <li key={each.client ?? 'own'}>
            <svg class="sample" viewBox="0 0 22 9" aria-hidden="true">
              <path
                d="M0 5H22"
                style={{ stroke: `var(--${curveStyle(place).color})` }}
                stroke-dasharray={curveStyle(place).dash.join(' ')}
              />
            </svg>
            <span class="soft who">{labelOf(each)}</span> <b>{newestOf(each)}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Curves of one name, and whose they are. */
interface StepCurvesProps {
  /** The server's own, or one for each client. */
  readonly series: readonly NumberSeries[];
  /** Whose a curve is. */
  labelOf(series: NumberSeries): string;
}

/** The ends of both scales, in words. */
export function StepAxis({ scale }: { scale: StepScale | undefined }) {
  if (scale === undefined) return <p class="soft step-axis">No finite number.</p>;
  const [first, last] = scale.steps;
  const [least, greatest] = scale.values;
  return (
    <p class="soft step-axis">
      <span>
        {first === last ? `step ${formatCount(first)}` : `steps ${formatCount(first)} to ${formatCount(last)}`}
      </span>
      <span>
        {formatValue(least, 'number')} to {formatValue(greatest, 'number')}
      </span>
    </p>
  );
}

/** Places of a drawing as coordinates of its box. */
export function coordinates(scale: StepScale, step: number, value: number): string {
  const { x, y } = scale.place(step, value);
  return `${(EDGE + x * (WIDTH - 2 * EDGE)).toFixed(1)} ${(HEIGHT - EDGE - y * (HEIGHT - 2 * EDGE)).toFixed(1)}`;
}

/** A line that is broken where a value is no finite number; a point alone is a short line, so that it is seen. */
function pathOf({ steps, values }: NumberSeries, scale: StepScale | undefined): string {
  if (scale === undefined) return '';
  let draws = false;
  return steps
    .map((step, place) => {
      const value = values[place];
      if (typeof value !== 'number') {
        draws = false;
        return '';
      }
      const at = coordinates(scale, step, value);
      const piece = draws ? `L${at}` : `M${at}h0.1`;
      draws = true;
      return piece;
    })
    .join('');
}

/** The newest value, odd ones included: a loss that has become NaN must not hide behind the last that was not. */
function newestOf({ values }: NumberSeries): string {
  return formatValue(values.at(-1), 'number');
}
