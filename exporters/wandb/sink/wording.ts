import { join } from 'node:path';

/**
 * The command that uploads a directory. It is to be run in the folder above `wandb`, because the files of artifacts are
 * found from there.
 */
export function syncCommand(base: string, name: string): string {
  const command = `wandb sync wandb/${name}`;
  return base === process.cwd() ? command : `(cd ${shellQuote(base)} && ${command})`;
}

/**
 * What is said when directories are whole. Those of a run and its clients are one line: their names begin with the run's
 * start.
 */
export function writtenNotice(base: string, names: readonly string[]): string {
  const [first = '', ...others] = names;
  const start = /^offline-run-\d+_\d+-/.exec(first)?.[0] ?? '';
  const all = others.length > 0 && others.every((name) => name.startsWith(start));
  const what = all ? `${names.length} directories ${join(base, 'wandb', start)}…` : join(base, 'wandb', first);
  const rest = all || others.length === 0 ? '' : ` and ${others.length} more`;
  return `wrote ${what}${rest}; upload ${all ? 'them' : 'it'} with: ${syncCommand(base, all ? `${start}*` : first)}`;
}

/** What is said once when nobody chose a mode and there is no key. */
export function offlineNotice(base: string): string {
  return (
    `no WANDB_API_KEY: runs are written as directories; upload one with \`${syncCommand(base, 'offline-run-…')}\`. ` +
    'It has succeeded when a file that ends in .wandb.synced is there and nothing said ERROR: the exit code tells nothing'
  );
}

function shellQuote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
