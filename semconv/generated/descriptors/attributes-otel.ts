// Generated from semconv/model by semconv/generator: change the model, not this file.

import type { AttributeDescriptor } from '../../types.js';

/** Descriptors of the attributes in the model's `otel.yaml`. */
export const otelAttributes = {
  'error.type': {
    key: 'error.type',
    type: 'enum',
    template: false,
    brief: 'Class of the error that an operation ended with.',
    members: ['_OTHER'],
    sensitive: false,
    journal: 'error',
  },
  'geo.country.iso_code': {
    key: 'geo.country.iso_code',
    type: 'string',
    template: false,
    brief: 'Two-letter ISO 3166-1 code of a country.',
    sensitive: true,
    journal: 'country',
  },
  'geo.locality.name': {
    key: 'geo.locality.name',
    type: 'string',
    template: false,
    brief: 'Name of a city, town or village.',
    sensitive: true,
    journal: 'city',
  },
  'geo.location.lat': {
    key: 'geo.location.lat',
    type: 'double',
    template: false,
    brief: 'Latitude in WGS84 degrees.',
    sensitive: true,
    journal: 'lat',
  },
  'geo.location.lon': {
    key: 'geo.location.lon',
    type: 'double',
    template: false,
    brief: 'Longitude in WGS84 degrees.',
    sensitive: true,
    journal: 'lng',
  },
  'network.io.direction': {
    key: 'network.io.direction',
    type: 'enum',
    template: false,
    brief: 'Direction of traffic as seen by the emitter.',
    members: ['transmit', 'receive'],
    sensitive: false,
  },
  'service.instance.id': {
    key: 'service.instance.id',
    type: 'string',
    template: false,
    brief: 'Identifies one instance (process) of a service.',
    sensitive: false,
    journal: 'instance',
  },
} satisfies Readonly<Record<string, AttributeDescriptor>>;
