/** One setting of the connection to MLflow: drives the reader, `--help` and the documentation. */
export interface MlflowOption {
  /** Name on the command line and in the configuration file, without dashes. */
  readonly name: string;
  readonly type: 'string' | 'number' | 'boolean';
  /** Value when nothing sets it. */
  readonly default?: string | number | boolean;
  /** Environment variables that set it. They are MLflow's own, with its meaning. */
  readonly env: readonly string[];
  /** What stands for the value in `--help`. */
  readonly placeholder?: string;
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
 * Every setting of the connection to MLflow. Names and meaning of the variables are those of MLflow's Python client
 * (`mlflow/environment_variables.py`), so that a shell which is set up for it is set up for us.
 */
export const mlflowOptions = {
  trackingUri: {
    name: 'mlflow-tracking-uri',
    type: 'string',
    default: 'http://127.0.0.1:5000',
    env: ['MLFLOW_TRACKING_URI'],
    placeholder: 'URL',
    help: 'MLflow tracking server, http or https',
  },
  experiment: {
    name: 'mlflow-experiment',
    type: 'string',
    env: ['MLFLOW_EXPERIMENT_NAME'],
    placeholder: 'NAME',
    help: 'experiment of every run; unset: one for each job, called like it',
  },
  username: {
    name: 'mlflow-username',
    type: 'string',
    env: ['MLFLOW_TRACKING_USERNAME'],
    placeholder: 'NAME',
    secret: true,
    help: 'user name; else that of the URL, else that of ~/.mlflow/credentials',
  },
  password: {
    name: 'mlflow-password',
    type: 'string',
    env: ['MLFLOW_TRACKING_PASSWORD'],
    placeholder: 'PASSWORD',
    secret: true,
    help: 'password; else that of the URL, else that of ~/.mlflow/credentials',
  },
  token: {
    name: 'mlflow-token',
    type: 'string',
    env: ['MLFLOW_TRACKING_TOKEN'],
    placeholder: 'TOKEN',
    secret: true,
    help: 'bearer token, where there is no user name with password',
  },
  insecureTls: {
    name: 'mlflow-insecure-tls',
    type: 'boolean',
    default: false,
    env: ['MLFLOW_TRACKING_INSECURE_TLS'],
    help: 'does not check the certificate of the server',
  },
  serverCert: {
    name: 'mlflow-server-cert',
    type: 'string',
    env: ['MLFLOW_TRACKING_SERVER_CERT_PATH'],
    placeholder: 'FILE',
    help: 'certificates (PEM) to trust instead of the ones of the system',
  },
  clientCert: {
    name: 'mlflow-client-cert',
    type: 'string',
    env: ['MLFLOW_TRACKING_CLIENT_CERT_PATH'],
    placeholder: 'FILE',
    help: 'our certificate and its key (PEM, one file), for servers that ask for one',
  },
  workspace: {
    name: 'mlflow-workspace',
    type: 'string',
    env: ['MLFLOW_WORKSPACE'],
    placeholder: 'NAME',
    help: 'workspace; only for servers that have workspaces',
  },
  timeoutSeconds: {
    name: 'mlflow-timeout',
    type: 'number',
    default: 120,
    minimum: 1,
    maximum: 3600,
    env: ['MLFLOW_HTTP_REQUEST_TIMEOUT'],
    placeholder: 'SECONDS',
    help: 'longest time of one request; below 60 a busy server looks like a dead one',
  },
} as const satisfies Readonly<Record<string, MlflowOption>>;

/** Name of a setting in code. */
export type MlflowOptionName = keyof typeof mlflowOptions;
