import { type Arc, arcsOf } from './arcs.js';
import { type Cluster, groupingScale, groupPoints, type PlacedMarker } from './grouping.js';
import type { Marker, MarkerState } from './markers.js';
import { type Box, boxAround, type Viewport } from './viewport.js';

/** A group of markers as the map shows it. */
export interface SceneCluster extends Cluster {
  /** Its members. */
  readonly markers: readonly Marker[];
  /** Mean of the members' values. */
  readonly value: number | undefined;
  /** How many members are in which state, the most frequent first. */
  readonly states: readonly { readonly state: MarkerState; readonly count: number }[];
}

/** A single marker as the map shows it. */
export interface SceneMarker extends PlacedMarker {
  readonly marker: Marker;
}

/** All that is drawn at one scale, whatever part of it is seen. */
export interface Scene {
  readonly markers: readonly SceneMarker[];
  readonly clusters: readonly SceneCluster[];
  readonly arcs: readonly Arc[];
  readonly server: Marker['place'];
  /** Around all that has a place. */
  readonly box: Box | undefined;
}

/** Arranges markers for one scale. @param server place of the server, which the arcs lead to */
export function sceneOf(markers: readonly Marker[], server: Marker['place'], scale: number): Scene {
  const placed = markers.filter(({ place }) => place !== undefined);
  const points = new Float64Array(placed.flatMap(({ place }) => place ?? []));
  const singles: SceneMarker[] = [];
  const clusters: SceneCluster[] = [];
  for (const item of groupPoints(points, groupingScale(scale))) {
    if (item.kind === 'cluster') clusters.push(clusterOf(item, placed));
    else {
      const marker = placed[item.point];
      if (marker !== undefined) singles.push({ ...item, marker });
    }
  }
  // Large ones last, and so above: they stand for more.
  clusters.sort((a, b) => a.points.length - b.points.length);
  // Who has no part in the round lies below who has.
  singles.sort((a, b) => Number(b.marker.state === 'none') - Number(a.marker.state === 'none'));
  // An arc begins where its client really is, not where its marker was moved to.
  const ends = [...singles.map(({ x, y, marker }) => ({ x, y, markers: [marker] })), ...clusters];
  const all = server === undefined ? points : new Float64Array([...points, ...server]);
  return {
    markers: singles,
    clusters,
    arcs: server === undefined ? [] : arcsOf(ends),
    server,
    box: boxAround(all),
  };
}

/** A group with what is said of it as a whole. */
function clusterOf(cluster: Cluster, placed: readonly Marker[]): SceneCluster {
  const members = cluster.points.flatMap((point) => placed[point] ?? []);
  const values = members.flatMap(({ value }) => value ?? []);
  const counts = new Map<MarkerState, number>();
  for (const { state } of members) counts.set(state, (counts.get(state) ?? 0) + 1);
  return {
    ...cluster,
    markers: members,
    value: values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length,
    states: [...counts].map(([state, count]) => ({ state, count })).sort((a, b) => b.count - a.count),
  };
}

/** Radius of a cluster's disc, in pixels. */
export function clusterRadius({ points }: Cluster): number {
  return Math.min(24, 9 + 1.9 * Math.log2(points.length));
}

/** Pixels around a marker's middle that are its own. */
const MARKER_REACH = 10;

/** What is under a point of the window, the uppermost first. */
export function hitTest(scene: Scene, view: Viewport, x: number, y: number): SceneMarker | SceneCluster | undefined {
  for (let index = scene.clusters.length - 1; index >= 0; index--) {
    const cluster = scene.clusters[index];
    if (cluster === undefined) continue;
    const [dx, dy] = [cluster.x * view.scale + view.x - x, cluster.y * view.scale + view.y - y];
    if (dx * dx + dy * dy <= clusterRadius(cluster) ** 2) return cluster;
  }
  let best: SceneMarker | undefined;
  let nearest = MARKER_REACH * MARKER_REACH;
  for (const marker of scene.markers) {
    const [dx, dy] = [marker.x * view.scale + view.x + marker.dx - x, marker.y * view.scale + view.y + marker.dy - y];
    const distance = dx * dx + dy * dy;
    // Of equally near ones the last, which is drawn above the others.
    if (distance <= nearest) {
      nearest = distance;
      best = marker;
    }
  }
  return best;
}
