/** What a run's journal means to W&B, whatever way it goes there. */
export type { RunChoices } from './description.js';
export { wandbJson } from './json-text.js';
export { metricPath } from './keys.js';
export {
  createRunContent,
  type RunContent,
  type RunContentOptions,
  type RunEnding,
  type TakeRunOutput,
} from './run-content.js';
