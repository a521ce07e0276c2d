import type { ColorOf } from '../theme/use-colors.js';
import { colourAt, type Domain, isLight, placeIn } from './colour-scale.js';
import { clusterRadius, type SceneCluster } from './scene.js';

/** Room around the disc, in CSS pixels. */
const ROOM = 2;

/** Width and height of a cluster's picture, in CSS pixels. */
export function clusterSize(cluster: SceneCluster): number {
  return 2 * Math.ceil(clusterRadius(cluster) + ROOM);
}

/** A disc with the number of its members, and around it how many are in which state. @param ratio pixels of a CSS pixel */
export function drawCluster(
  cluster: SceneCluster,
  ratio: number,
  colors: ColorOf,
  domain: Domain | undefined,
): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  const size = clusterSize(cluster);
  canvas.width = Math.ceil(size * ratio);
  canvas.height = canvas.width;
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  context.setTransform(ratio, 0, 0, ratio, (size / 2) * ratio, (size / 2) * ratio);
  const radius = clusterRadius(cluster);
  // The mean of its members decides the colour; who wants to know more looks closer.
  const part = cluster.value === undefined || domain === undefined ? undefined : placeIn(domain, cluster.value);
  disc(context, radius, colors('sheet'));
  // From the top on, clockwise, as clocks and pie charts go.
  let angle = -Math.PI / 2;
  context.lineWidth = 3.5;
  for (const { state, count } of cluster.states) {
    const next = angle + (2 * Math.PI * count) / cluster.points.length;
    context.beginPath();
    context.arc(0, 0, radius - 1, angle, next);
    // The theme has colours for outcomes; who has no part, or is idle, is as quiet as who is waited for.
    context.strokeStyle = colors(state === 'none' || state === 'idle' ? 'pending' : state);
    context.stroke();
    angle = next;
  }
  disc(context, radius - 4, part === undefined ? colors('tint') : colourAt(part));
  context.fillStyle = part === undefined ? colors('ink') : isLight(part) ? '#000' : '#fff';
  context.font = `600 11px ${colors('sans')}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(shortCount(cluster.points.length), 0, 0.5);
  return canvas;
}

/** A filled circle around the middle. */
function disc(context: CanvasRenderingContext2D, radius: number, color: string): void {
  context.beginPath();
  context.arc(0, 0, radius, 0, 2 * Math.PI);
  context.fillStyle = color;
  context.fill();
}

/** A count that fits into a disc: `950`, `1.2k`, `12k`. */
function shortCount(count: number): string {
  if (count < 1000) return String(count);
  return count < 10_000 ? `${(count / 1000).toFixed(1)}k` : `${Math.round(count / 1000)}k`;
}
