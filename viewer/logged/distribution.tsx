import type { HistogramSeries } from '../../exporters/page/types.js';
import { formatCount, formatValue } from '../format/units.js';
import { coordinates, StepAxis } from './step-curves.js';
import { type StepScale, stepScale } from './step-scale.js';

/** A histogram over steps: from least to greatest, the middle eight tenths, the median; beside it the newest in bins. */
export function Distribution({ series, label }: { series: HistogramSeries; label: string }) {
  const { steps, min, p10, median, p90, max, edges, counts } = series;
  // From the least to the greatest of all steps, so that the width of the distribution can be followed.
  const scale = stepScale([
    { steps, values: min },
    { steps, values: max },
  ]);
  // There along the upper edge and back along the lower one.
  const area = (upper: readonly number[], lower: readonly number[]) => {
    if (scale === undefined) return '';
    const there = steps.map((step, place) => coordinates(scale, step, upper[place] ?? 0));
    const back = steps.map((step, place) => coordinates(scale, step, lower[place] ?? 0)).reverse();
    return `M${[...there, ...back].join('L')}Z`;
  };
  const line = scale && `M${steps.map((step, place) => coordinates(scale, step, median[place] ?? 0)).join('L')}h0.1`;
  const write = (value: number | undefined) => formatValue(value, 'number');
  // The drawing in words: the newest is what is asked for first.
  const words = `${write(min.at(-1))} to ${write(max.at(-1))}, median ${write(median.at(-1))}, middle 80 % from ${write(p10.at(-1))} to ${write(p90.at(-1))}`;
  return (
    <div class="step-plot">
      <p class="soft who">{label}</p>
      <div class="distribution">
        <svg viewBox="0 0 320 96" preserveAspectRatio="none" role="img" aria-label={`Over steps, newest ${words}`}>
          <path class="range" d={area(max, min)} />
          <path class="middle" d={area(p90, p10)} />
          <path class="median" d={line} />
        </svg>
        {counts.length === 0 ? null : <Bins edges={edges} counts={counts} scale={scale} />}
      </div>
      <StepAxis scale={scale} />
      <p class="step-newest">
        Step {formatCount(steps.at(-1) ?? 0)}: {words}.
      </p>
    </div>
  );
}

/** The newest histogram, bars from the side, so that its values stand at the heights of the drawing beside it. */
function Bins({ edges, counts, scale }: Pick<HistogramSeries, 'edges' | 'counts'> & { scale: StepScale | undefined }) {
  // Few enough to be spread: a document has 32 bins at most, whatever was logged.
  const most = Math.max(...counts, 1);
  // In the box of the drawing beside it, 96 high with 4 free at each end.
  const y = (value: number) => (92 - 88 * (scale?.place(0, value).y ?? 0.5)).toFixed(1);
  return (
    <svg
      class="bins"
      viewBox="0 0 60 96"
      preserveAspectRatio="none"
      role="img"
      aria-label={`Newest, ${counts.length} bins`}
    >
      {counts.map((count, bin) => {
        const [from, to] = [edges[bin] ?? 0, edges[bin + 1] ?? 0];
        // A gap between bars where there is room for one; a thin bar is still seen.
        const height = Math.max(0.5, Number(y(from)) - Number(y(to)) - 0.4);
        return <rect key={from} x="0" y={y(to)} width={(58 * count) / most} height={height} />;
      })}
    </svg>
  );
}
