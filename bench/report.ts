import type { Figure, Figures } from './harness.js';

/** Whether a figure is what we want it to be; `undefined` where there is no wish. */
export function isMet({ value, goal }: Figure): boolean | undefined {
  if (goal === undefined) {
    return undefined;
  }
  return goal.kind === 'atLeast' ? value >= goal.value : value <= goal.value;
}

/** The figures as a table for people. */
export function asTable(figures: Figures): string {
  const rows = Object.entries(figures).map(([key, figure]) => [
    key,
    `${readable(figure.value)} ${figure.unit}`,
    goalOf(figure),
    figure.what,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}

/** The figures as rows of a Markdown table: figure, value, goal, what. */
export function asMarkdownRows(figures: Figures): readonly { readonly key: string; readonly row: string }[] {
  return Object.entries(figures).map(([key, figure]) => ({
    key,
    row: `| \`${key}\` | ${readable(figure.value)} ${figure.unit} | ${goalOf(figure) || '–'} | ${figure.what} |`,
  }));
}

function goalOf(figure: Figure): string {
  const { goal } = figure;
  if (goal === undefined) {
    return '';
  }
  return `${goal.kind === 'atLeast' ? '≥' : '≤'} ${readable(goal.value)}, ${isMet(figure) ? 'met' : 'not met'}`;
}

/** Three digits that mean something; large numbers with their thousands apart. */
function readable(value: number): string {
  if (Math.abs(value) >= 1000) {
    return Math.round(value).toLocaleString('en-US');
  }
  return String(Number(value.toPrecision(3)));
}
