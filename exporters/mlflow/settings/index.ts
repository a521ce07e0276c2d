export { type MlflowOption, type MlflowOptionName, mlflowOptions } from './options.js';
export { type GivenMlflowSettings, type MlflowSurroundings, readMlflowSettings } from './read.js';
export type { MlflowSettings, MlflowTls } from './types.js';
