export type { GatheredTranslation, Translation, Translator } from './translator.js';
export { createTranslator } from './translator.js';
