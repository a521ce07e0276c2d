import '../parts/tip.css';
import type { SceneCluster, SceneMarker } from './scene.js';
import { clusterLines, markerLines, type TipContext } from './tip-words.js';
import type { Size } from './viewport.js';

const WIDTH = 220;

/** What is under the pointer, in words. The list beside the map says the same to who cannot see it. */
export function MapTip({ item, x, y, size, tip }: MapTipProps) {
  const left = Math.max(0, Math.min(x + 14, size.width - WIDTH));
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

interface MapTipProps {
  readonly item: SceneMarker | SceneCluster;
  readonly x: number;
  readonly y: number;
  readonly size: Size;
  readonly tip: TipContext;
}
