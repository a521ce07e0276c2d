/** Places of network addresses, from a file of the operator's. */
export { ADDRESS_FIELDS, createPlaceLookup } from './place-lookup.js';
