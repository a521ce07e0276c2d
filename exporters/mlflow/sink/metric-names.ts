import type { PointKey } from '../../projection/types.js';
import { escapeKeyName, escapeKeyPart, keyToken, MAX_KEY_CHARACTERS } from '../api/keys.js';
import type { MlflowEntry } from '../api/types.js';

/** Where a point goes in MLflow. */
export interface MetricName {
  /** Legal key of a metric. */
  readonly key: string;
  /** Client whose child run has the metric; `undefined`: the run itself. */
  readonly child: string | undefined;
  /** Tells what a token in the key stands for; `undefined` when the key says it itself. */
  readonly tag: MlflowEntry | undefined;
}

/** Room that a client's id leaves for the rest of the key. */
const MAX_ID_CHARACTERS = 120;

/**
 * The names of points in MLflow: HiveWatch's (`round/accuracy`, `client.<id>.loss`, `sys.<id>.cpu_pct`), with ids escaped
 * so that every id is legal and can be read back. In child runs of single clients the id is left out
 * (`client/loss`), so that MLflow compares clients by one key.
 */
export class MetricNames {
  readonly #childRuns: boolean;
  readonly #names = new WeakMap<PointKey, MetricName>();

  /** @param childRuns whether single clients' points go to runs of their own (`--per-client runs`) */
  constructor(childRuns: boolean) {
    this.#childRuns = childRuns;
  }

  /** The name of a point's key. */
  of(key: PointKey): MetricName {
    let name = this.#names.get(key);
    if (name === undefined) {
      name = this.#make(key);
      this.#names.set(key, name);
    }
    return name;
  }

  #make({ group, client, path }: PointKey): MetricName {
    const rest = escapeKeyName(path.join(client === undefined ? '/' : '.'));
    // MLflow's page shows what begins so in its "System metrics" tab.
    if (client === undefined && group === 'sys') return bounded(`system/${rest}`, undefined);
    if (client === undefined) return bounded(group === 'scalar' ? rest : `${group}/${rest}`, undefined);
    if (this.#childRuns) return bounded(group === 'scalar' ? rest : `${group}/${rest}`, client);
    const escaped = escapeKeyPart(client);
    const token = escaped.length > MAX_ID_CHARACTERS ? keyToken(client) : undefined;
    const tag = token === undefined ? undefined : { key: `fl.client.${token}`, value: client };
    const prefix = group === 'scalar' ? 'client' : group;
    const infix = group === 'scalar' ? 'scalar.' : '';
    return bounded(`${prefix}.${token ?? escaped}.${infix}${rest}`, undefined, tag);
  }
}

/** A name that is too long as a whole becomes a token. */
function bounded(key: string, child: string | undefined, tag?: MlflowEntry): MetricName {
  if ([...key].length <= MAX_KEY_CHARACTERS) return { key, child, tag };
  const token = keyToken(key);
  return { key: token, child, tag: { key: `fl.key.${token}`, value: key } };
}
