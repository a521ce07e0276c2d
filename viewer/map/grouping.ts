/** Markers nearer to each other than this, in pixels, are one group. */
export const GROUP_RADIUS = 30;
/** Markers nearer than this, in pixels, lie on each other. */
const OVERLAP = 17;
/** A group of more than this is a cluster with a number; a smaller one is spread out. */
export const MOST_SPREAD = 7;
/** So many at one and the same place are spread all the same: no zooming would ever part them. */
const MOST_SPREAD_SAME_PLACE = 40;
/** A group smaller than this, in pixels at the closest zoom, is at one place. */
const SAME_PLACE = 1e-3;
/** Pixels between neighbours when spread. */
const SPREAD_STEP = 15;

/** A marker that is drawn. */
export interface PlacedMarker {
  readonly kind: 'marker';
  /** Index into the points. */
  readonly point: number;
  /** In the world at scale 1. */
  readonly x: number;
  readonly y: number;
  /** Pixels that it is moved by, so that it does not lie on others. */
  readonly dx: number;
  readonly dy: number;
}

/** Many markers as one. */
export interface Cluster {
  readonly kind: 'cluster';
  /** Indices into the points, ascending. */
  readonly points: readonly number[];
  readonly x: number;
  readonly y: number;
  /** The box around them; without extent nothing comes of zooming in. */
  readonly box: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
}

/** What is drawn for some points. */
export type Placed = PlacedMarker | Cluster;

/** Scale that groups are made at: the next of those that are a half octave apart, so that they hold while zooming a bit. */
export function groupingScale(scale: number): number {
  return 2 ** (Math.round(Math.log2(scale) * 2) / 2);
}

/**
 * Makes groups of what lies on each other: spread when they are few, clustered when they are many. A grid of cells as wide as
 * a group finds the neighbours; the first point that is in no group yet takes all that are near it.
 *
 * @param points x, y, x, y and so on, in the world at scale 1
 */
export function groupPoints(points: Float64Array, scale: number): Placed[] {
  const radius = GROUP_RADIUS / scale;
  const cells = new Map<number, number[]>();
  const count = points.length / 2;
  for (let point = 0; point < count; point++) {
    const key = cellOf(points[2 * point] ?? 0, points[2 * point + 1] ?? 0, radius);
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [point]);
    else cell.push(point);
  }
  const taken = new Uint8Array(count);
  const placed: Placed[] = [];
  for (let point = 0; point < count; point++) {
    if (taken[point] === 1) continue;
    placed.push(...placeGroup(takeNear(points, point, radius, cells, taken), points, OVERLAP / scale));
  }
  return placed;
}

/** Cells in rows of so many; the world is no wider at any zoom. */
const CELL_ROW = 1 << 20;

/** Number of the cell that a point of the world lies in. */
function cellOf(x: number, y: number, radius: number): number {
  return Math.floor(y / radius) * CELL_ROW + Math.floor(x / radius);
}

/** Takes the points within a radius of one that are in no group yet, itself among them; by index, ascending. */
function takeNear(
  points: Float64Array,
  seed: number,
  radius: number,
  cells: Map<number, number[]>,
  taken: Uint8Array,
): number[] {
  const [x = 0, y = 0] = [points[2 * seed], points[2 * seed + 1]];
  const group: number[] = [];
  const middle = cellOf(x, y, radius);
  for (let row = -1; row <= 1; row++) {
    for (let column = -1; column <= 1; column++) {
      const key = middle + row * CELL_ROW + column;
      const cell = cells.get(key);
      if (cell === undefined) continue;
      const left: number[] = [];
      for (const point of cell) {
        const [dx, dy] = [(points[2 * point] ?? 0) - x, (points[2 * point + 1] ?? 0) - y];
        if (dx * dx + dy * dy > radius * radius) left.push(point);
        else {
          taken[point] = 1;
          group.push(point);
        }
      }
      // Later seeds shall not look at these again: many points in few cells would take square time.
      cells.set(key, left);
    }
  }
  return group.sort((a, b) => a - b);
}

/** What is drawn for a group: its markers as they are, spread around its middle, or one cluster. */
function placeGroup(group: readonly number[], points: Float64Array, overlap: number): Placed[] {
  const xs = group.map((point) => points[2 * point] ?? 0);
  const ys = group.map((point) => points[2 * point + 1] ?? 0);
  const box = { left: least(xs), right: most(xs), top: least(ys), bottom: most(ys) };
  const same = box.right - box.left < SAME_PLACE && box.bottom - box.top < SAME_PLACE;
  const x = xs.reduce((sum, value) => sum + value, 0) / group.length;
  const y = ys.reduce((sum, value) => sum + value, 0) / group.length;
  if (group.length > (same ? MOST_SPREAD_SAME_PLACE : MOST_SPREAD)) {
    return [{ kind: 'cluster', points: group, x, y, box }];
  }
  if (!overlaps(xs, ys, overlap)) {
    return group.map((point, index) => ({ kind: 'marker', point, x: xs[index] ?? x, y: ys[index] ?? y, dx: 0, dy: 0 }));
  }
  return group.map((point, index) => {
    const [dx, dy] = spreadBy(index, group.length);
    // A spread marker is moved from the middle of its group, so that the group stays in order wherever its members are.
    return { kind: 'marker', point, x, y, dx, dy };
  });
}

/** Whether two of a few points are nearer to each other than a distance. */
function overlaps(xs: readonly number[], ys: readonly number[], distance: number): boolean {
  return xs.some((x, index) =>
    xs.slice(0, index).some((other, before) => Math.hypot(x - other, (ys[index] ?? 0) - (ys[before] ?? 0)) < distance),
  );
}

/** A ring of up to seven, then a spiral with even distances (the golden angle). */
function spreadBy(index: number, total: number): [dx: number, dy: number] {
  if (total <= MOST_SPREAD) {
    const radius = Math.max(SPREAD_STEP / 2 + 1, (SPREAD_STEP * total) / (2 * Math.PI));
    const angle = (2 * Math.PI * index) / total - Math.PI / 2;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  }
  const radius = 0.62 * SPREAD_STEP * Math.sqrt(index + 0.6);
  const angle = index * Math.PI * (3 - Math.sqrt(5));
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

/** Least of at least one number, without spreading into arguments: a group may have more than a call may have. */
function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b));
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b));
}
