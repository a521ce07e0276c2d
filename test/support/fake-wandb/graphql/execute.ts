import type { Document, Literal, Operation, Selection } from './document.js';
import { parseDocument } from './document.js';
import { GraphqlError } from './lexer.js';
import type { FieldDefinition, Schema, TypeReference } from './schema.js';

/** What a field of `Query` or `Mutation` gives: values by field name, a function where a field takes arguments. */
export type Resolver = (args: Readonly<Record<string, unknown>>) => unknown;

/** A request as it came. */
export interface GraphqlRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string;
}

/** Name of the operation of a request, whether `operationName` says it or not. @throws GraphqlError */
export function operationOf(request: GraphqlRequest): { readonly document: Document; readonly operation: Operation } {
  const document = parseDocument(request.query);
  const named = document.operations.filter(
    ({ name }) => request.operationName === '' || name === request.operationName,
  );
  const [operation, second] = named;
  if (operation === undefined || second !== undefined) throw new GraphqlError('expected one operation of that name');
  return { document, operation };
}

/**
 * Carries out a request: every field, argument and variable must be in the schema, and of its type.
 *
 * @throws GraphqlError for what is not
 */
export function execute(schema: Schema, roots: Readonly<Record<string, Resolver>>, request: GraphqlRequest): object {
  const { document, operation } = operationOf(request);
  return new Execution(schema, roots, document, operation, request.variables).run();
}

class Execution {
  readonly #schema: Schema;
  readonly #roots: Readonly<Record<string, Resolver>>;
  readonly #document: Document;
  readonly #operation: Operation;
  readonly #variables = new Map<string, unknown>();

  constructor(
    schema: Schema,
    roots: Readonly<Record<string, Resolver>>,
    document: Document,
    operation: Operation,
    given: Readonly<Record<string, unknown>>,
  ) {
    this.#schema = schema;
    this.#roots = roots;
    this.#document = document;
    this.#operation = operation;
    for (const [name, { type, standard }] of operation.variables) {
      const value = given[name] ?? (standard === undefined ? null : this.#valueOf(standard));
      this.#check(value, type, `$${name}`);
      this.#variables.set(name, value);
    }
    for (const name of Object.keys(given)) {
      if (!operation.variables.has(name)) throw new GraphqlError(`variable $${name} is not declared`);
    }
  }

  run(): object {
    const type = this.#operation.kind === 'query' ? 'Query' : 'Mutation';
    return this.#select(type, this.#roots, this.#operation.selections);
  }

  #select(type: string, source: object, selections: readonly Selection[]): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    for (const selection of selections) {
      if (selection.kind === 'field') {
        if (selection.include !== undefined && this.#valueOf(selection.include) !== true) continue;
        result[selection.alias] = this.#field(type, source, selection);
        continue;
      }
      const part = selection.kind === 'inline' ? selection : this.#document.fragments.get(selection.fragment);
      if (part === undefined) throw new GraphqlError('unknown fragment');
      if (part.on === undefined || part.on === type) Object.assign(result, this.#select(type, source, part.selections));
    }
    return result;
  }

  #field(type: string, source: object, field: Selection & { readonly kind: 'field' }): unknown {
    if (field.name === '__typename') return type;
    const definition = this.#schema.objects.get(type)?.get(field.name);
    if (definition === undefined) throw new GraphqlError(`Cannot query field "${field.name}" on type "${type}".`);
    const args = this.#arguments(field, definition);
    const raw: unknown = Reflect.get(source, field.name);
    const value: unknown = typeof raw === 'function' ? Reflect.apply(raw, source, [args]) : raw;
    if (value === undefined) throw new Error(`the fake has no ${type}.${field.name}`);
    return this.#complete(definition.type, value, field);
  }

  #complete(type: TypeReference, value: unknown, field: Selection & { readonly kind: 'field' }): unknown {
    if (value === null) {
      if (type.required) throw new Error(`the fake has null for ${field.name}`);
      return null;
    }
    if (type.kind === 'list') {
      return (value as unknown[]).map((item) => this.#complete(type.of, item, field));
    }
    const isObject = this.#schema.objects.has(type.name);
    if (isObject !== (field.selections !== undefined)) throw new GraphqlError(`field "${field.name}": wrong selection`);
    return field.selections === undefined ? value : this.#select(type.name, value as object, field.selections);
  }

  #arguments(field: Selection & { readonly kind: 'field' }, definition: FieldDefinition): Record<string, unknown> {
    for (const name of field.args.keys()) {
      if (!definition.args.has(name)) throw new GraphqlError(`Unknown argument "${name}" on field "${field.name}".`);
    }
    const args: Record<string, unknown> = {};
    for (const [name, type] of definition.args) {
      const literal = field.args.get(name);
      const value = literal === undefined ? null : this.#valueOf(literal);
      this.#check(value, type, `${field.name}(${name})`);
      args[name] = value;
    }
    return args;
  }

  #valueOf(literal: Literal): unknown {
    if (literal.kind === 'value') return literal.value;
    if (literal.kind === 'list') return literal.items.map((item) => this.#valueOf(item));
    if (literal.kind === 'object') {
      return Object.fromEntries([...literal.fields].map(([name, value]) => [name, this.#valueOf(value)]));
    }
    if (!this.#operation.variables.has(literal.name)) throw new GraphqlError(`unknown variable $${literal.name}`);
    return this.#variables.get(literal.name) ?? null;
  }

  #check(value: unknown, type: TypeReference, where: string): void {
    if (value === null || value === undefined) {
      if (type.required) throw new GraphqlError(`${where}: expected a value, got null`);
      return;
    }
    if (type.kind === 'list') {
      if (!Array.isArray(value)) throw new GraphqlError(`${where}: expected a list`);
      for (const item of value) this.#check(item, type.of, `${where}[]`);
      return;
    }
    const fields = this.#schema.inputs.get(type.name);
    if (fields === undefined) {
      if (!isScalar(type.name, value, this.#schema)) {
        throw new GraphqlError(`${where}: expected ${type.name}, got ${JSON.stringify(value).slice(0, 80)}`);
      }
      return;
    }
    if (typeof value !== 'object') throw new GraphqlError(`${where}: expected an object`);
    for (const name of Object.keys(value)) {
      if (!fields.has(name)) throw new GraphqlError(`${where}: field "${name}" is not defined by ${type.name}`);
    }
    for (const [name, expected] of fields) this.#check(Reflect.get(value, name), expected, `${where}.${name}`);
  }
}

function isScalar(type: string, value: unknown, schema: Schema): boolean {
  const values = schema.enums.get(type);
  if (values !== undefined) return values.has(String(value));
  if (type === 'Boolean') return typeof value === 'boolean';
  if (type === 'Int' || type === 'Int64' || type === 'Duration') return Number.isInteger(value);
  if (type === 'Float') return typeof value === 'number';
  if (type === 'JSONString') return typeof value === 'string' && isJson(value);
  return (type === 'String' || type === 'ID') && typeof value === 'string';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
