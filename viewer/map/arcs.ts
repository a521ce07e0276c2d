import type { Marker } from './markers.js';

/** Bytes that went between a place and the server in a round. */
export interface Arc {
  /** The client's end, in the world at scale 1. */
  readonly x: number;
  readonly y: number;
  /** `up`: from the client to the server. */
  readonly direction: 'up' | 'down';
  readonly bytes: number;
  /** In pixels. */
  readonly width: number;
}

/** Thinnest and thickest arc, in pixels. */
export const ARC_WIDTHS = { least: 1, most: 4.5 } as const;
/** More arcs than this hide the map: the largest are drawn. */
export const MOST_ARCS = 160;
/** Dashes of more arcs than this cost too much to be moved. */
export const MOST_MOVING_ARCS = 60;

/** Anything on the map with the markers that it stands for. */
export interface ArcEnd {
  readonly x: number;
  readonly y: number;
  /** One marker, or the members of a cluster. */
  readonly markers: readonly Marker[];
}

/** The arcs of some ends, the widest last. Widths go by the square root of bytes: areas are what the eye compares. */
export function arcsOf(ends: readonly ArcEnd[]): Arc[] {
  const all = ends.flatMap(({ x, y, markers }) =>
    (['down', 'up'] as const).flatMap((direction) => {
      const bytes = markers.reduce((sum, marker) => sum + (marker[direction] ?? 0), 0);
      return bytes > 0 ? [{ x, y, direction, bytes }] : [];
    }),
  );
  all.sort((a, b) => a.bytes - b.bytes);
  const shown = all.slice(-MOST_ARCS);
  const largest = shown.at(-1)?.bytes ?? 1;
  const { least, most } = ARC_WIDTHS;
  return shown.map((arc) => ({ ...arc, width: least + (most - least) * Math.sqrt(arc.bytes / largest) }));
}

/** A curve between two points, bent to its right as it goes: the way up and the way down do not lie on each other. */
export interface Curve {
  readonly fromX: number;
  readonly fromY: number;
  readonly bendX: number;
  readonly bendY: number;
  readonly toX: number;
  readonly toY: number;
}

/** How far a curve bends, in parts of its length. */
const BEND = 0.18;

/** The curve from one point to another, in any unit. */
export function curveBetween(fromX: number, fromY: number, toX: number, toY: number): Curve {
  const [dx, dy] = [toX - fromX, toY - fromY];
  return {
    fromX,
    fromY,
    bendX: (fromX + toX) / 2 - BEND * dy,
    bendY: (fromY + toY) / 2 + BEND * dx,
    toX,
    toY,
  };
}
