/**
 * Cividis (Nuñez, Anderton and Renslow 2018), every ninth part: from dark blue to yellow, evenly brighter, and the same to
 * people who see red and green alike.
 */
const STOPS = [
  [0, 34, 78],
  [18, 53, 112],
  [59, 73, 108],
  [87, 93, 109],
  [112, 113, 115],
  [138, 134, 120],
  [165, 156, 116],
  [195, 179, 105],
  [225, 204, 85],
  [254, 232, 56],
] as const;

/** How many colours markers really have: each needs its own picture. */
export const COLOUR_STEPS = 24;

/** From the lowest to the highest value that is told apart. */
export interface Domain {
  readonly low: number;
  readonly high: number;
}

/** Share of the values on either side that may lie outside: one that is far off shall not make all others alike. */
const TAIL = 0.02;

/** The domain of some values; `undefined` of none. Equal values get a domain of their own, without width. */
export function domainOf(values: readonly number[]): Domain | undefined {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const [low, high] = [
    sorted[Math.floor(TAIL * (sorted.length - 1))],
    sorted[Math.ceil((1 - TAIL) * (sorted.length - 1))],
  ];
  return low === undefined || high === undefined ? undefined : { low, high };
}

/** Place of a value in its domain, 0 to 1; the middle where all values are equal. */
export function placeIn({ low, high }: Domain, value: number): number {
  return high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0.5;
}

/** The step that a value is drawn with: 0 to {@link COLOUR_STEPS} - 1. */
export function stepOf(domain: Domain, value: number): number {
  return Math.min(COLOUR_STEPS - 1, Math.floor(placeIn(domain, value) * COLOUR_STEPS));
}

/** The colour of a step. */
export function colourOf(step: number): string {
  return colourAt((step + 0.5) / COLOUR_STEPS);
}

/** The colour at a part of the scale, 0 to 1. */
export function colourAt(part: number): string {
  const position = Math.min(1, Math.max(0, part)) * (STOPS.length - 1);
  const index = Math.min(STOPS.length - 2, Math.floor(position));
  const [from, to] = [STOPS[index], STOPS[index + 1]];
  if (from === undefined || to === undefined) return 'rgb(112 113 115)';
  const channels = from.map((value, channel) =>
    Math.round(value + (position - index) * ((to[channel] ?? value) - value)),
  );
  return `rgb(${channels.join(' ')})`;
}

/** Whether black can be read on the colour, else white. */
export function isLight(part: number): boolean {
  return part > 0.46;
}
