import type { Selection } from '../selection/selection.js';
import type { PlotProps } from './plot.js';

/** What ties a chart over rounds to everything else that is shown: hover, range and round of the selection, both ways. */
export function linked(selection: Selection): Pick<PlotProps, 'hover' | 'range' | 'selected' | 'onRange' | 'onPick'> {
  return {
    // The signal itself, not its value: a chart that moves its cursor needs no new rendering.
    hover: selection.hover,
    range: selection.range.value,
    selected: selection.round.value,
    onRange: (next) => {
      selection.range.value = next;
    },
    onPick: (round) => {
      selection.round.value = round;
    },
  };
}
