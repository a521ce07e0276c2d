import assert from 'node:assert/strict';
import { PRIVACY_VARIABLES, resolvePrivacy } from '../../../lib/privacy/settings.js';

/** Runs with variables set, and takes them back. */
function withVariables<T>(variables: Readonly<Record<string, string>>, action: () => T): T {
  Object.assign(process.env, variables);
  try {
    return action();
  } finally {
    for (const name of Object.keys(variables)) {
      delete process.env[name];
    }
  }
}

describe('privacy settings', () => {
  it('hide nothing unless told', () => {
    assert.deepEqual(resolvePrivacy(undefined, undefined), {
      clientIds: 'plain',
      key: undefined,
      perClient: true,
      minGroup: 1,
      location: 'coarse',
      secureAggregation: false,
    });
  });

  const variables = {
    [PRIVACY_VARIABLES.clientIds]: 'hmac',
    [PRIVACY_VARIABLES.key]: 'a key of the environment',
    [PRIVACY_VARIABLES.perClient]: 'samples, trainDuration',
    [PRIVACY_VARIABLES.minGroup]: '7',
    [PRIVACY_VARIABLES.location]: 'off',
    [PRIVACY_VARIABLES.secureAggregation]: 'true',
  };
  const fromVariables = {
    clientIds: 'hmac',
    key: 'a key of the environment',
    perClient: ['samples', 'trainDuration'],
    minGroup: 7,
    location: 'off',
    secureAggregation: true,
  };

  it('come from the environment when the app passes no options at all', () => {
    assert.deepEqual(
      withVariables(variables, () => resolvePrivacy(undefined, undefined)),
      fromVariables,
    );
  });

  it('come from the environment when the app passes empty options', () => {
    assert.deepEqual(
      withVariables(variables, () => resolvePrivacy({}, undefined)),
      fromVariables,
    );
  });

  it('in code win over the environment', () => {
    const code = { clientIds: 'plain', key: 'a key of the code', perClient: true, minGroup: 2, location: 'exact' };
    assert.deepEqual(
      withVariables(variables, () => resolvePrivacy(code, false)),
      { ...code, secureAggregation: false },
    );
  });

  for (const [text, value] of [
    ['true', true],
    ['1', true],
    ['false', false],
    ['0', false],
    ['False', false],
    ['TRUE', true],
    ['', true],
  ] as const) {
    it(`read the variable for single clients: ${JSON.stringify(text)}`, () => {
      const variables = { [PRIVACY_VARIABLES.perClient]: text };
      assert.equal(withVariables(variables, () => resolvePrivacy(undefined, undefined)).perClient, value);
    });
  }

  it('keep groups of five together once anything is hidden', () => {
    assert.equal(resolvePrivacy({ perClient: false }, undefined).minGroup, 5);
    assert.equal(resolvePrivacy({ perClient: ['samples'] }, undefined).minGroup, 5);
    assert.equal(resolvePrivacy({}, true).minGroup, 5);
  });

  it('drop locations with pseudonyms unless they are asked for', () => {
    const key = 'a key of the tests';
    assert.equal(resolvePrivacy({ clientIds: 'hmac', key }, undefined).location, 'off');
    assert.equal(resolvePrivacy({ clientIds: 'hmac', key, location: 'exact' }, undefined).location, 'exact');
    assert.equal(resolvePrivacy({ clientIds: 'hmac', key, perClient: ['location'] }, undefined).location, 'coarse');
  });

  it('take no key that is easily guessed, and show none in a message', () => {
    for (const key of ['hunter2-hunter2', 'hunter2'.repeat(1000), 7, '']) {
      assert.throws(
        () => resolvePrivacy({ key }, undefined),
        (error: Error) =>
          /privacy\.key: expected a text of 16 to 4096 characters, got/.test(error.message) &&
          !error.message.includes('hunter2'),
      );
    }
  });

  for (const [options, message] of [
    [{ clientIds: 'hash' }, /privacy\.clientIds: expected one of plain, hmac, got "hash"/],
    [{ perClient: ['los'] }, /privacy\.perClient: expected one of loss, .*, got "los"/],
    [{ perClient: 'false' }, /privacy\.perClient: expected true or false, got "false"/],
    [{ minGroup: 0 }, /privacy\.minGroup: expected an integer of at least 1, got 0/],
    [{ clientids: 'hmac' }, /privacy: expected clientIds, .*, got "clientids"/],
    ['hmac', /privacy: expected an object, got "hmac"/],
  ] as const) {
    it(`refuse ${JSON.stringify(options)}`, () => {
      assert.throws(() => resolvePrivacy(options, undefined), message);
    });
  }

  for (const [name, value] of [
    [PRIVACY_VARIABLES.clientIds, 'hmca'],
    [PRIVACY_VARIABLES.perClient, 'flase'],
    [PRIVACY_VARIABLES.minGroup, 'five'],
    [PRIVACY_VARIABLES.location, 'none'],
    [PRIVACY_VARIABLES.secureAggregation, 'maybe'],
  ] as const) {
    it(`refuse ${name}=${value} and name the variable`, () => {
      assert.throws(
        () => withVariables({ [name]: value }, () => resolvePrivacy(undefined, undefined)),
        new RegExp(`option ${name}: expected`),
      );
    });
  }
});
