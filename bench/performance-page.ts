import type { Figures } from './harness.js';
import { asMarkdownRows } from './report.js';

/** Between these lines of `docs/performance.md` stands what `npm run bench -- --write` has put there. */
const BEGIN = '<!-- figures: written by npm run bench -- --write -->';
const END = '<!-- end of figures -->';

/** A row of either table, as it is written: its key is the first cell. */
const ROW = /^\| `([\w.]+)` \|.*$/gm;

/** A row with a goal. */
const GOAL = /\| [≥≤] [^|]*, (not )?met \|/;

/** What the tables need to know. */
export interface PageOptions {
  /** The page as it is. */
  readonly page: string;
  /** What was measured now: it takes the place of the rows of the same benchmarks. */
  readonly figures: Figures;
  /** Names of all benchmarks, in the order in which they are shown. */
  readonly names: readonly string[];
  /** What the figures were measured on. */
  readonly machine: string;
}

/**
 * The page with new figures: one table of those that have a goal, one of the rest. A benchmark that was measured loses
 * its old rows, also those of figures that it has no more; the rows of others stay.
 *
 * @throws Error when the page has no place for them
 */
export function withFigures({ page, figures, names, machine }: PageOptions): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`docs/performance.md: expected the lines ${BEGIN} and ${END}`);
  const measured = new Set(Object.keys(figures).map(benchmarkOf));
  const old = [...page.slice(begin, end).matchAll(ROW)].map(([row, key = '']) => ({ key, row }));
  const rows = [...old.filter(({ key }) => !measured.has(benchmarkOf(key))), ...asMarkdownRows(figures)];
  const order = names.map(keyOf);
  const place = ({ key }: { readonly key: string }) => order.indexOf(benchmarkOf(key));
  rows.sort((a, b) => place(a) - place(b));
  const withGoal = rows.filter(({ row }) => GOAL.test(row));
  const others = rows.filter(({ row }) => !GOAL.test(row));
  return [
    page.slice(0, begin) + BEGIN,
    `## Goals\n\n${table(withGoal)}`,
    `## Figures that have no goal\n\n${table(others)}`,
    machine,
    page.slice(end),
  ].join('\n\n');
}

/** How a benchmark's name begins its keys: `way-out` is `wayOut`. */
function keyOf(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function table(rows: readonly { readonly row: string }[]): string {
  return ['| figure | value | goal | what |', '| --- | --- | --- | --- |', ...rows.map(({ row }) => row)].join('\n');
}

/** The benchmark's name in front of the first dot, as in `wayOut.ratio`. */
function benchmarkOf(key: string): string {
  return key.split('.', 1)[0] ?? key;
}
