/** Objects with more fields are not packed, and texts that are longer are not shared. */
const MAX_FIELDS = 1024;
const MAX_SHARED_LENGTH = 128;
/** Bounds of both lists: what comes later is packed without them. A run of 100,000 clients has as many ids. */
const MAX_SHAPES = 65_536;
const MAX_TEXTS = 262_144;

/** Fields whose texts differ from event to event, so that a list of them would be as long as the journal. */
const NEVER_ALIKE: ReadonlySet<string> = new Set([
  'timestamp',
  'start',
  'end',
  'trace_id',
  'span_id',
  'parent_span_id',
]);

/** The names of an object's fields, in order. */
export interface Shape {
  readonly id: number;
  readonly keys: readonly string[];
  /** By field: texts in it are worth sharing. */
  readonly shared: readonly boolean[];
}

/**
 * What the packed values of one run have in common: the field names of its objects, and the texts that come again and
 * again (client ids, operations, statuses). Both only grow, so that what was packed can be read for ever.
 */
export class Vocabulary {
  readonly #shapes: Shape[] = [];
  readonly #shapeIds = new Map<string, Shape>();
  /** The last shape of each number of fields: nearly always the one that is asked for next. */
  readonly #recent: (Shape | undefined)[] = [];
  readonly #texts: string[] = [];
  readonly #textIds = new Map<string, number>();

  /** The shape of an object; `undefined` for one that is too large, or too unlike the others. */
  shapeOf(object: object): Shape | undefined {
    const keys = Object.keys(object);
    const recent = this.#recent[keys.length];
    if (recent !== undefined && isSame(recent.keys, keys)) return recent;
    if (keys.length > MAX_FIELDS) return undefined;
    const name = JSON.stringify(keys);
    let shape = this.#shapeIds.get(name);
    if (shape === undefined) {
      if (this.#shapes.length >= MAX_SHAPES) return undefined;
      shape = { id: this.#shapes.length, keys, shared: keys.map((key) => !NEVER_ALIKE.has(key)) };
      this.#shapes.push(shape);
      this.#shapeIds.set(name, shape);
    }
    this.#recent[keys.length] = shape;
    return shape;
  }

  /** @throws RangeError for a number that no shape has */
  shape(id: number): Shape {
    const shape = this.#shapes[id];
    if (shape === undefined) throw new RangeError(`no shape ${id}`);
    return shape;
  }

  /** Number of a text; `undefined` for one that is not shared. */
  textId(text: string): number | undefined {
    if (text.length > MAX_SHARED_LENGTH) return undefined;
    let id = this.#textIds.get(text);
    if (id === undefined && this.#texts.length < MAX_TEXTS) {
      id = this.#texts.push(text) - 1;
      this.#textIds.set(text, id);
    }
    return id;
  }

  /** @throws RangeError for a number that no text has */
  text(id: number): string {
    const text = this.#texts[id];
    if (text === undefined) throw new RangeError(`no text ${id}`);
    return text;
  }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  for (let index = 0; index < b.length; index++) if (a[index] !== b[index]) return false;
  return true;
}
