import { ClientUpdate, createShapeTree, type UpdateGroup } from '../journal/index.js';
import type { AttributeMap, Instant } from '../otlp/visitor.js';
import { readOperation, readRound } from './client-update.js';
import type { Origin } from './origin.js';

/** A group of updates and its number among the groups of a request, from 0. */
export interface NumberedGroup {
  readonly group: UpdateGroup;
  readonly number: number;
}

/** Shapes of updates that are remembered from request to request. */
const MAX_SHAPES = 4_096;

/** Opens the updates of a request. Those of one run, round and operation share a group, and their fields shapes. */
export class UpdateOpener {
  readonly #origin: Origin;
  #shapes = createShapeTree();
  /** The groups by all that they are made of. */
  readonly #groups = new Map<string, NumberedGroup>();
  /** The group that was asked for last. */
  #last: NumberedGroup | undefined;

  constructor(origin: Origin) {
    this.#origin = origin;
  }

  /**
   * The group of the update that a record with these attributes is part of.
   *
   * @param foreign the record comes from a scope other than ours
   * @throws MalformedRecordError when the run is missing, or the round is no whole number from 0
   */
  groupOf(attributes: AttributeMap, foreign: boolean): NumberedGroup {
    const { runId, attempt } = this.#origin.runOf(attributes);
    const round = readRound(attributes);
    const operation = readOperation(attributes, this.#origin.reader);
    const last = this.#last?.group;
    if (
      this.#last !== undefined &&
      last?.runId === runId &&
      last.attempt === attempt &&
      last.round === round &&
      last.operation === operation &&
      last.foreign === foreign
    ) {
      return this.#last;
    }
    // The ids come last, the first after its length, so that no two groups share a text.
    const key = `${foreign}|${round}|${attempt}|${operation.length}|${operation}${runId}`;
    let found = this.#groups.get(key);
    if (found === undefined) {
      found = { group: { runId, attempt, round, operation, foreign }, number: this.#groups.size };
      this.#groups.set(key, found);
    }
    this.#last = found;
    return found;
  }

  /** Starts an update, without fields. */
  open(group: UpdateGroup, client: string, { millis, nanos }: Instant): ClientUpdate {
    return new ClientUpdate(group, client, millis, nanos, this.#shapes.empty);
  }

  /** The request is over. */
  forget(): void {
    this.#groups.clear();
    this.#last = undefined;
    if (this.#shapes.size > MAX_SHAPES) this.#shapes = createShapeTree();
  }
}
