import assert from 'node:assert/strict';
import { resourcesText } from '../../../cli/output/resources.js';
import type { ResourceView } from '../../../exporters/run-model/index.js';

const VIEW: ResourceView = {
  clientId: 'a',
  round: 1,
  samples: 3,
  seconds: 4,
  cpuPercentage: 20.04,
  cores: 1.5,
  memoryMegabytes: 512.4,
  gpuPercentage: undefined,
  gpuMemoryPercentage: undefined,
  hostCpuPercentage: 71,
  hostMemoryPercentage: 64,
  receivedMegabytes: 0,
  sentMegabytes: 1.25,
  watts: 20,
  joules: 60.25,
};

describe('the table of resources', () => {
  it('has a line for each round of each client, and - for what was not measured', () => {
    const text = resourcesText([VIEW, { ...VIEW, clientId: undefined, round: undefined, joules: undefined }]);
    const [head, first, second, , note] = text.split('\n');
    assert.match(head ?? '', /^ROUND +CLIENT +SAMPLES +SECONDS +CPU % +CORES +MEMORY +GPU % .* JOULES\*$/);
    assert.deepEqual((first ?? '').trim().split(/ {2,}/), [
      ...['1', 'a', '3', '4.00', '20.0', '1.50', '512.4 MB', '-', '0 B', '1.3 MB', '20.0', '60.3'],
    ]);
    assert.match(second ?? '', /^ +- +\(server\) .* -$/);
    assert.match(note ?? '', /of the whole host/);
  });

  it('says what to do where there are none', () => {
    assert.match(resourcesText([]), /nothing in this run uses a monitor \(fedotel\/monitor\)/);
  });

  it('shows ids that come from outside without what they could do to a terminal', () => {
    assert.equal(resourcesText([{ ...VIEW, clientId: 'x\u001b[2Jy' }]).includes('\u001b'), false);
  });
});
