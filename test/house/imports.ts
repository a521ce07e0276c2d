/** One import of a source file: the words between the quotes, and where they stand. */
export interface ImportSite {
  readonly specifier: string;
  readonly line: number;
}

const STATEMENT = /^\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]/gm;
const CALL = /\b(?:import|require)\s*\(\s*['"`]([^'"`]+)['"`]\s*\)/g;

/**
 * Every module that a TypeScript source names: static imports, re-exports, type imports and calls of `import` or
 * `require` with a literal.
 *
 * Comments do not count, since examples in doc comments import what the code around them may not.
 */
export function importsOf(source: string): readonly ImportSite[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, (comment) => comment.replace(/[^\n]/g, ' '));
  return [...code.matchAll(STATEMENT), ...code.matchAll(CALL)].flatMap((match) => {
    const specifier = match[1] ?? match[2];
    const end = match.index + match[0].length;
    return specifier === undefined ? [] : [{ specifier, line: code.slice(0, end).split('\n').length }];
  });
}
