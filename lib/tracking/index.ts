export { createWriter } from './create-writer.js';
export type { Values } from './scan.js';
export type { ArtifactOptions, CountedHistogram, HistogramOptions, Writer, WriterOptions } from './types.js';
