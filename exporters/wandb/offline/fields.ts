/**
 * Numbers of fields in W&B's messages (`wandb/proto/wandb_internal.proto` of the Python client 0.31.0), as far as they
 * are written here.
 */
export const RECORD = {
  num: 1,
  history: 2,
  summary: 3,
  config: 5,
  files: 6,
  stats: 7,
  artifact: 8,
  alert: 10,
  metric: 12,
  run: 17,
  exit: 18,
  header: 21,
} as const;

/** `HistoryRecord`. */
export const HISTORY = { item: 1, step: 2 } as const;

/** `HistoryItem`, `SummaryItem`, `StatsItem` and `ConfigItem`. */
export const ITEM = { key: 1, nestedKey: 2, valueJson: 16 } as const;

/** `StatsRecord`. */
export const STATS = { timestamp: 2, item: 3 } as const;

/** `google.protobuf.Timestamp`. */
export const TIMESTAMP = { seconds: 1, nanos: 2 } as const;

/** `RunRecord`. */
export const RUN = {
  runId: 1,
  entity: 2,
  project: 3,
  config: 4,
  runGroup: 6,
  jobType: 7,
  displayName: 8,
  notes: 9,
  tags: 10,
  startTime: 17,
} as const;

/** `MetricRecord`. */
export const METRIC = { name: 1, stepMetric: 4, options: 6, summary: 7 } as const;

/** `MetricOptions`. */
export const METRIC_OPTIONS = { stepSync: 1, hidden: 2, defined: 3 } as const;

/** `MetricSummary`. */
export const METRIC_SUMMARY = { min: 1, max: 2, mean: 3, last: 5, none: 6, first: 8 } as const;

/** `FilesItem`, with the type of files that belong to values of the history. */
export const FILE = { path: 1, type: 3, media: 2 } as const;

/** `ArtifactRecord`. */
export const ARTIFACT = {
  runId: 1,
  project: 2,
  entity: 3,
  type: 4,
  name: 5,
  digest: 6,
  description: 7,
  metadata: 8,
  aliases: 11,
  manifest: 12,
  finalize: 14,
  clientId: 15,
  sequenceClientId: 16,
} as const;

/** `ArtifactManifest`. */
export const MANIFEST = { version: 1, storagePolicy: 2, storagePolicyConfig: 3, contents: 4 } as const;

/** `ArtifactManifestEntry`. */
export const MANIFEST_ENTRY = { path: 1, digest: 2, size: 4, localPath: 6 } as const;

/** `AlertRecord`. */
export const ALERT = { title: 1, text: 2, level: 3 } as const;

/** `RunExitRecord`. */
export const EXIT = { exitCode: 1, runtime: 2 } as const;
