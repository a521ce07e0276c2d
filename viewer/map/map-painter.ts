import type { ColorOf } from '../theme/use-colors.js';
import { MOST_MOVING_ARCS } from './arcs.js';
import { type BaseLayer, createBaseLayer } from './base-layer.js';
import type { Domain } from './colour-scale.js';
import { groupingScale } from './grouping.js';
import type { Marker } from './markers.js';
import { paintScene } from './paint.js';
import { hitTest, type Scene, type SceneCluster, type SceneMarker, sceneOf } from './scene.js';
import { createSprites, type Sprites } from './sprites.js';
import { type Box, fitBox, panBy, type Size, type Viewport, wholeWorld, zoomAt } from './viewport.js';
import type { WorldPaths } from './world.js';

/** What the map shows. */
export interface MapContent {
  /** All clients; those without a place are not drawn. */
  readonly markers: readonly Marker[];
  /** In the world at scale 1; without it there are no arcs. */
  readonly server: Marker['place'];
  readonly domain: Domain | undefined;
  readonly colors: ColorOf;
  /** Coastlines and borders, coarse or fine. */
  readonly world: WorldPaths;
  /** Finer coastlines are asked for, and not there yet. */
  readonly finerComes: boolean;
  /** Whether transfers are drawn. */
  readonly showArcs: boolean;
  /** Arcs move; not for readers who want less motion. */
  readonly moving: boolean;
  /** Index of the client that the pointer is at, here or elsewhere on the page. */
  readonly hovered: number | undefined;
  /** Index of the chosen client. */
  readonly selected: number | undefined;
}

/** Pictures, and what they were drawn for. */
interface SpriteStock {
  readonly colors: ColorOf;
  readonly ratio: number;
  readonly domain: Domain | undefined;
  readonly sprites: Sprites;
}

/** Milliseconds without a movement after which the world is drawn sharply. */
const REST_MILLIS = 140;
/** Milliseconds between two pictures of moving arcs. */
const MOTION_MILLIS = 66;
/** How far the dashes go in a second, pixels. */
const MOTION_SPEED = 14;

