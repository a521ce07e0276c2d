export { parseWandbArgument } from './argument.js';
export { projectName, runIdOf } from './names.js';
export { type WandbOption, type WandbOptionName, wandbOptions } from './options.js';
export { type GivenWandbSettings, readWandbSettings, type WandbSurroundings } from './read.js';
export type { WandbSettings } from './types.js';
