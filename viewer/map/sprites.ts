import { glyphPath } from '../parts/glyph.js';
import type { ColorOf } from '../theme/use-colors.js';
import { drawCluster } from './cluster-sprite.js';
import { colourOf, type Domain } from './colour-scale.js';
import type { MarkerState } from './markers.js';
import type { SceneCluster } from './scene.js';

/** Size of a marker's picture, in CSS pixels. */
export const SPRITE_SIZE = 24;
/** Size of the shape in it. */
const SHAPE_SIZE = 15;

/** How a marker looks. */
export interface Look {
  readonly state: MarkerState;
  /** Step of the colour scale; `undefined`: there is no value. */
  readonly step: number | undefined;
  /** A dashed ring: it is in the middle of its country, not where it says. */
  readonly byCountry: boolean;
}

/** Pictures of markers and clusters, each drawn once: copying one is much cheaper than drawing paths and letters. */
export interface Sprites {
  /** A marker; there are as many pictures as looks, some hundreds at most. */
  marker(look: Look): HTMLCanvasElement;
  /** A cluster; its picture is kept for as long as the scene that has it. */
  cluster(cluster: SceneCluster): HTMLCanvasElement;
}

/** Creates the pictures. @param ratio device pixels of a CSS pixel */
export function createSprites(ratio: number, colors: ColorOf, domain: Domain | undefined): Sprites {
  const known = new Map<string, HTMLCanvasElement>();
  const clusters = new WeakMap<SceneCluster, HTMLCanvasElement>();
  return {
    cluster(cluster) {
      let picture = clusters.get(cluster);
      if (picture === undefined) {
        picture = drawCluster(cluster, ratio, colors, domain);
        clusters.set(cluster, picture);
      }
      return picture;
    },
    marker(look) {
      const key = `${look.state} ${look.step} ${look.byCountry}`;
      let picture = known.get(key);
      if (picture === undefined) {
        picture = drawSprite(look, ratio, colors);
        known.set(key, picture);
      }
      return picture;
    },
  };
}

/** Outlines in a box of 12 by 12, those that lists and tables have. */
const SHAPES: Readonly<Record<MarkerState, Path2D>> = {
  completed: new Path2D(glyphPath('completed').path),
  straggler: new Path2D(glyphPath('straggler').path),
  dropped: new Path2D(glyphPath('dropped').path),
  failed: new Path2D(glyphPath('failed').path),
  pending: new Path2D(glyphPath('pending').path),
  idle: new Path2D('M2 2H10V10H2z'),
  none: new Path2D('M6 3.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z'),
};

/** Shapes that are lines: a ground in the colour of the ink makes them as clear as the full ones. */
const LINES: ReadonlySet<MarkerState> = new Set(['failed', 'pending']);

/** Draws a look once, in the middle of a canvas with room for the ring around it. */
function drawSprite({ state, step, byCountry }: Look, ratio: number, colors: ColorOf): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(SPRITE_SIZE * ratio);
  canvas.height = canvas.width;
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  const scale = (SHAPE_SIZE / 12) * ratio;
  context.setTransform(scale, 0, 0, scale, canvas.width / 2 - 6 * scale, canvas.width / 2 - 6 * scale);
  // Without a value the paper’s colour: no colour of the scale, and not nothing.
  const fill = step === undefined ? colors('sheet') : colourOf(step);
  const shape = SHAPES[state];
  if (byCountry) {
    context.strokeStyle = colors('ink');
    context.lineWidth = 1;
    context.setLineDash([2, 2]);
    context.beginPath();
    context.arc(6, 6, 8.2, 0, 2 * Math.PI);
    context.stroke();
    context.setLineDash([]);
  }
  context.lineJoin = 'round';
  context.lineCap = 'round';
  if (LINES.has(state)) {
    context.strokeStyle = colors('ink');
    context.lineWidth = 5;
    context.stroke(shape);
    context.strokeStyle = fill;
    context.lineWidth = 2.6;
    context.stroke(shape);
  } else {
    context.globalAlpha = state === 'none' ? 0.75 : 1;
    context.fillStyle = state === 'none' ? colors('pending') : fill;
    context.strokeStyle = state === 'none' ? colors('sheet') : colors('ink');
    context.lineWidth = 1.1;
    context.fill(shape);
    context.stroke(shape);
  }
  return canvas;
}
