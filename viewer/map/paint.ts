import type { ColorOf } from '../theme/use-colors.js';
import { type Arc, curveBetween } from './arcs.js';
import { clusterSize } from './cluster-sprite.js';
import { type Domain, stepOf } from './colour-scale.js';
import { clusterRadius, type Scene, type SceneCluster, type SceneMarker } from './scene.js';
import { SPRITE_SIZE, type Sprites } from './sprites.js';
import type { Size, Viewport } from './viewport.js';

/** What is drawn above the world. */
export interface Painting {
  /** What is where, in the world at scale 1. */
  readonly scene: Scene;
  readonly view: Viewport;
  readonly size: Size;
  readonly domain: Domain | undefined;
  readonly colors: ColorOf;
  readonly sprites: Sprites;
  /** Whether transfers are drawn. */
  readonly showArcs: boolean;
  /** Arcs are dashed; plain ones are much cheaper while the map moves. */
  readonly dashed: boolean;
  /** Pixels that the arcs' dashes have moved. */
  readonly motion: number;
  /** Clients that are marked by a ring. */
  readonly hovered: number | undefined;
  readonly selected: number | undefined;
}

/** Pixels beyond the window at which something may still be seen in it. */
const EDGE = 30;

/** Draws arcs, markers, clusters and the server. */
export function paintScene(context: CanvasRenderingContext2D, painting: Painting): void {
  const { scene, view, size } = painting;
  if (painting.showArcs) for (const arc of scene.arcs) paintArc(context, arc, painting);
  const inSight = (x: number, y: number) => x > -EDGE && y > -EDGE && x < size.width + EDGE && y < size.height + EDGE;
  // Rings last, so that who is chosen is not hidden by a neighbour.
  const ringed: SceneMarker[] = [];
  for (const marker of scene.markers) {
    const [x, y] = [marker.x * view.scale + view.x + marker.dx, marker.y * view.scale + view.y + marker.dy];
    if (!inSight(x, y)) continue;
    paintMarker(context, marker, x, y, painting);
    const { client } = marker.marker;
    if (client === painting.hovered || client === painting.selected) ringed.push(marker);
  }
  for (const cluster of scene.clusters) {
    const [x, y] = [cluster.x * view.scale + view.x, cluster.y * view.scale + view.y];
    if (inSight(x, y)) paintCluster(context, cluster, x, y, painting);
  }
  paintServer(context, painting);
  for (const { x, y, dx, dy, marker } of ringed) {
    const strong = marker.client === painting.selected;
    ring(context, x * view.scale + view.x + dx, y * view.scale + view.y + dy, 11, strong, painting.colors);
  }
}

/** One client: its picture, and a line to where it is if it was moved aside for others. */
function paintMarker(
  context: CanvasRenderingContext2D,
  { x: groupX, y: groupY, dx, dy, marker }: SceneMarker,
  x: number,
  y: number,
  { view, domain, sprites, colors }: Painting,
): void {
  if (dx !== 0 || dy !== 0) {
    context.strokeStyle = colors('edge');
    context.lineWidth = 0.75;
    context.beginPath();
    context.moveTo(groupX * view.scale + view.x, groupY * view.scale + view.y);
    context.lineTo(x, y);
    context.stroke();
  }
  const { state, value, byCountry } = marker;
  const step = value === undefined || domain === undefined ? undefined : stepOf(domain, value);
  const picture = sprites.marker({ state, step, byCountry });
  context.drawImage(picture, x - SPRITE_SIZE / 2, y - SPRITE_SIZE / 2, SPRITE_SIZE, SPRITE_SIZE);
}

/** Many clients as a disc, with a ring if who is chosen or pointed at is among them. */
function paintCluster(
  context: CanvasRenderingContext2D,
  cluster: SceneCluster,
  x: number,
  y: number,
  { sprites, colors, hovered, selected }: Painting,
): void {
  const size = clusterSize(cluster);
  context.drawImage(sprites.cluster(cluster), x - size / 2, y - size / 2, size, size);
  const holds = (client: number | undefined) =>
    client !== undefined && cluster.markers.some((marker) => marker.client === client);
  if (holds(selected)) ring(context, x, y, clusterRadius(cluster) + 3, true, colors);
  else if (holds(hovered)) ring(context, x, y, clusterRadius(cluster) + 3, false, colors);
}

/** A ring in the accent's colour on a wider one in that of the paper: it is seen on any ground. */
function ring(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  strong: boolean,
  colors: ColorOf,
): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.strokeStyle = colors('sheet');
  context.lineWidth = strong ? 5 : 4;
  context.stroke();
  context.strokeStyle = colors('accent');
  context.lineWidth = strong ? 3 : 1.5;
  context.stroke();
}

/** The server: a square within a square, which no client's shape is like. */
function paintServer(context: CanvasRenderingContext2D, { scene, view, colors }: Painting): void {
  if (scene.server === undefined) return;
  const [x, y] = [scene.server[0] * view.scale + view.x, scene.server[1] * view.scale + view.y];
  for (const [half, color] of [
    [9, 'sheet'],
    [7.5, 'ink'],
    [5, 'sheet'],
    [3, 'ink'],
  ] as const) {
    context.fillStyle = colors(color);
    context.fillRect(x - half, y - half, 2 * half, 2 * half);
  }
}

/** A transfer as a curve between server and client; colour, dashes and side say its direction. */
function paintArc(
  context: CanvasRenderingContext2D,
  arc: Arc,
  { scene, view, colors, dashed, motion }: Painting,
): void {
  if (scene.server === undefined) return;
  const server = [scene.server[0] * view.scale + view.x, scene.server[1] * view.scale + view.y] as const;
  const client = [arc.x * view.scale + view.x, arc.y * view.scale + view.y] as const;
  const [from, to] = arc.direction === 'up' ? [client, server] : [server, client];
  const curve = curveBetween(from[0], from[1], to[0], to[1]);
  context.beginPath();
  context.moveTo(curve.fromX, curve.fromY);
  context.quadraticCurveTo(curve.bendX, curve.bendY, curve.toX, curve.toY);
  context.strokeStyle = colors(arc.direction === 'up' ? 's3' : 's2');
  context.lineWidth = arc.width;
  context.globalAlpha = 0.6;
  // The dashes move the way that the bytes went.
  if (dashed) context.setLineDash(arc.direction === 'up' ? [8, 4] : [3, 4]);
  context.lineDashOffset = -motion;
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}
