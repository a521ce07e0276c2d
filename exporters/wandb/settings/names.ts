import { createHash } from 'node:crypto';

/** Longest name of a project (`wandb/sdk/wandb_settings.py`). */
const MAX_PROJECT = 128;
/** Longest run id that goes as it is: it becomes part of file names and addresses. */
const MAX_RUN_ID = 64;
/** What a project's name may not have (`wandb/sdk/wandb_settings.py`). */
const NOT_IN_PROJECT = /[/\\#?%:\p{Cc}]/gu;

/** Whether W&B takes a name for a project. */
export function isProjectName(name: string): boolean {
  return name !== '' && name.length <= MAX_PROJECT && name.search(NOT_IN_PROJECT) === -1;
}

/** The name of a job as W&B takes it for a project: what it refuses becomes `_`. */
export function projectName(job: string): string {
  return job.replaceAll(NOT_IN_PROJECT, '_').slice(0, MAX_PROJECT).trim() || 'federated-learning';
}

/**
 * The id of a run in W&B. One of letters, digits, `-`, `_` and `.` goes as it is; another one (W&B refuses `:;,#?/'`,
 * and it stands in addresses and in names of folders) gets a hash to be told from its like.
 */
export function runIdOf(runId: string): string {
  if (runId.length <= MAX_RUN_ID && /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(runId)) return runId;
  const readable = runId.replaceAll(/[^A-Za-z0-9_-]+/g, '-').slice(0, 40);
  const hash = createHash('sha256').update(runId).digest('hex').slice(0, 12);
  return `${readable.replace(/^-+|-+$/g, '') || 'run'}-${hash}`;
}
