import type { OptionSpec } from './options.js';

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
    help: 'destinations: map, geojson, or the path of a module of your own',
  },
  config: {
    name: 'config',
    type: 'string',
    env: ['FEDOTEL_CONFIG'],
    placeholder: 'FILE',
    help: 'YAML file with option names as keys; flags and environment win over it',
  },
  json: { name: 'json', type: 'boolean', default: false, help: 'write JSON for scripts' },
  help: { name: 'help', type: 'boolean', default: false, help: 'show this help' },
} as const satisfies Record<string, OptionSpec>;
