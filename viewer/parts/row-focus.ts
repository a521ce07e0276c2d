/** Scrolls as little as it takes to show a row. @param fixed pixels at the top that stay and cover rows */
export function bringIntoSight(scroller: HTMLElement | null, top: number, rowHeight: number, fixed = 0): void {
  if (scroller === null) return;
  // `scrollIntoView` would move the whole page along.
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  const bottom = top + rowHeight + fixed - scroller.clientHeight;
  if (bottom > scroller.scrollTop) scroller.scrollTop = bottom;
}

/** Index of the client whose row an event happened in; rows say it in `data-client`. */
export function clientUnder({ target }: Event): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-client]') : null;
  return row === null ? undefined : Number(row.dataset.client);
}
