import assert from 'node:assert/strict';
import { type WandbOption, wandbOptions } from '../../../../exporters/wandb/settings/index.js';

describe('options of the way to W&B', () => {
  const options: readonly WandbOption[] = Object.values(wandbOptions);

  it('have the variables that W&B’s own client has', () => {
    assert.deepEqual(options.map(({ env }) => env).sort(), [
      'WANDB_API_KEY',
      'WANDB_BASE_URL',
      'WANDB_DIR',
      'WANDB_ENTITY',
      'WANDB_HTTPS_PROXY',
      'WANDB_HTTP_PROXY',
      'WANDB_HTTP_TIMEOUT',
      'WANDB_JOB_TYPE',
      'WANDB_MODE',
      'WANDB_NAME',
      'WANDB_NOTES',
      'WANDB_PROJECT',
      'WANDB_RUN_GROUP',
      'WANDB_TAGS',
    ]);
  });

  it('say what they do, in one line', () => {
    for (const { help } of options) assert.match(help, /^\w.*[^.]$/);
  });

  it('keep the key and passwords of proxies off the command line', () => {
    assert.deepEqual(
      options.filter(({ secret }) => secret).map(({ env }) => env),
      ['WANDB_API_KEY', 'WANDB_HTTP_PROXY', 'WANDB_HTTPS_PROXY'],
    );
  });
});
