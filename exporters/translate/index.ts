export type { Translation, Translator } from './translator.js';
export { createTranslator } from './translator.js';
