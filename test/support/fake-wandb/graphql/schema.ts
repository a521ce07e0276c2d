import { GraphqlError, TokenReader } from './lexer.js';

/** A type as it is referred to: `[String!]!`. */
export type TypeReference =
  | { readonly kind: 'named'; readonly name: string; readonly required: boolean }
  | { readonly kind: 'list'; readonly of: TypeReference; readonly required: boolean };

/** A field of an object, or of what is given (`args` is empty then). */
export interface FieldDefinition {
  readonly type: TypeReference;
  readonly args: ReadonlyMap<string, TypeReference>;
}

/** What can be asked for. */
export interface Schema {
  readonly objects: ReadonlyMap<string, ReadonlyMap<string, FieldDefinition>>;
  readonly inputs: ReadonlyMap<string, ReadonlyMap<string, TypeReference>>;
  readonly enums: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Reads a schema of `type`, `input` and `enum` definitions. @throws GraphqlError */
export function parseSchema(source: string): Schema {
  const reader = new TokenReader(source);
  const objects = new Map<string, Map<string, FieldDefinition>>();
  const inputs = new Map<string, Map<string, TypeReference>>();
  const enums = new Map<string, Set<string>>();
  while (!reader.atEnd) {
    const kind = reader.name();
    const name = reader.name();
    reader.expect('{');
    if (kind === 'type') objects.set(name, readFields(reader));
    else if (kind === 'input') inputs.set(name, readInputs(reader, '}'));
    else if (kind === 'enum') {
      const values = new Set<string>();
      while (!reader.takeIf('}')) values.add(reader.name());
      enums.set(name, values);
    } else throw new GraphqlError(`expected type, input or enum, got ${kind}`);
  }
  return { objects, inputs, enums };
}

/** Reads a reference to a type. */
export function readType(reader: TokenReader): TypeReference {
  if (reader.takeIf('[')) {
    const of = readType(reader);
    reader.expect(']');
    return { kind: 'list', of, required: reader.takeIf('!') };
  }
  return { kind: 'named', name: reader.name(), required: reader.takeIf('!') };
}

function readFields(reader: TokenReader): Map<string, FieldDefinition> {
  const fields = new Map<string, FieldDefinition>();
  while (!reader.takeIf('}')) {
    const name = reader.name();
    const args = reader.takeIf('(') ? readInputs(reader, ')') : new Map<string, TypeReference>();
    reader.expect(':');
    fields.set(name, { type: readType(reader), args });
  }
  return fields;
}

function readInputs(reader: TokenReader, end: string): Map<string, TypeReference> {
  const inputs = new Map<string, TypeReference>();
  while (!reader.takeIf(end)) {
    const name = reader.name();
    reader.expect(':');
    inputs.set(name, readType(reader));
  }
  return inputs;
}
