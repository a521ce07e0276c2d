import {
  ATTR_FL_CLIENT_ID,
  ATTR_FL_OPERATION_NAME,
  ATTR_FL_ROUND_NUMBER,
  ATTR_FL_UPDATE_FIELD_COUNT,
} from '../../../../semconv/index.js';
import type { AttributeMap, UpdateRecord } from '../../../core/records.js';
import { writeAttribute, writeAttributes } from './attributes.js';
import { ByteWriter } from './byte-writer.js';

/** Tag of `attributes` in `NumberDataPoint`. */
export const POINT_ATTRIBUTES = 0x3a;

/**
 * Attributes of the points of updates, as bytes. Neighbours in a batch are much alike: what the update before had too is
 * not encoded again. What is returned holds until the next call of the same method.
 */
export class UpdateAttributes {
  readonly #identity = new ByteWriter(256);
  readonly #round = new ByteWriter(64);
  readonly #operation = new ByteWriter(64);
  readonly #marker = new ByteWriter(256);
  #lastRound: number | undefined;
  #lastOperation: string | undefined;
  #lastMarker: AttributeMap | undefined;
  #lastPoints = 0;

  /** What all points of an update have. */
  identity({ round, client, operation }: UpdateRecord): Uint8Array {
    if (round !== this.#lastRound) {
      this.#lastRound = round;
      this.#round.clear();
      writeAttribute(this.#round, POINT_ATTRIBUTES, ATTR_FL_ROUND_NUMBER, round);
    }
    if (operation !== this.#lastOperation) {
      this.#lastOperation = operation;
      this.#operation.clear();
      writeAttribute(this.#operation, POINT_ATTRIBUTES, ATTR_FL_OPERATION_NAME, operation);
    }
    const writer = this.#identity;
    writer.clear();
    writer.raw(this.#round.written);
    writeAttribute(writer, POINT_ATTRIBUTES, ATTR_FL_CLIENT_ID, client);
    writer.raw(this.#operation.written);
    return writer.written;
  }

  /**
   * What the marker has besides. Updates that say the same mostly have the same object.
   *
   * @param points number of the update's points
   */
  marker({ marker }: UpdateRecord, points: number): Uint8Array {
    if (marker !== this.#lastMarker || points !== this.#lastPoints) {
      this.#lastMarker = marker;
      this.#lastPoints = points;
      this.#marker.clear();
      writeAttributes(this.#marker, POINT_ATTRIBUTES, marker);
      writeAttribute(this.#marker, POINT_ATTRIBUTES, ATTR_FL_UPDATE_FIELD_COUNT, points);
    }
    return this.#marker.written;
  }
}
