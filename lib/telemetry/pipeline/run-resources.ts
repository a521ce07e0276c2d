import type { Resource } from '@opentelemetry/resources';
import { ATTR_FL_JOB_NAME, ATTR_FL_RUN_ATTEMPT, ATTR_FL_RUN_ID } from '../../../semconv/index.js';
import type { RunIdentity } from '../../core/records.js';
import type { Peers } from '../peers.js';

/** Resources of runs: that of the process plus the run's identity, one object per run and attempt. */
export interface RunResources {
  of(run: RunIdentity): Resource;
}

/** Runs whose resource is remembered; a forgotten one is made again. */
const MAX_REMEMBERED = 64;

/** Makes the resources over the attributes of the process. */
export function createRunResources(peers: Peers, attributes: Readonly<Record<string, string>>): RunResources {
  const { defaultResource, resourceFromAttributes } = peers.get('@opentelemetry/resources');
  const base = defaultResource().merge(resourceFromAttributes(attributes));
  const remembered = new Map<string, Resource>();
  return {
    of(run) {
      const key = JSON.stringify([run.id, run.attempt, run.job]);
      const known = remembered.get(key);
      if (known !== undefined) {
        return known;
      }
      const oldest = remembered.keys().next();
      if (remembered.size >= MAX_REMEMBERED && !oldest.done) {
        remembered.delete(oldest.value);
      }
      const resource = base.merge(
        resourceFromAttributes({
          [ATTR_FL_RUN_ID]: run.id,
          [ATTR_FL_RUN_ATTEMPT]: run.attempt,
          [ATTR_FL_JOB_NAME]: run.job,
        }),
      );
      remembered.set(key, resource);
      return resource;
    },
  };
}
