/** The name of a constant, where a value may stand. */
export class Name {
  constructor(readonly name: string) {}
}

/** Values that the generated code holds. `undefined` members of an object are left out. */
export type Literal = string | number | boolean | Name | readonly Literal[] | LiteralObject;

/** An object that the generated code holds. */
export interface LiteralObject {
  readonly [key: string]: Literal | undefined;
}

/** Longest line, as in `biome.json`. */
export const LINE_WIDTH = 120;

function isList(value: Literal): value is readonly Literal[] {
  return Array.isArray(value);
}

/** A string in the quotes that need the fewer escapes, single ones when in doubt: what the formatter does. */
export function printString(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  const singles = text.split("'").length;
  const doubles = text.split('"').length;
  return singles > doubles ? `"${escaped.replaceAll('"', '\\"')}"` : `'${escaped.replaceAll("'", "\\'")}'`;
}

function printKey(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : printString(key);
}

function entriesOf(value: LiteralObject): readonly (readonly [string, Literal])[] {
  return Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, member] as const]));
}

/** The value on one line. */
function printFlat(value: Literal): string {
  if (typeof value === 'string') {
    return printString(value);
  }
  if (typeof value !== 'object') {
    return String(value);
  }
  if (value instanceof Name) {
    return value.name;
  }
  if (isList(value)) {
    return `[${value.map(printFlat).join(', ')}]`;
  }
  const members = entriesOf(value).map(([key, member]) => `${printKey(key)}: ${printFlat(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function isObject(value: Literal): boolean {
  return typeof value === 'object' && !isList(value) && !(value instanceof Name);
}

/** The formatter never joins a list of several objects into one line. */
function mustBreak(value: readonly Literal[]): boolean {
  return value.length > 1 && value.every(isObject);
}

/** Numbers fill lines; anything else takes a line each. */
function printList(value: readonly Literal[], indent: string, room: number): string {
  const flat = printFlat(value);
  if (!mustBreak(value) && flat.length <= room) {
    return flat;
  }
  const inner = `${indent}  `;
  if (value.every((item) => typeof item === 'number')) {
    return `[\n${fillLines(value.map(String), inner)}\n${indent}]`;
  }
  const items = value.map((item) => `${inner}${printLiteral(item, inner, LINE_WIDTH - inner.length - 1)},\n`);
  return `[\n${items.join('')}${indent}]`;
}

function fillLines(items: readonly string[], indent: string): string {
  const lines: string[] = [];
  let line = indent;
  for (const item of items) {
    const grown = line === indent ? `${line}${item},` : `${line} ${item},`;
    if (grown.length > LINE_WIDTH && line !== indent) {
      lines.push(line);
      line = `${indent}${item},`;
    } else {
      line = grown;
    }
  }
  return [...lines, line].join('\n');
}

/**
 * Prints a value the way the project's formatter leaves it, so that generated files need no second pass.
 *
 * @param indent of the line on which the value starts
 * @param room columns that are left on that line for the value
 */
export function printLiteral(value: Literal, indent: string, room: number): string {
  if (typeof value !== 'object' || value instanceof Name) {
    return printFlat(value);
  }
  if (isList(value)) {
    return printList(value, indent, room);
  }
  const flat = printFlat(value);
  return flat.length <= room ? flat : printObject(value, indent);
}

/** Prints an object with one member a line, whatever its length: the formatter keeps such objects open. */
export function printObject(value: LiteralObject, indent: string): string {
  const inner = `${indent}  `;
  const members = entriesOf(value).map(([key, member]) => {
    const head = `${inner}${printKey(key)}:`;
    const room = LINE_WIDTH - head.length - 2;
    const text = printLiteral(member, inner, room);
    // A string too long for the line goes to the next one.
    const separator = typeof member === 'string' && text.length > room ? `\n${inner}  ` : ' ';
    return `${head}${separator}${text},\n`;
  });
  return `{\n${members.join('')}${indent}}`;
}
