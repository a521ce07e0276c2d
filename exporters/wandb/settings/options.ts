/** One setting of the way to W&B: drives the reader and the documentation. */
export interface WandbOption {
  readonly type: 'string' | 'number';
  /** Value when nothing sets it. */
  readonly default?: string | number;
  /** Environment variable that sets it. It is W&B's own, with its meaning. */
  readonly env: string;
  /** Smallest legal number. */
  readonly minimum?: number;
  /** Largest legal number. */
  readonly maximum?: number;
  /** Must not stand on a command line, where every user of the machine can read it: environment only. */
  readonly secret?: true;
  /** What it does, with unit, in one line. */
  readonly help: string;
}

/**
 * Every setting of the way to W&B. Names and meaning of the variables are those of the Python client 0.31
 * (`wandb/sdk/wandb_settings.py`), so that a shell which is set up for it is set up for us.
 */
export const wandbOptions = {
  apiKey: {
    type: 'string',
    env: 'WANDB_API_KEY',
    secret: true,
    help: 'API key; else the password that ~/.netrc has for the host of WANDB_BASE_URL',
  },
  baseUrl: {
    type: 'string',
    default: 'https://api.wandb.ai',
    env: 'WANDB_BASE_URL',
    help: 'W&B server, http or https',
  },
  project: {
    type: 'string',
    env: 'WANDB_PROJECT',
    help: 'project of every run; unset: one for each job, called like it',
  },
  entity: {
    type: 'string',
    env: 'WANDB_ENTITY',
    help: 'user or team that the project belongs to; unset: the default one of the key',
  },
  mode: {
    type: 'string',
    env: 'WANDB_MODE',
    help: 'online, offline or disabled; unset: online when there is a key, else offline',
  },
  group: {
    type: 'string',
    env: 'WANDB_RUN_GROUP',
    help: 'group of every run; unset: the run itself, or the run that it is a part of',
  },
  jobType: {
    type: 'string',
    env: 'WANDB_JOB_TYPE',
    help: 'kind of every run; unset: server',
  },
  tags: {
    type: 'string',
    env: 'WANDB_TAGS',
    help: 'tags of every run, with commas between them, 1 to 64 characters each',
  },
  name: {
    type: 'string',
    env: 'WANDB_NAME',
    help: 'name that every run is shown by; unset: its run id',
  },
  notes: {
    type: 'string',
    env: 'WANDB_NOTES',
    help: 'description of every run',
  },
  dir: {
    type: 'string',
    default: '.',
    env: 'WANDB_DIR',
    help: 'folder in which the folder wandb with the offline runs is',
  },
  httpProxy: {
    type: 'string',
    env: 'WANDB_HTTP_PROXY',
    secret: true,
    help: 'proxy for http addresses, which may have a password; unset: HTTP_PROXY',
  },
  httpsProxy: {
    type: 'string',
    env: 'WANDB_HTTPS_PROXY',
    secret: true,
    help: 'proxy for https addresses, which may have a password; unset: HTTPS_PROXY',
  },
  timeoutSeconds: {
    type: 'number',
    default: 60,
    minimum: 1,
    maximum: 3600,
    env: 'WANDB_HTTP_TIMEOUT',
    help: 'longest time of one request in seconds; a stream of rows has three times as long',
  },
} as const satisfies Readonly<Record<string, WandbOption>>;

/** Name of a setting in code. */
export type WandbOptionName = keyof typeof wandbOptions;
