export type { UnusableName, UnusableValues } from './attribute-reader.js';
export type { GatheredTranslation, Translation, Translator } from './translator.js';
export { createTranslator } from './translator.js';
