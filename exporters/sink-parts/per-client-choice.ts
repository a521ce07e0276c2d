import { PER_CLIENT_MODES, type PerClientMode } from '../projection/index.js';

/**
 * How single clients reach a destination: flag > environment > `auto`. An empty variable counts as unset.
 *
 * @param flag value of `--per-client` (`SinkContext.perClient`)
 * @throws Error naming the source, what was expected and what came
 */
export function readPerClient(
  flag: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): PerClientMode {
  const source = flag === undefined ? 'FEDOTEL_PER_CLIENT' : '--per-client';
  const text = flag ?? (env.FEDOTEL_PER_CLIENT || 'auto');
  const mode = parsePerClient(text);
  if (mode !== undefined) return mode;
  throw new Error(`${source}: expected one of ${PER_CLIENT_MODES.join(', ')}, got ${JSON.stringify(text)}`);
}

/** The mode of this name; `undefined` when there is none. */
export function parsePerClient(value: unknown): PerClientMode | undefined {
  return PER_CLIENT_MODES.find((mode) => mode === value);
}
