import type { Sink } from '../bridge/sink.js';
import { inTurns } from '../sink-parts/index.js';
import { geoJsonText } from './geojson.js';
import { hiveWatchMapText } from './hivewatch-map.js';
import { createRunFileSink, type RunFileSinkOptions } from './run-file-sink.js';

/**
 * Keeps `<run>.map.json` (`toHiveWatchMap`) beside the journal, or in the folder given as argument, up to date while a
 * run goes on: at most once a second, and so seldom that all writes together stay within three times the map's final
 * size. Always written when a run ends and when the sink is flushed.
 */
export function createMapSink(options: RunFileSinkOptions = {}): Sink {
  return createRunFileSink(
    {
      name: 'map',
      ending: '.map.json',
      live: true,
      render: async (model) => hiveWatchMapText(await inTurns(model.viewSteps())),
    },
    options,
  );
}

/** Writes `<run>.geojson` (`toGeoJson`) when a run ends and when the sink is flushed. */
export function createGeoJsonSink(options: RunFileSinkOptions = {}): Sink {
  return createRunFileSink(
    {
      name: 'geojson',
      ending: '.geojson',
      live: false,
      render: async (model) => geoJsonText(await inTurns(model.viewSteps())),
    },
    options,
  );
}
