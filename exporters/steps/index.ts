/** Long work in steps, so that others have their turns meanwhile. */
export { sortSteps } from './sort-steps.js';
export { atOnce, flatMapSteps, mapSteps, STEP, STEP_SIZE, type Steps } from './steps.js';
