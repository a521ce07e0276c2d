// Generated from semconv/model by semconv/generator: change the model, not this file.

/**
 * What a processor did.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_CPU_MODE = 'cpu.mode' as const;

/**
 * Enum value "user" for attribute {@link ATTR_CPU_MODE}.
 *
 * The program's own code.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const CPU_MODE_VALUE_USER = 'user' as const;

/**
 * Enum value "system" for attribute {@link ATTR_CPU_MODE}.
 *
 * The kernel, for the program.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const CPU_MODE_VALUE_SYSTEM = 'system' as const;

/**
 * Direction of traffic with a disk.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_DISK_IO_DIRECTION = 'disk.io.direction' as const;

/**
 * Enum value "read" for attribute {@link ATTR_DISK_IO_DIRECTION}.
 *
 * From the disk.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const DISK_IO_DIRECTION_VALUE_READ = 'read' as const;

/**
 * Enum value "write" for attribute {@link ATTR_DISK_IO_DIRECTION}.
 *
 * To the disk.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const DISK_IO_DIRECTION_VALUE_WRITE = 'write' as const;

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
 * Identifies a hardware component within its host.
 *
 * @example gpu_0
 * @example package_0
 * @example rail_vdd_in
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_HW_ID = 'hw.id' as const;

/**
 * Kind of a hardware component.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_HW_TYPE = 'hw.type' as const;

/**
 * Enum value "battery" for attribute {@link ATTR_HW_TYPE}.
 *
 * A battery.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const HW_TYPE_VALUE_BATTERY = 'battery' as const;

/**
 * Enum value "cpu" for attribute {@link ATTR_HW_TYPE}.
 *
 * A processor.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const HW_TYPE_VALUE_CPU = 'cpu' as const;

/**
 * Enum value "gpu" for attribute {@link ATTR_HW_TYPE}.
 *
 * A graphics processor.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const HW_TYPE_VALUE_GPU = 'gpu' as const;

/**
 * Enum value "memory" for attribute {@link ATTR_HW_TYPE}.
 *
 * Memory.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const HW_TYPE_VALUE_MEMORY = 'memory' as const;

/**
 * Enum value "power_supply" for attribute {@link ATTR_HW_TYPE}.
 *
 * A power supply or one of its rails.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const HW_TYPE_VALUE_POWER_SUPPLY = 'power_supply' as const;

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

/**
 * What space of a file system is used for.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_SYSTEM_FILESYSTEM_STATE = 'system.filesystem.state' as const;

/**
 * Enum value "used" for attribute {@link ATTR_SYSTEM_FILESYSTEM_STATE}.
 *
 * In use.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const SYSTEM_FILESYSTEM_STATE_VALUE_USED = 'used' as const;

/**
 * Enum value "free" for attribute {@link ATTR_SYSTEM_FILESYSTEM_STATE}.
 *
 * Free.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const SYSTEM_FILESYSTEM_STATE_VALUE_FREE = 'free' as const;

/**
 * What memory is used for.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_SYSTEM_MEMORY_STATE = 'system.memory.state' as const;

/**
 * Enum value "used" for attribute {@link ATTR_SYSTEM_MEMORY_STATE}.
 *
 * In use.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const SYSTEM_MEMORY_STATE_VALUE_USED = 'used' as const;

/**
 * Enum value "free" for attribute {@link ATTR_SYSTEM_MEMORY_STATE}.
 *
 * Free.
 *
 * @experimental This enum value is in development and may change in any release.
 */
export const SYSTEM_MEMORY_STATE_VALUE_FREE = 'free' as const;
