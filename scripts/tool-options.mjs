/** Options of the scripts that run before anything is built; the other tools have semconv/generator/tool-options.ts. */
import { parseArgs } from 'node:util';

/**
 * Values of the options, as `parseArgs` takes them, each with a `help` of its own. When the words ask for help or are
 * wrong, that is said in place of a stack trace and the process ends, with 0 or 2.
 */
export function readOptions(usage, options) {
  const { values, fault } = parse({ ...options, help: { type: 'boolean', short: 'h' } });
  if (fault === undefined && !values.help) return values;
  if (fault !== undefined) console.error(`${fault}; --help tells more`);
  else {
    const rows = Object.entries(options).map(([name, { type, help }]) => {
      return `  --${(type === 'boolean' ? name : `${name} VALUE`).padEnd(18)}  ${help}`;
    });
    console.log([usage, ...rows].join('\n'));
  }
  process.exit(fault === undefined ? 0 : 2);
}

function parse(options) {
  try {
    return parseArgs({ options });
  } catch (error) {
    // Node.js adds advice on words that begin with a dash.
    return { fault: error.message.split(/\.\s|\n/)[0] };
  }
}
