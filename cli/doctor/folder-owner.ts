import { join, resolve } from 'node:path';
import { type BridgeAddress, findBridge } from '../../exporters/bridge/discovery.js';
import { type FolderOwner, findFolderOwner } from '../../exporters/journal/index.js';
import { reasonOf, systemCodeOf } from '../errors.js';
import { type Finding, well, wrong } from './finding.js';

/** Who has the folder of the runs, and the bridge that it announced. */
export interface OwnerAnswer {
  readonly finding: Finding;
  /** `undefined` when no bridge runs on the folder. */
  readonly bridge: BridgeAddress | undefined;
}

/** Which process may write the folder: one bridge at a time. What a killed one left means nobody. */
export async function checkFolderOwner(runsDir: string): Promise<OwnerAnswer> {
  const what = 'folder owner';
  const stateDir = join(resolve(runsDir), '.state');
  try {
    const owner = await findFolderOwner(stateDir);
    if (owner === undefined || owner.state === 'gone') {
      const who = owner === undefined ? 'nobody' : `nobody: process ${owner.pid} on ${owner.host} is gone`;
      return { finding: well(what, `${who}; the next bridge takes it`), bridge: undefined };
    }
    const bridge = await findBridge(stateDir);
    return { finding: describe(what, owner, bridge), bridge: owner.state === 'runs' ? bridge : undefined };
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') {
      return { finding: well(what, 'nobody; no bridge has had it yet'), bridge: undefined };
    }
    const mend = `give this user the right to read and write ${stateDir}`;
    return { finding: wrong(what, reasonOf(error), mend), bridge: undefined };
  }
}

function describe(
  what: string,
  { pid, host, since, state, silentSeconds }: FolderOwner,
  bridge?: BridgeAddress,
): Finding {
  const who = `process ${pid} on ${host} since ${since}`;
  if (state === 'unseen') {
    return well(what, `${who}, which cannot be seen from here; it showed life ${Math.round(silentSeconds)} s ago`);
  }
  return well(what, bridge === undefined ? `${who}; it takes no telemetry (yet)` : `${who}, a bridge on ${bridge.url}`);
}
