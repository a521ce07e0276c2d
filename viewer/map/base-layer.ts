import type { ColorOf } from '../theme/use-colors.js';
import type { Size, Viewport } from './viewport.js';
import type { WorldPaths } from './world.js';

/** Pixels that are drawn beyond each side of the window, so that panning needs no new drawing at once. */
const MARGIN = 240;

/** What the picture in store shows. */
interface Picture {
  /** Where the window was. */
  readonly view: Viewport;
  readonly size: Size;
  /** Device pixels of a CSS pixel. */
  readonly ratio: number;
  readonly colors: ColorOf;
  readonly world: WorldPaths;
}

/** The world below the markers: drawn once to a picture of its own, then only copied while the map is moved. */
export interface BaseLayer {
  /**
   * Copies the world. While the reader zooms, a picture of another scale is stretched.
   *
   * @param settled the reader has come to rest: a stretched picture is drawn anew
   * @returns whether what was drawn is sharp
   */
  draw(context: CanvasRenderingContext2D, wanted: Picture, settled: boolean): boolean;
}

/** Keeps one picture: of the last window, with its margin. */
class CanvasBaseLayer implements BaseLayer {
  readonly #canvas = document.createElement('canvas');
  #picture: Picture | undefined;

  draw(context: CanvasRenderingContext2D, wanted: Picture, settled: boolean): boolean {
    const known = this.#picture;
    const fits = known !== undefined && isSameLook(known, wanted) && covers(known, wanted.view, wanted.size);
    // Drawing the coastlines takes tens of milliseconds, stretching a picture of them one: so zooming is smooth.
    const stretched = fits && known.view.scale !== wanted.view.scale;
    const picture = fits && !(stretched && settled) ? known : this.#render(wanted);
    const { view, size, ratio } = picture;
    const stretch = wanted.view.scale / view.scale;
    context.drawImage(
      this.#canvas,
      wanted.view.x - (view.x + MARGIN) * stretch,
      wanted.view.y - (view.y + MARGIN) * stretch,
      (this.#canvas.width / ratio) * stretch,
      (this.#canvas.height / ratio) * stretch,
    );
    return picture.view.scale === wanted.view.scale && size === picture.size;
  }

  #render(wanted: Picture): Picture {
    const { view, size, ratio, colors, world } = wanted;
    const canvas = this.#canvas;
    canvas.width = Math.ceil((size.width + 2 * MARGIN) * ratio);
    canvas.height = Math.ceil((size.height + 2 * MARGIN) * ratio);
    const context = canvas.getContext('2d', { alpha: false });
    if (context !== null) {
      context.fillStyle = colors('paper');
      context.fillRect(0, 0, canvas.width, canvas.height);
      const scale = view.scale * ratio;
      context.setTransform(scale, 0, 0, scale, (view.x + MARGIN) * ratio, (view.y + MARGIN) * ratio);
      context.lineJoin = 'round';
      context.fillStyle = colors('sheet');
      context.fill(world.sphere);
      context.lineWidth = 0.5 / view.scale;
      context.strokeStyle = colors('tint');
      context.stroke(world.graticule);
      context.fillStyle = colors('tint');
      context.fill(world.land);
      context.strokeStyle = colors('edge');
      context.lineWidth = 0.6 / view.scale;
      context.stroke(world.land);
      context.lineWidth = 1 / view.scale;
      context.strokeStyle = colors('sheet');
      context.stroke(world.borders);
    }
    this.#picture = wanted;
    return wanted;
  }
}

/** Creates the layer, with nothing drawn yet. */
export function createBaseLayer(): BaseLayer {
  return new CanvasBaseLayer();
}

/** Whether both are of the same world in the same colours and size, wherever the window is. */
function isSameLook(a: Picture, b: Picture): boolean {
  return (
    a.world === b.world &&
    a.colors === b.colors &&
    a.ratio === b.ratio &&
    a.size.width === b.size.width &&
    a.size.height === b.size.height
  );
}

/** Whether the window lies within the picture. */
function covers({ view: known, size: drawn }: Picture, view: Viewport, size: Size): boolean {
  const stretch = view.scale / known.scale;
  const left = view.x - (known.x + MARGIN) * stretch;
  const top = view.y - (known.y + MARGIN) * stretch;
  const width = (drawn.width + 2 * MARGIN) * stretch;
  const height = (drawn.height + 2 * MARGIN) * stretch;
  return left <= 0 && top <= 0 && left + width >= size.width && top + height >= size.height;
}
