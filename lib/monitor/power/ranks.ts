/** Sums of power that stand for the host, the best last: a battery's discharge while there is nothing better. */
export const RANK_BATTERY = 1;

/** Processors, memory and graphics cards, each measured for itself: what they do not draw is not in it. */
export const RANK_PARTS = 2;

/** The whole module of a Jetson. */
export const RANK_MODULE = 3;
