import type uPlot from 'uplot';
import type { ColorOf } from '../theme/use-colors.js';
import type { Curve } from './curves.js';

/**
 * Draws on a finished plot what is no point of a curve: a line at the selected round, a cross at the lower edge for each
 * NaN, a triangle at the upper or lower edge for each infinity.
 */
export function drawMarks(plot: uPlot, curves: readonly Curve[], selected: number | undefined, colors: ColorOf): void {
  const { ctx, bbox } = plot;
  // uPlot’s canvas is in device pixels, and so is all that is drawn on it here.
  const ratio = devicePixelRatio || 1;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  // A chosen round outside of the range that is shown must not be drawn over the labels.
  ctx.clip();
  if (selected !== undefined) {
    const x = plot.valToPos(selected, 'x', true);
    ctx.strokeStyle = colors('ink');
    ctx.lineWidth = ratio;
    ctx.setLineDash([2 * ratio, 2 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.setLineDash([]);
  }
  // The last curve may have left its dashes.
  ctx.setLineDash([]);
  const size = 4 * ratio;
  for (const { odd } of curves) {
    for (const { index, kind } of odd) {
      const round = plot.data[0][index];
      if (round === undefined) continue;
      const x = plot.valToPos(round, 'x', true);
      const y = kind === 'Infinity' ? bbox.top + size * 1.6 : bbox.top + bbox.height - size * 1.6;
      ctx.strokeStyle = colors('failed');
      ctx.fillStyle = colors('failed');
      ctx.lineWidth = 2 * ratio;
      ctx.beginPath();
      if (kind === 'NaN') {
        ctx.moveTo(x - size, y - size);
        ctx.lineTo(x + size, y + size);
        ctx.moveTo(x + size, y - size);
        ctx.lineTo(x - size, y + size);
        ctx.stroke();
      } else {
        const up = kind === 'Infinity' ? 1 : -1;
        ctx.moveTo(x, y - size * up);
        ctx.lineTo(x + size, y + size * up);
        ctx.lineTo(x - size, y + size * up);
        ctx.fill();
      }
    }
  }
  ctx.restore();
}
