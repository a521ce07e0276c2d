import assert from 'node:assert/strict';
import { createMemorySdk, install, uninstall } from '../support/memory-sdk.js';
import { record } from '../support/recording.js';

describe('providers', () => {
  afterEach(uninstall);

  /** One round with one client. */
  function playRound(run: ReturnType<typeof record>['run'], number: number): void {
    const round = run.startRound({ number });
    round.startTask({ client: 'a' });
    round.clientUpdate({ client: 'a' });
    round.end({ accuracy: number / 10 });
  }

  it('need not be there: everything is recorded, nothing fails', async () => {
    const { run, updates, events, warnings } = record();
    playRound(run, 1);
    await run.finish();
    assert.equal(updates().length, 1);
    assert.equal(events().length, 5);
    assert.deepEqual(
      warnings.map((warning) => warning.code),
      ['FEDOTEL_NOT_STARTED'],
    );
  });

  it('may be set before the run', async () => {
    const sdk = install(createMemorySdk());
    const { run } = record();
    playRound(run, 1);
    assert.equal(sdk.spans().length, 2);
    assert.equal(await sdk.value('fl.rounds.completed'), 1);
  });

  it('may be set after the run has started: spans and instruments follow with the next round', async () => {
    const { run } = record();
    playRound(run, 1);
    const sdk = install(createMemorySdk());
    playRound(run, 2);
    assert.equal(sdk.spans().length, 2);
    assert.equal(await sdk.value('fl.rounds.completed'), 1);
    assert.equal(await sdk.value('fl.active.runs'), 1);
    assert.equal(await sdk.value('fl.accuracy'), 0.2);
  });

  it('of telemetry serve where the app has none', async () => {
    const { run, core } = record();
    const own = createMemorySdk();
    core.setFallbackProviders(own);
    playRound(run, 1);
    assert.equal(own.spans().length, 2);
    assert.equal(await own.value('fl.rounds.completed'), 1);
  });

  it('that go and come back have counted the run once', async () => {
    const { run, core } = record();
    const own = createMemorySdk();
    for (const providers of [own, {}, own]) {
      core.setFallbackProviders(providers);
      playRound(run, 1);
    }
    assert.equal(await own.value('fl.active.runs'), 1);
    assert.equal(await own.value('fl.rounds.completed'), 2);
  });

  it("of the app come before telemetry's own", async () => {
    const app = install(createMemorySdk());
    const { run, core } = record();
    const own = createMemorySdk();
    core.setFallbackProviders(own);
    playRound(run, 1);
    assert.equal(own.spans().length, 0);
    assert.equal(await own.value('fl.rounds.completed'), undefined);
    assert.equal(app.spans().length, 2);
  });
});
