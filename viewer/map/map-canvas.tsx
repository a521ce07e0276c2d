import { useEffect, useRef, useState } from 'preact/hooks';
import { isForBrowser } from '../parts/row-keys.js';
import { useSize } from '../parts/use-size.js';
import { followGestures } from './gestures.js';
import { type MapContent, MapPainter } from './map-painter.js';
import { MapTip } from './map-tip.js';
import type { SceneCluster, SceneMarker } from './scene.js';
import type { TipContext } from './tip-words.js';

/** Pixels that an arrow key moves the map by. */
const KEY_PAN = 60;
/** Factor of a press of plus or minus, or of the buttons. */
const KEY_ZOOM = 1.5;

/** The map itself, with its buttons. */
export function MapCanvas({ content, tip, onHover, onChoose }: MapCanvasProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<MapPainter | undefined>(undefined);
  const size = useSize(frame);
  const [under, setUnder] = useState<Under | undefined>(undefined);
  // Gestures are followed from the first rendering on; what they call is that of the last one.
  const calls = useRef({ onHover, onChoose });
  calls.current = { onHover, onChoose };

  useEffect(() => {
    const [target, box] = [canvas.current, frame.current];
    if (target === null || box === null) return;
    const map = new MapPainter(target);
    painter.current = map;
    const stop = followGestures(target, {
      pan: (dx, dy) => map.pan(dx, dy),
      zoom: (factor, x, y) => map.zoom(factor, x, y),
      point(at) {
        const item = at === undefined ? undefined : map.at(at.x, at.y);
        // Only markers are pointed at for the rest of the page: a cluster is many clients.
        setUnder(at === undefined || item === undefined ? undefined : { item, ...at });
        calls.current.onHover(item?.kind === 'marker' ? item.marker.client : undefined);
      },
      press(x, y) {
        const item = map.at(x, y);
        if (item?.kind === 'marker') calls.current.onChoose(item.marker.client);
        // A cluster is opened by a press; one that nothing can part says in words whom it holds.
        if (item?.kind === 'cluster' && !map.open(item)) setUnder({ item, x, y });
      },
    });
    return () => {
      stop();
      map.stop();
    };
  }, []);

  useEffect(() => painter.current?.resize(size), [size]);
  useEffect(() => painter.current?.show(content), [content]);
  useEffect(() => {
    // Whoever is chosen elsewhere on the page is brought into sight, and only then: who moves the map is left alone.
    if (content.selected !== undefined) painter.current?.reveal(content.selected);
  }, [content.selected]);

  const press = (event: KeyboardEvent) => {
    const map = painter.current;
    const action = map === undefined || isForBrowser(event) ? undefined : keyAction(map, event.key);
    if (action === undefined) return;
    action();
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="map-frame" ref={frame}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keys move the map; the list beside it is for who cannot see it */}
      <div class="map-surface" role="application" tabIndex={0} aria-label={LABEL} onKeyDown={press}>
        <canvas ref={canvas} />
      </div>
      <fieldset class="map-buttons" aria-label="Zoom">
        <button type="button" aria-label="Closer" title="Closer (+)" onClick={() => painter.current?.zoom(KEY_ZOOM)}>
          +
        </button>
        <button
          type="button"
          aria-label="Farther"
          title="Farther (−)"
          onClick={() => painter.current?.zoom(1 / KEY_ZOOM)}
        >
          −
        </button>
        <button type="button" title="Show all clients (0)" onClick={() => painter.current?.fit()}>
          All
        </button>
        <button type="button" title="Show the whole world" onClick={() => painter.current?.showWorld()}>
          World
        </button>
      </fieldset>
      {under === undefined ? null : <MapTip item={under.item} x={under.x} y={under.y} size={size} tip={tip} />}
    </div>
  );
}

/** What is under the pointer, and where that is, in CSS pixels of the map. */
interface Under {
  readonly item: SceneMarker | SceneCluster;
  readonly x: number;
  readonly y: number;
}

/** What the map shows, and what is done with it. */
interface MapCanvasProps {
  readonly content: MapContent;
  readonly tip: TipContext;
  /** The pointer is at a client's marker, or at none. */
  onHover(client: number | undefined): void;
  /** A client's marker was pressed. */
  onChoose(client: number): void;
}

/** Said by a screen reader when the map has the focus: what the keys do, and where the same is in words. */
const LABEL =
  'Map of the clients. Arrow keys move it, plus and minus zoom, 0 shows all. The same clients are in the list.';

/** What a key does to the map, `undefined` for keys that mean nothing to it. */
function keyAction(map: MapPainter, key: string): (() => void) | undefined {
  switch (key) {
    case 'ArrowLeft':
      return () => map.pan(KEY_PAN, 0);
    case 'ArrowRight':
      return () => map.pan(-KEY_PAN, 0);
    case 'ArrowUp':
      return () => map.pan(0, KEY_PAN);
    case 'ArrowDown':
      return () => map.pan(0, -KEY_PAN);
    case '+':
    case '=':
      return () => map.zoom(KEY_ZOOM);
    case '-':
      return () => map.zoom(1 / KEY_ZOOM);
    case '0':
      return () => map.fit();
    default:
      return undefined;
  }
}
