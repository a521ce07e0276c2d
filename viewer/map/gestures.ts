/** What a reader does with the map, in CSS pixels from its upper left corner. */
export interface GestureHandler {
  /** The map is dragged by this much since the last call. */
  pan(dx: number, dy: number): void;
  /** Closer (above 1) or farther (below), around a point. */
  zoom(factor: number, x: number, y: number): void;
  /** The pointer is over a point, without a button; `undefined`: it has left. */
  point(at: { readonly x: number; readonly y: number } | undefined): void;
  /** A click or a tap that was no drag. */
  press(x: number, y: number): void;
}

/** Movement below this is a click, pixels. */
const CLICK_SLOP = 4;
/** Zoom of a step of the wheel. */
const WHEEL_ZOOM = 1.0018;

/** Follows pointers and the wheel over an element: drag to pan, two fingers or the wheel to zoom. Returns how to stop. */
export function followGestures(element: HTMLElement, handler: GestureHandler): () => void {
  const pointers = new Map<number, { x: number; y: number }>();
  // Along the way, not from end to end: a drag that comes back to where it began is no click.
  let travelled = 0;
  const place = (event: MouseEvent) => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const listeners: { readonly [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void } = {
    pointerdown(event) {
      if (event.button !== 0) return;
      if (pointers.size === 0) travelled = 0;
      pointers.set(event.pointerId, place(event));
      // A drag goes on outside of the map, and ends wherever the button is let go.
      element.setPointerCapture(event.pointerId);
    },
    pointermove(event) {
      const known = pointers.get(event.pointerId);
      const now = place(event);
      if (known === undefined) {
        // A finger that has been lifted is nowhere, though browsers say where it was.
        if (event.pointerType !== 'touch') handler.point(now);
        return;
      }
      const [dx, dy] = [now.x - known.x, now.y - known.y];
      travelled += Math.abs(dx) + Math.abs(dy);
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      pointers.set(event.pointerId, now);
      if (other === undefined) {
        if (travelled > CLICK_SLOP) handler.pan(dx, dy);
        return;
      }
      const before = Math.hypot(known.x - other.x, known.y - other.y);
      const after = Math.hypot(now.x - other.x, now.y - other.y);
      handler.pan(dx / 2, dy / 2);
      if (before > 0) handler.zoom(after / before, (now.x + other.x) / 2, (now.y + other.y) / 2);
    },
    pointerup(event) {
      if (pointers.delete(event.pointerId) && pointers.size === 0 && travelled <= CLICK_SLOP) {
        const { x, y } = place(event);
        handler.press(x, y);
      }
    },
    pointercancel(event) {
      pointers.delete(event.pointerId);
    },
    pointerleave() {
      handler.point(undefined);
    },
    wheel(event) {
      event.preventDefault();
      const { x, y } = place(event);
      // Lines and pages are what some mice count in.
      const pixels = event.deltaY * (event.deltaMode === 0 ? 1 : event.deltaMode === 1 ? 16 : 400);
      handler.zoom(WHEEL_ZOOM ** -pixels, x, y);
    },
  };
  for (const [name, listener] of Object.entries(listeners)) {
    element.addEventListener(name, listener as EventListener, { passive: false });
  }
  return () => {
    for (const [name, listener] of Object.entries(listeners))
      element.removeEventListener(name, listener as EventListener);
  };
}
