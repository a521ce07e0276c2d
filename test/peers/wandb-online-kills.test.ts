import { checkKilledRun } from '../exporters/wandb/online/killed-run.js';
import { recordProof } from '../support/proof-figures.js';

describe('an online run whose bridge is killed twenty times under load', function () {
  this.timeout(900_000);
  const seed = Number(process.env.FEDOTEL_TEST_SEED ?? Math.floor(Math.random() * 1e9));

  it(`is complete in W&B, every line once and at its place (FEDOTEL_TEST_SEED=${seed})`, async () => {
    await checkKilledRun({ kills: 20, clients: 80, seed });
    const proof = { title: 'is complete in W&B, every line once and at its place' };
    recordProof(proof, { kills: 20, clients: 80, 'lines lost or twice': 0, seed });
  });
});
