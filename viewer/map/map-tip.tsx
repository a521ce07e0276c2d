import '../parts/tip.css';
import type { SceneCluster, SceneMarker } from './scene.js';
import { clusterLines, markerLines, type TipContext } from './tip-words.js';
import type { Size } from './viewport.js';

/** Widest that a tip is, CSS pixels; the style sheet breaks longer lines. */
const WIDTH = 220;

/** What is under the pointer, in words. The list beside the map says the same to who cannot see it. */
export function MapTip({ item, x, y, size, tip }: MapTipProps) {
  // Beside the pointer, but never beyond the map’s edge, where it would make the page scroll.
  const left = Math.max(0, Math.min(x + 14, size.width - WIDTH));
  // In the lower half it stands above the pointer: how high it will be depends on its lines.
  const below = y < size.height / 2;
  const lines = item.kind === 'marker' ? markerLines(item.marker, tip) : clusterLines(item, tip);
  const edge = below ? { top: `${y + 14}px` } : { bottom: `${size.height - y + 10}px` };
  return (
    <div class="tip" aria-hidden="true" style={{ left: `${left}px`, maxWidth: `${WIDTH}px`, ...edge }}>
      <strong>{item.kind === 'marker' ? item.marker.label : `${item.points.length} clients`}</strong>
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  );
}

/** What is under the pointer, where that is on the map (CSS pixels), and how large the map is. */
interface MapTipProps {
  readonly item: SceneMarker | SceneCluster;
  readonly x: number;
  readonly y: number;
  readonly size: Size;
  readonly tip: TipContext;
}
