import { GraphqlError, TokenReader } from './lexer.js';
import { readType, type TypeReference } from './schema.js';

/** A value as it stands in a document. */
export type Literal =
  | { readonly kind: 'value'; readonly value: string | number | boolean | null }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Literal[] }
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, Literal> };

/** One thing that is asked for. */
export type Selection =
  | {
      readonly kind: 'field';
      readonly name: string;
      readonly alias: string;
      readonly args: ReadonlyMap<string, Literal>;
      /** Of `@include`. */
      readonly include: Literal | undefined;
      readonly selections: readonly Selection[] | undefined;
    }
  | { readonly kind: 'inline'; readonly on: string | undefined; readonly selections: readonly Selection[] }
  | { readonly kind: 'spread'; readonly fragment: string };

/** A query or mutation. */
export interface Operation {
  readonly kind: 'query' | 'mutation';
  readonly name: string;
  readonly variables: ReadonlyMap<string, { readonly type: TypeReference; readonly standard: Literal | undefined }>;
  readonly selections: readonly Selection[];
}

/** A parsed request. */
export interface Document {
  readonly operations: readonly Operation[];
  readonly fragments: ReadonlyMap<string, { readonly on: string; readonly selections: readonly Selection[] }>;
}

/** Reads a document of operations and fragments (spec October 2021, section 2). @throws GraphqlError */
export function parseDocument(source: string): Document {
  const reader = new TokenReader(source);
  const operations: Operation[] = [];
  const fragments = new Map<string, { on: string; selections: readonly Selection[] }>();
  while (!reader.atEnd) {
    if (reader.takeIf('fragment')) {
      const name = reader.name();
      reader.expect('on');
      const on = reader.name();
      fragments.set(name, { on, selections: readSelections(reader) });
    } else {
      operations.push(readOperation(reader));
    }
  }
  return { operations, fragments };
}

function readOperation(reader: TokenReader): Operation {
  if (reader.is('{')) return { kind: 'query', name: '', variables: new Map(), selections: readSelections(reader) };
  const kind = reader.name();
  if (kind !== 'query' && kind !== 'mutation') throw new GraphqlError(`expected query or mutation, got ${kind}`);
  const name = reader.is('(') || reader.is('{') ? '' : reader.name();
  const variables = new Map<string, { type: TypeReference; standard: Literal | undefined }>();
  if (reader.takeIf('(')) {
    while (!reader.takeIf(')')) {
      reader.expect('$');
      const variable = reader.name();
      reader.expect(':');
      const type = readType(reader);
      variables.set(variable, { type, standard: reader.takeIf('=') ? readLiteral(reader) : undefined });
    }
  }
  return { kind, name, variables, selections: readSelections(reader) };
}

function readSelections(reader: TokenReader): Selection[] {
  const selections: Selection[] = [];
  reader.expect('{');
  while (!reader.takeIf('}')) selections.push(readSelection(reader));
  if (selections.length === 0) throw new GraphqlError('expected a field, got }');
  return selections;
}

function readSelection(reader: TokenReader): Selection {
  if (reader.takeIf('...')) {
    if (reader.takeIf('on')) return { kind: 'inline', on: reader.name(), selections: readSelections(reader) };
    if (reader.is('{')) return { kind: 'inline', on: undefined, selections: readSelections(reader) };
    return { kind: 'spread', fragment: reader.name() };
  }
  const first = reader.name();
  const name = reader.takeIf(':') ? reader.name() : first;
  const args = reader.is('(') ? readArguments(reader) : new Map<string, Literal>();
  let include: Literal | undefined;
  while (reader.takeIf('@')) {
    const directive = reader.name();
    if (directive !== 'include') throw new GraphqlError(`unknown directive @${directive}`);
    include = readArguments(reader).get('if');
  }
  const selections = reader.is('{') ? readSelections(reader) : undefined;
  return { kind: 'field', name, alias: first, args, include, selections };
}

function readArguments(reader: TokenReader): Map<string, Literal> {
  const args = new Map<string, Literal>();
  reader.expect('(');
  while (!reader.takeIf(')')) {
    const name = reader.name();
    reader.expect(':');
    args.set(name, readLiteral(reader));
  }
  return args;
}

function readLiteral(reader: TokenReader): Literal {
  if (reader.takeIf('$')) return { kind: 'variable', name: reader.name() };
  if (reader.takeIf('[')) {
    const items: Literal[] = [];
    while (!reader.takeIf(']')) items.push(readLiteral(reader));
    return { kind: 'list', items };
  }
  if (reader.takeIf('{')) {
    const fields = new Map<string, Literal>();
    while (!reader.takeIf('}')) {
      const name = reader.name();
      reader.expect(':');
      fields.set(name, readLiteral(reader));
    }
    return { kind: 'object', fields };
  }
  const { kind, text } = reader.take();
  if (kind === 'string') return { kind: 'value', value: text };
  if (kind === 'number') return { kind: 'value', value: Number(text) };
  if (kind !== 'name') throw new GraphqlError(`expected a value, got ${text}`);
  const known: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };
  return { kind: 'value', value: Object.hasOwn(known, text) ? (known[text] ?? null) : text };
}