/** Draws the map onto a canvas, whenever something changed and no more often than the screen shows it. */
export class MapPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #base: BaseLayer = createBaseLayer();
  #content: MapContent | undefined;
  #size: Size = { width: 0, height: 0 };
  #view: Viewport | undefined;
  /** The reader has moved the map: it stays where it is, whatever comes. */
  #moved = false;
  /** What was fitted last: as long as it is the same, the map stays still though rounds go by. */
  #fitted: Box | undefined;
  #sprites: SpriteStock | undefined;
  #scene: { readonly content: MapContent; readonly scale: number; readonly scene: Scene } | undefined;
  /** Request for the next frame, 0 for none: however much changes, the map is drawn once for each. */
  #frame = 0;
  /** When the map was last moved, in the time of `performance.now()`. */
  #movedAt = 0;
  /** Draws again after a while, for what moves or is not sharp yet. */
  #motionTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  /** What part of the world is seen. */
  get view(): Viewport {
    return this.#view ?? wholeWorld(this.#size);
  }

  /** Shows this from the next frame on. */
  show(content: MapContent): void {
    this.#content = content;
    this.#fitUnlessMoved();
    this.#request();
  }

  /** The window has this size, in CSS pixels. */
  resize(size: Size): void {
    if (size.width === this.#size.width && size.height === this.#size.height) return;
    const before = this.#size;
    this.#size = size;
    if (this.#view !== undefined && before.width > 0) {
      this.#view = panBy(this.#view, (size.width - before.width) / 2, (size.height - before.height) / 2, size);
    }
    this.#fitted = undefined;
    this.#fitUnlessMoved();
    this.#request();
  }

  /** Shows all clients, or the whole world when nobody says where they are; and goes on to do so as more come. */
  fit(): void {
    this.#moved = false;
    this.#fitted = undefined;
    this.#fitUnlessMoved();
  }

  /** Shows all of the Earth, and stays there. */
  showWorld(): void {
    this.#moved = true;
    this.#go(wholeWorld(this.#size));
  }

  /** Moves the map by CSS pixels; the world never leaves the window. */
  pan(dx: number, dy: number): void {
    this.#moved = true;
    this.#go(panBy(this.view, dx, dy, this.#size));
  }

  /** Zooms around a point; without one, around the middle. */
  zoom(factor: number, x: number = this.#size.width / 2, y: number = this.#size.height / 2): void {
    this.#moved = true;
    this.#go(zoomAt(this.view, factor, x, y, this.#size));
  }

  /** Goes to where a cluster falls apart. @returns whether it ever does */
  open({ box }: SceneCluster): boolean {
    // In units of the world at scale 1: as near to each other as one house is to the next.
    if (box.right - box.left < 1e-3 && box.bottom - box.top < 1e-3) return false;
    this.#moved = true;
    this.#go(fitBox(box, this.#size, 80));
    return true;
  }

  /** Brings a client into the window if it is outside. */
  reveal(client: number): void {
    const place = this.#content?.markers[client]?.place;
    if (place === undefined) return;
    const { scale, x, y } = this.view;
    const [left, top] = [place[0] * scale + x, place[1] * scale + y];
    if (left >= 0 && top >= 0 && left <= this.#size.width && top <= this.#size.height) return;
    this.pan(this.#size.width / 2 - left, this.#size.height / 2 - top);
  }

  /** What is at a point of the window. */
  at(x: number, y: number): SceneMarker | SceneCluster | undefined {
    return this.#content === undefined ? undefined : hitTest(this.#sceneAt(this.view.scale), this.view, x, y);
  }

  /** Draws no more. The canvas is the caller's. */
  stop(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#motionTimer);
    this.#content = undefined;
  }

  #fitUnlessMoved(): void {
    if (this.#moved || this.#size.width === 0 || this.#content === undefined) return;
    const { box } = this.#sceneAt(this.view.scale);
    if (this.#view !== undefined && box !== undefined && isSameBox(box, this.#fitted)) return;
    this.#fitted = box;
    this.#go(box === undefined ? wholeWorld(this.#size) : fitBox(box, this.#size));
  }

  #go(view: Viewport): void {
    this.#view = view;
    this.#movedAt = performance.now();
    this.#request();
  }

  #request(): void {
    if (this.#content === undefined) return;
    this.#say('roughly');
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  /** Whether more will be drawn, on the canvas: nothing else tells who takes a picture of the page when to. */
  #say(drawn: 'roughly' | 'finely'): void {
    this.#canvas.dataset.drawn = drawn;
  }

  #later(millis: number): void {
    clearTimeout(this.#motionTimer);
    this.#motionTimer = setTimeout(() => this.#request(), millis);
  }

  /** The arrangement for a scale; kept until markers, server or the step of the scale are others. */
  #sceneAt(scale: number): Scene {
    const content = this.#content;
    if (content === undefined) return { markers: [], clusters: [], arcs: [], server: undefined, box: undefined };
    const known = this.#scene;
    const step = groupingScale(scale);
    if (
      known !== undefined &&
      known.scale === step &&
      known.content.markers === content.markers &&
      known.content.server === content.server
    ) {
      return known.scene;
    }
    const scene = sceneOf(content.markers, content.server, step);
    this.#scene = { content, scale: step, scene };
    return scene;
  }

  #draw(): void {
    const content = this.#content;
    const { width, height } = this.#size;
    const context = this.#canvas.getContext('2d', { alpha: false });
    if (content === undefined || context === null || width === 0 || height === 0) return;
    // More than two device pixels for one of CSS cost four times the work and are seen by nobody.
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const [pixelWidth, pixelHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.#canvas.width !== pixelWidth) this.#canvas.width = pixelWidth;
    if (this.#canvas.height !== pixelHeight) this.#canvas.height = pixelHeight;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const { colors, world, domain, hovered, selected, showArcs } = content;
    const { view } = this;
    const now = performance.now();
    const picture = { view, size: this.#size, ratio, colors, world };
    const settled = now - this.#movedAt >= REST_MILLIS;
    const sharp = this.#base.draw(context, picture, settled);
    const scene = this.#sceneAt(view.scale);
    const few = scene.arcs.length <= MOST_MOVING_ARCS;
    const motion = content.moving && few ? ((now / 1000) * MOTION_SPEED) % 1000 : 0;
    const sprites = this.#spritesFor(colors, ratio, domain);
    const dashed = few || settled;
    paintScene(context, {
      scene,
      view,
      size: this.#size,
      domain,
      colors,
      sprites,
      showArcs,
      dashed,
      motion,
      hovered,
      selected,
    });
    if (sharp && dashed && !content.finerComes) this.#say('finely');
    if (!sharp || !dashed) this.#later(REST_MILLIS);
    else if (content.moving && showArcs && few && scene.arcs.length > 0) this.#later(MOTION_MILLIS);
  }

  /** Pictures for this theme, screen and scale of colours; all others are let go. */
  #spritesFor(colors: ColorOf, ratio: number, domain: Domain | undefined): Sprites {
    const known = this.#sprites;
    if (known?.colors === colors && known.ratio === ratio && known.domain === domain) return known.sprites;
    const sprites = createSprites(ratio, colors, domain);
    this.#sprites = { colors, ratio, domain, sprites };
    return sprites;
  }
}

/** Whether two boxes have the same edges. */
function isSameBox(a: Box, b: Box | undefined): boolean {
  return a.left === b?.left && a.right === b.right && a.top === b.top && a.bottom === b.bottom;
}
