export type { ReceiverLimits, ReceiverOptions, ReceiverSecurity } from './options.js';
export { createReceiver } from './receiver.js';
export type { Accept, AcceptResult, ExportRequest, Receiver, Routes } from './types.js';
