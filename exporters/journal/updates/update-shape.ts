import { FIELD_COUNT } from '../identity/identity.js';

/**
 * Names of the fields of an update, in order. Nearly all updates of a run have the same fields in the same order, so they
 * share a shape, and whatever depends on the names alone (the bytes between the values, the set that de-duplication keeps)
 * is made once for all of them.
 */
export interface UpdateShape {
  /** Number of fields. */
  readonly size: number;
  /** The names; one and the same array whenever it is asked for. */
  readonly names: readonly string[];
  /** The names as de-duplication has them: with `FIELD_COUNT` when the update says how many fields it has. */
  fields(counted: boolean): readonly string[];
  /** What stands before each value in a journal line (`,"local_loss":`); `undefined` when a name is an unusual one. */
  readonly keys: readonly Uint8Array[] | undefined;
  /** The shape with one more field, or this shape when it has the field already. */
  with(name: string): UpdateShape;
  /** Place of a field in the order, -1 when it is not there. */
  indexOf(name: string): number;
}

/** Where shapes come from: equal ones are the same object as long as the tree is the same. */
export interface ShapeTree {
  /** The shape without fields. */
  readonly empty: UpdateShape;
  /** Shapes made so far. */
  readonly size: number;
}

/**
 * Names that JSON writes as they are and a JavaScript object keeps in order of arrival (unlike `7`). Others are no fault;
 * their updates only take the long way into the journal.
 */
const USUAL_NAME = /^[A-Za-z_][\w .:/-]*$/;
/** Names that mean something else in a client's record, or in any object. */
const UNUSUAL_NAMES: ReadonlySet<string> = new Set(['client_id', 'round', '__proto__']);

class TreeShape implements UpdateShape {
  /** The step taken last, which is nearly always the one that comes next. */
  #lastName: string | undefined;
  #lastNext: TreeShape = this;
  #next: Map<string, TreeShape> | undefined;
  #names: readonly string[] | undefined;
  #counted: readonly string[] | undefined;
  #keys: readonly Uint8Array[] | undefined;
  readonly #usual: boolean;

  constructor(
    readonly parent: TreeShape | undefined,
    readonly name: string,
    readonly size: number,
    readonly tree: { size: number },
  ) {
    this.#usual = parent === undefined || (parent.#usual && USUAL_NAME.test(name) && !UNUSUAL_NAMES.has(name));
  }

  get names(): readonly string[] {
    this.#names ??= this.parent === undefined ? [] : [...this.parent.names, this.name];
    return this.#names;
  }

  fields(counted: boolean): readonly string[] {
    if (!counted) return this.names;
    this.#counted ??= [...this.names, FIELD_COUNT];
    return this.#counted;
  }

  get keys(): readonly Uint8Array[] | undefined {
    if (this.#usual) this.#keys ??= this.names.map((name) => Buffer.from(`,"${name}":`, 'latin1'));
    return this.#keys;
  }

  with(name: string): TreeShape {
    if (this.#lastName === name) return this.#lastNext;
    this.#next ??= new Map();
    let next = this.#next.get(name);
    if (next === undefined) {
      next = this.indexOf(name) < 0 ? new TreeShape(this, name, this.size + 1, this.tree) : this;
      this.#next.set(name, next);
      this.tree.size++;
    }
    this.#lastName = name;
    this.#lastNext = next;
    return next;
  }

  indexOf(name: string): number {
    for (let shape: TreeShape = this; shape.parent !== undefined; shape = shape.parent) {
      if (shape.name === name) return shape.size - 1;
    }
    return -1;
  }
}

/** Makes a tree with nothing but the empty shape. */
export function createShapeTree(): ShapeTree {
  const tree = { size: 0 };
  const empty = new TreeShape(undefined, '', 0, tree);
  return {
    empty,
    get size() {
      return tree.size;
    },
  };
}
