/** The quick start of the read-me, as a reader would copy it. */
export interface QuickStart {
  /** Shell commands that install. */
  readonly install: string;
  /** Shell commands that run it. */
  readonly run: string;
  /** Files to write between the two, by name. */
  readonly files: ReadonlyMap<string, string>;
}

const BLOCK = /^<!-- quick-start:(\S+) -->\s*\n```\w*\n([\s\S]*?)^```$/gm;

/**
 * Reads the fenced blocks that follow a comment `<!-- quick-start:NAME -->`. `install` and `run` are commands; any other
 * name is that of a file with the block's content.
 *
 * @throws Error when there is no install, run or file block
 */
export function readQuickStart(markdown: string): QuickStart {
  const blocks = new Map([...markdown.matchAll(BLOCK)].map((match) => [match[1] ?? '', match[2] ?? '']));
  const install = blocks.get('install');
  const run = blocks.get('run');
  blocks.delete('install');
  blocks.delete('run');
  if (install === undefined || run === undefined || blocks.size === 0) {
    throw new Error('README.md needs blocks after <!-- quick-start:install -->, <!-- quick-start:run --> and a file');
  }
  return { install, run, files: blocks };
}

/**
 * Puts a version behind each package of a command that names none, so that a test installs the same packages tomorrow.
 *
 * @param versions name → exact version
 */
export function pinVersions(command: string, versions: Readonly<Record<string, string>>): string {
  return command.replace(/(?<=\s)@[a-z-]+\/[a-z-]+(?=\s|$)/g, (name) => {
    const version = versions[name];
    return version === undefined ? name : `${name}@${version}`;
  });
}
