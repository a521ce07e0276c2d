import { sinkNames } from '../../exporters/bridge/sink-registry.js';
import type { OptionSpec } from './table.js';

/** A day: more would be a mistake, and timers of Node.js end at 24 days. */
const DAY_SECONDS = 86_400;

/** Options that several commands have; each is written once here. */
export const sharedOptions = {
  runsDir: {
    name: 'runs-dir',
    type: 'string',
    default: 'runs',
    env: ['FEDOTEL_RUNS_DIR'],
    placeholder: 'DIR',
    help: 'folder of the run files',
  },
  to: {
    name: 'to',
    type: 'list',
    default: ['map'],
    env: ['FEDOTEL_TO'],
    placeholder: 'SINK[=ARG],…',
    help: `destinations: ${sinkNames().join(', ')}, or the path of a module of your own`,
  },
  page: {
    name: 'page',
    type: 'string',
    env: ['FEDOTEL_PAGE'],
    placeholder: 'HOST:PORT|off',
    help: 'address to serve the page on, port 0 takes a free one; unless given, bridge serves none and dev on a free port',
  },
  geoip: {
    name: 'geoip',
    type: 'string',
    env: ['FEDOTEL_GEOIP'],
    placeholder: 'FILE',
    help: 'database in MaxMind’s format to place clients by the network address that the app recorded; needs npm package maxmind',
  },
  drain: {
    name: 'drain',
    type: 'number',
    default: 10,
    minimum: 0,
    maximum: DAY_SECONDS,
    env: ['FEDOTEL_DRAIN'],
    placeholder: 'SECONDS',
    help: 'time the destinations have to finish when the bridge stops',
  },
  patience: {
    name: 'patience',
    type: 'number',
    default: 60,
    minimum: 0,
    maximum: DAY_SECONDS,
    placeholder: 'SECONDS',
    help: 'how long a destination that asks for another try gets',
  },
  config: {
    name: 'config',
    type: 'string',
    env: ['FEDOTEL_CONFIG'],
    placeholder: 'FILE',
    help: 'YAML file with option names as keys; flags and environment win over it',
  },
  json: { name: 'json', type: 'boolean', default: false, help: 'write one line of JSON instead of text' },
} as const satisfies Record<string, OptionSpec>;
