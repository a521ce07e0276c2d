import { checkKilledRun } from './killed-run.js';

describe('an online run whose bridge is killed under load', function () {
  this.timeout(120_000);
  const seed = Number(process.env.FEDOTEL_TEST_SEED ?? Math.floor(Math.random() * 1e9));

  it(`is complete in W&B, every line once and at its place (FEDOTEL_TEST_SEED=${seed})`, async () => {
    await checkKilledRun({ kills: 4, clients: 40, seed });
  });
});
