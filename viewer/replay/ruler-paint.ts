import { labelled, type RulerBlock } from './ruler-layout.js';

/** What is drawn on the ruler; places are shares of the width. */
export interface RulerPicture {
  /** The rounds, in order of their start; those that overlap are drawn over each other. */
  readonly blocks: readonly RulerBlock[];
  /** The shown moment. */
  readonly position: number;
  /** Number of the chosen round. */
  readonly selected: number | undefined;
  /** Number of the round that the pointer is at, anywhere on the page. */
  readonly hovered: number | undefined;
  /** Rounds that charts and tables are narrowed to, both included. */
  readonly range: { readonly first: number; readonly last: number } | undefined;
}

/** Room for the numbers beneath, CSS pixels. */
const LABEL_HEIGHT = 13;

/** Draws the ruler. @param color gives the value of a colour of the theme, by its name without dashes */
export function paintRuler(canvas: HTMLCanvasElement, picture: RulerPicture, color: (name: string) => string): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  if (context === null || width === 0) return;
  context.scale(ratio, ratio);
  const bottom = height - LABEL_HEIGHT;
  const { blocks, position, selected, hovered, range } = picture;
  for (const block of blocks) {
    const left = block.left * width;
    // A gap between blocks as long as they are wider than four pixels; then every pixel is needed.
    const wide = Math.max(1, (block.right - block.left) * width - (blocks.length > width / 4 ? 0 : 1));
    const shown = block.left < position || position >= 1;
    context.globalAlpha = shown ? 1 : 0.35;
    context.fillStyle = color('tint');
    context.fillRect(left, 0, wide, bottom);
    let top = bottom;
    for (const { outcome, share } of block.shares) {
      const tall = share * bottom;
      top -= tall;
      context.fillStyle = color(outcome === 'completed' ? 'completed-fill' : outcome);
      context.fillRect(left, top, wide, tall);
    }
    if (block.state === 'failed') cross(context, left, wide, bottom, color('failed'));
    const inRange = range !== undefined && block.round >= range.first && block.round <= range.last;
    context.globalAlpha = 1;
    if (inRange || block.round === selected || block.round === hovered) {
      context.strokeStyle = color('ink');
      context.lineWidth = block.round === selected ? 2 : 1;
      context.strokeRect(left + 0.5, 0.5, Math.max(1, wide - 1), bottom - 1);
    }
  }
  context.fillStyle = color('soft');
  context.font = '11px sans-serif';
  context.textBaseline = 'bottom';
  for (const { round, left, right } of labelled(blocks, 34 / width)) {
    const text = String(round);
    const middle = ((left + right) / 2) * width - context.measureText(text).width / 2;
    context.fillText(text, Math.max(0, Math.min(width - context.measureText(text).width, middle)), height);
  }
  // The line of the moment stays within the ruler at both of its ends.
  const head = Math.min(width - 1, Math.max(1, position * width));
  context.fillStyle = color('ink');
  context.fillRect(head - 1, 0, 2, bottom);
  context.beginPath();
  context.moveTo(head - 5, 0);
  context.lineTo(head + 5, 0);
  context.lineTo(head, 7);
  context.fill();
}

/** Marks a failed round by a shape, not by colour alone. */
function cross(context: CanvasRenderingContext2D, left: number, wide: number, bottom: number, ink: string): void {
  const size = Math.min(4, wide / 2);
  const [x, y] = [left + wide / 2, bottom / 2];
  context.strokeStyle = ink;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(x - size, y - size);
  context.lineTo(x + size, y + size);
  context.moveTo(x + size, y - size);
  context.lineTo(x - size, y + size);
  context.stroke();
}
