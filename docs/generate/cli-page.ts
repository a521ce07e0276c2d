import type { Command } from '../../cli/command.js';
import { defaultOf, flagOf } from '../../cli/options/describe.js';
import { code, table } from './markdown.js';

const INTRODUCTION = `# The command line

<!-- Generated from cli/commands by "npm run generate"; a test fails when it is stale. -->

An option's value comes from the flag, else from its environment variable, else from the file that \`--config\` names,
else it is the default. The file is YAML with option names as keys (\`runs-dir: /data/runs\`, \`to: [map, geojson]\`); one
file may serve several commands. Lists are given with commas, several times, or both. A boolean is taken back with
\`--no-\`.

With \`--json\` a command writes one line of JSON to standard output (\`dev\`, whose standard output is the program's, to
standard error). Messages are one line each on standard error.

| exit code | means |
| --- | --- |
| 0 | done |
| 1 | the command could not do what it was asked, or not all of it |
| 2 | the words or options are off |
| 128 + N | ended by signal N |
`;

/** The page of all commands with their options. */
export function renderCliPage(commands: readonly Command[]): string {
  return [INTRODUCTION, ...commands.map(renderCommand)].join('\n');
}

function renderCommand({ name, usage, summary, notes, options }: Command): string {
  const rows = Object.values(options).map((spec) => [
    code(flagOf(spec)),
    spec.help,
    code(defaultOf(spec) ?? ''),
    (spec.env ?? []).map(code).join(', '),
  ]);
  return [
    `## fedotel ${name}\n`,
    `${summary}.\n`,
    `\`\`\`sh\nfedotel ${name} ${usage}\n\`\`\`\n`,
    ...notes.map((note) => `${note}\n`),
    table(['option', 'what it does', 'default', 'variable'], rows),
  ].join('\n');
}
