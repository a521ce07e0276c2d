import { clientFields } from '../../semconv/index.js';
import { type Needles, needlesOfNumber, needlesOfText } from './needles.js';

/** Values of a hospital's run that occur nowhere else, by what they are. */
export const TEXTS = {
  id: 'hospital-Quedlinburg-7',
  name: 'Klinikum Quedlinburg am Harz',
  city: 'Quedlinburg-Altstadt',
  reason: 'no route to 10.99.88.77 of Quedlinburg ward 3',
  errorMessage: 'patient list of ward Quedlinburg-9 is unreadable',
  errorWord: 'quedlinburg-word-77',
  attribute: 'scanner-QX-551-attribute',
  nestedAttribute: 'nested-QX-552-attribute',
  reportAttribute: 'report-QX-553-attribute',
  clientHost: 'ws-4471.quedlinburg.example',
  clientCommand: '/opt/quedlinburg/bin/train --ward 3',
} as const;

/** Numbers about one client besides the known fields. */
export const NUMBERS = {
  metric: 0.731_250_913,
  revealingMetric: 0.731_250_917,
  nestedLoss: 0.731_250_919,
  reportMetric: 0.731_250_923,
  lat: 51.789_123_457,
  lon: 11.141_592_653,
  baseRound: 730_000_019,
  scalar: 0.731_250_929,
} as const;

/** What must never leave, whatever the settings. */
export const SECRETS = {
  apiKey: 'S3-api-key-aa11',
  token: 'S3-token-bb22',
  password: 'S3-password-cc33',
  connection: 'S3-connection-dd44',
  url: 'S3-url-ee55',
  flag: 'S3-flag-ff66',
  attribute: 'S3-attribute-gg77',
  reportAttribute: 'S3-report-hh88',
  metadata: 'S3-metadata-ii99',
  path: 'S3-path-jj10',
  hmacKey: 'S3-hmac-key-kk11-kk11',
} as const;

/** Values of all known fields, each like no other: integers above 2^29, ratios and losses below 1. */
export const FIELDS: Readonly<Record<string, number>> = Object.fromEntries(
  clientFields.map(({ field, valueType }, index) => [
    field,
    valueType === 'int' ? 700_000_000 + 1009 * index : 0.611_000_007 + index / 1000,
  ]),
);

/** Every sentinel that privacy can hide, by name. */
export const SENTINELS: ReadonlyMap<string, Needles> = new Map([
  ...Object.entries(TEXTS).map(([name, text]) => [name, needlesOfText(text)] as const),
  ...Object.entries(NUMBERS).map(([name, value]) => [name, needlesOfNumber(value)] as const),
  ...Object.entries(FIELDS).map(([name, value]) => [name, needlesOfNumber(value)] as const),
]);

/** Sentinels that leave under no settings: error messages are no part of the contract. */
export const NEVER: ReadonlyMap<string, Needles> = new Map([
  ...Object.entries(SECRETS).map(([name, text]) => [`secret ${name}`, needlesOfText(text)] as const),
  ['errorMessage', needlesOfText(TEXTS.errorMessage)],
]);
