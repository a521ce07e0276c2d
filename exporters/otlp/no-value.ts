/** Bit of `NumberDataPoint.flags` that says "no recorded value" (a series that ended); the value means nothing then. */
export const NO_RECORDED_VALUE = 1;
