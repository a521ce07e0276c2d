import type { Container } from './manifest.js';

/** A container's words and variables, changed to run here. */
export interface LocalStart {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * What a manifest gives a container, with other addresses and folders and no other change.
 *
 * @param replacements what stands in the manifest → what is to stand there, the first that fits first
 * @param secrets values by key of the Secret
 * @throws Error when a replacement is for nothing: the manifest has changed
 */
export function onLoopback(
  container: Container,
  replacements: readonly (readonly [from: string, to: string])[],
  secrets: Readonly<Record<string, string>> = {},
): LocalStart {
  const used = new Set<string>();
  const change = (text: string) =>
    replacements.reduce((changed, [from, to]) => {
      if (!changed.includes(from)) return changed;
      used.add(from);
      return changed.replaceAll(from, to);
    }, text);
  const start = {
    args: (container.args ?? []).map(change),
    env: Object.fromEntries(
      (container.env ?? []).map(({ name, value, valueFrom }) => [
        name,
        change(value ?? secrets[valueFrom?.secretKeyRef.key ?? ''] ?? ''),
      ]),
    ),
  };
  const unused = replacements.filter(([from]) => !used.has(from));
  if (unused.length > 0) throw new Error(`${container.name}: nothing has ${unused.map(([from]) => from).join(', ')}`);
  return start;
}
