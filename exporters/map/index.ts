export type { Clock } from './clock.js';
export { geoJsonText, toGeoJson } from './geojson.js';
export { hiveWatchMapText, toHiveWatchMap } from './hivewatch-map.js';
export type { RunFileSinkOptions } from './run-file-sink.js';
export type { RunFiles } from './run-files.js';
export { createGeoJsonSink, createMapSink } from './sinks.js';
