/** A run's views as frames: what the page is given. Pure: no clock, no file, no socket. */

export { type DocumentOptions, documentInTurns, documentOf, documentText, toDocument } from './document.js';
export { clientRecordsOf } from './event-clients.js';
export { frameText } from './frame-text.js';
export { createFrames, type FrameSet, type Frames, type FramesOptions } from './frames.js';
export { type Place, type PlaceLookup, placeOf } from './places.js';
