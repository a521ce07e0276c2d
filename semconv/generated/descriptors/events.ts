// Generated from semconv/model by semconv/generator: change the model, not this file.

import type { EventDescriptor } from '../../types.js';
import { clientEvents } from './events-client.js';
import { roundEvents } from './events-round.js';
import { runEvents } from './events-run.js';
import { trackingEvents } from './events-tracking.js';

const descriptors = {
  ...clientEvents,
  ...roundEvents,
  ...runEvents,
  ...trackingEvents,
};

/** Every registered name of the kind. */
export type EventName = keyof typeof descriptors;

/** Every registered event by its name. */
export const eventDescriptors: Readonly<Record<EventName, EventDescriptor>> = descriptors;
