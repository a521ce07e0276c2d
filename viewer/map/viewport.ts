/**
 * What part of the map is seen. The world at scale 1 is {@link WORLD_WIDTH} wide; a point of it is shown at
 * `world * scale + offset`, in CSS pixels from the upper left corner.
 */
export interface Viewport {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** Size of the map on the page, in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A box in the world's own units. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Size of the world at scale 1. */
export const WORLD_WIDTH = 1000;
export const WORLD_HEIGHT = 487;

/** How far one can go in, from the whole world. */
const MOST_ZOOM = 80;

/** The whole world, in the middle. */
export function wholeWorld(size: Size): Viewport {
  const scale = Math.min(size.width / WORLD_WIDTH, size.height / WORLD_HEIGHT);
  return {
    scale,
    x: (size.width - WORLD_WIDTH * scale) / 2,
    y: (size.height - WORLD_HEIGHT * scale) / 2,
  };
}

/** Moves the map by some pixels. */
export function panBy(view: Viewport, dx: number, dy: number, size: Size): Viewport {
  return held({ ...view, x: view.x + dx, y: view.y + dy }, size);
}

/** Zooms by a factor so that the point under `x`, `y` stays where it is. */
export function zoomAt(view: Viewport, factor: number, x: number, y: number, size: Size): Viewport {
  const least = wholeWorld(size).scale;
  const scale = Math.min(least * MOST_ZOOM, Math.max(least, view.scale * factor));
  const ratio = scale / view.scale;
  return held({ scale, x: x - (x - view.x) * ratio, y: y - (y - view.y) * ratio }, size);
}

/** Shows a box with some room around it, no closer than `closest` times the whole world. */
export function fitBox(box: Box, size: Size, closest = 10, room = 48): Viewport {
  const least = wholeWorld(size).scale;
  const width = Math.max(1e-6, box.right - box.left);
  const height = Math.max(1e-6, box.bottom - box.top);
  const wanted = Math.min((size.width - 2 * room) / width, (size.height - 2 * room) / height);
  const scale = Math.min(least * closest, Math.max(least, wanted));
  const x = size.width / 2 - ((box.left + box.right) / 2) * scale;
  const y = size.height / 2 - ((box.top + box.bottom) / 2) * scale;
  return held({ scale, x, y }, size);
}

/** The smallest box around points given as x, y, x, y and so on; `undefined` around none. */
export function boxAround(points: Float64Array): Box | undefined {
  if (points.length === 0) return undefined;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let index = 0; index + 1 < points.length; index += 2) {
    const [x = 0, y = 0] = [points[index], points[index + 1]];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { left, top, right, bottom };
}

/** The middle of the window never leaves the world: one cannot get lost in the void. */
function held({ scale, x, y }: Viewport, size: Size): Viewport {
  const hold = (offset: number, world: number, window: number) =>
    world <= window ? (window - world) / 2 : Math.min(window / 2, Math.max(window / 2 - world, offset));
  return { scale, x: hold(x, WORLD_WIDTH * scale, size.width), y: hold(y, WORLD_HEIGHT * scale, size.height) };
}
