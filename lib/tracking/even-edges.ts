/**
 * Edges of bins of equal width. Not by adding a width: the difference of the largest numbers is infinite, and what two
 * places compute from the same ends must be the same to the last bit.
 *
 * @param bins how many; there is one edge more
 */
export function evenEdges(first: number, last: number, bins: number): number[] {
  const edges = Array.from({ length: bins + 1 }, (_, index) => first * (1 - index / bins) + last * (index / bins));
  edges[0] = first;
  edges[bins] = last;
  return edges;
}
