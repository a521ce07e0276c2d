// Generated from semconv/model by semconv/generator: change the model, not this file.

/**
 * Class of the error that an operation ended with.
 *
 * @example timeout
 * @example TypeError
 *
 * @note Low cardinality. Absent when the operation succeeded.
 */
export const ATTR_ERROR_TYPE = 'error.type' as const;

/**
 * Enum value "_OTHER" for attribute {@link ATTR_ERROR_TYPE}.
 *
 * An error that has no class of its own.
 */
export const ERROR_TYPE_VALUE_OTHER = '_OTHER' as const;

/**
 * Two-letter ISO 3166-1 code of a country.
 *
 * @example CA
 *
 * @note Warning: this is personal data where it locates a person's device.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_GEO_COUNTRY_ISO_CODE = 'geo.country.iso_code' as const;

/**
 * Name of a city, town or village.
 *
 * @example Montreal
 *
 * @note Warning: this is personal data where it locates a person's device.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_GEO_LOCALITY_NAME = 'geo.locality.name' as const;

/**
 * Latitude in WGS84 degrees.
 *
 * @example 45.5
 *
 * @note Warning: this is personal data where it locates a person's device.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_GEO_LOCATION_LAT = 'geo.location.lat' as const;

/**
 * Longitude in WGS84 degrees.
 *
 * @example -73.6
 *
 * @note Warning: this is personal data where it locates a person's device.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_GEO_LOCATION_LON = 'geo.location.lon' as const;

/**
 * Direction of traffic as seen by the emitter.
 *
 * @experimental This attribute is in release_candidate and may change in any release.
 */
export const ATTR_NETWORK_IO_DIRECTION = 'network.io.direction' as const;

/**
 * Enum value "transmit" for attribute {@link ATTR_NETWORK_IO_DIRECTION}.
 *
 * Sent by the server to clients.
 *
 * @experimental This enum value is in release_candidate and may change in any release.
 */
export const NETWORK_IO_DIRECTION_VALUE_TRANSMIT = 'transmit' as const;

/**
 * Enum value "receive" for attribute {@link ATTR_NETWORK_IO_DIRECTION}.
 *
 * Received by the server from clients.
 *
 * @experimental This enum value is in release_candidate and may change in any release.
 */
export const NETWORK_IO_DIRECTION_VALUE_RECEIVE = 'receive' as const;

/**
 * Identifies one instance (process) of a service.
 *
 * @example 627cc493-f310-47de-96bd-71410b7dec09
 */
export const ATTR_SERVICE_INSTANCE_ID = 'service.instance.id' as const;
