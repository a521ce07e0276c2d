import { spawnSync } from 'node:child_process';

/** What Prometheus itself says about text or files. */
export interface PromtoolOutput {
  /** 0: right; 3: right, with remarks of the linter. */
  readonly status: number | null;
  /** Both streams. */
  readonly output: string;
}

/**
 * Runs `promtool`, which Debian has in its package `prometheus`.
 *
 * @throws Error when it is not installed: what it checks is not to be skipped
 */
export function promtool(args: readonly string[], input = ''): PromtoolOutput {
  const { error, status, stdout, stderr } = spawnSync('promtool', args, { input, encoding: 'utf8', timeout: 120_000 });
  if (error !== undefined) {
    throw new Error('expected promtool on the PATH: apt-get install --no-install-recommends prometheus', {
      cause: error,
    });
  }
  return { status, output: `${stdout}${stderr}` };
}
