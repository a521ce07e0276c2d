import assert from 'node:assert/strict';
import type { MlflowApi, MlflowMetric, MlflowPage, MlflowResult } from '../../../../exporters/mlflow/api/index.js';
import { readRounds } from '../../../../exporters/mlflow/reading/histories.js';
import { point } from '../../../support/mlflow-contract.js';

/** A client whose history comes in these pages, and what it was asked for. */
function paged(pages: readonly (readonly MlflowMetric[])[], endless = false) {
  const asked: (string | undefined)[] = [];
  const getMetricHistory: MlflowApi['getMetricHistory'] = async (_, __, page) => {
    const at = Number(page?.pageToken ?? 0);
    asked.push(page?.pageToken);
    const more = endless || at + 1 < pages.length;
    const value: MlflowPage<MlflowMetric> = {
      items: pages[at % pages.length] ?? [],
      nextPageToken: more ? String(at + 1) : undefined,
    };
    return { kind: 'ok', value } satisfies MlflowResult<MlflowPage<MlflowMetric>>;
  };
  return { api: { getMetricHistory } as unknown as MlflowApi, asked };
}

describe('readRounds', () => {
  it('reads every page, ascending by round', async () => {
    const { api, asked } = paged([
      [point({ step: 2, value: 2 }), point({ step: 10, value: 10 })],
      [point({ step: 1, value: 1 })],
    ]);
    assert.deepEqual(await readRounds(api, 'r', 'loss'), [
      { round: 1, value: 1 },
      { round: 2, value: 2 },
      { round: 10, value: 10 },
    ]);
    assert.deepEqual(asked, [undefined, '1']);
  });

  it('takes the younger value of a round, whatever page it is on', async () => {
    const { api } = paged([[point({ timestamp: 5, value: 5 })], [point({ timestamp: 4, value: 4 })]]);
    assert.deepEqual(await readRounds(api, 'r', 'loss'), [{ round: 1, value: 5 }]);
  });

  it('ends also when the pages do not', async () => {
    const page = Array.from({ length: 25_000 }, (_, step) => point({ step }));
    const { api, asked } = paged([page], true);
    assert.equal((await readRounds(api, 'r', 'loss')).length, 25_000);
    assert.equal(asked.length, 8);
  });

  it('ends with an empty page for ever, as old servers give', async () => {
    const { api, asked } = paged([[]], true);
    assert.deepEqual(await readRounds(api, 'r', 'loss'), []);
    assert.equal(asked.length, 1);
  });
});
