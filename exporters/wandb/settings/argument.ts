import type { GivenWandbSettings } from './read.js';

/**
 * Reads the argument of the destination: `--to wandb=PROJECT` or `--to wandb=ENTITY/PROJECT`.
 *
 * @throws Error naming the option, what was expected and what came
 */
export function parseWandbArgument(argument: string | undefined): GivenWandbSettings {
  if (argument === undefined) return {};
  const [first = '', second, ...rest] = argument.split('/');
  if (first === '' || second === '' || rest.length > 0) {
    throw new Error(`--to wandb: expected wandb=PROJECT or wandb=ENTITY/PROJECT, got ${JSON.stringify(argument)}`);
  }
  return second === undefined ? { project: first } : { entity: first, project: second };
}
