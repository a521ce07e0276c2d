import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { loadModelFiles } from '../../../semconv/generator/generate.js';
import { type ModelFiles, readModel } from '../../../semconv/generator/read-model.js';
import type { Registry } from '../../../semconv/generator/registry.js';
import { checkRegistry } from '../../../semconv/generator/rules/check-registry.js';
import type { Problem } from '../../../semconv/generator/rules/rule.js';

/** The repository's root: tests run there. */
export const ROOT = resolve('.');

/** One change of a file of the model. */
export interface Change {
  /** Relative to `semconv/`. */
  readonly file: string;
  /** Text that must be there; its first occurrence is replaced. */
  readonly from: string;
  readonly to: string;
}

let realModel: Promise<ModelFiles> | undefined;

function loadRealModel(): Promise<ModelFiles> {
  realModel ??= loadModelFiles(ROOT);
  return realModel;
}

/** The real model with some texts changed. */
export async function changedModel(...changes: readonly Change[]): Promise<ModelFiles> {
  const files = new Map(await loadRealModel());
  for (const { file, from, to } of changes) {
    const text = files.get(file) ?? '';
    assert.ok(text.includes(from), `${file} does not hold ${JSON.stringify(from)}`);
    files.set(
      file,
      text.replace(from, () => to),
    );
  }
  return files;
}

/** The real model, changed and read. */
export async function changedRegistry(...changes: readonly Change[]): Promise<Registry> {
  return readModel(await changedModel(...changes));
}

/** What the rules say of the changed model. */
export async function problemsOf(...changes: readonly Change[]): Promise<readonly Problem[]> {
  return checkRegistry(await changedRegistry(...changes));
}

/** Asserts that a change breaks a rule at a place, and that the rule's text tells why. */
export async function assertRefused(
  change: Change | readonly Change[],
  expected: { readonly rule: string; readonly where: string; readonly message: RegExp },
): Promise<void> {
  const problems = await problemsOf(...('file' in change ? [change] : change));
  const found = problems.filter(({ rule, where }) => rule === expected.rule && where === expected.where);
  assert.ok(found.length > 0, `no problem ${expected.rule} at ${expected.where} among ${JSON.stringify(problems)}`);
  assert.match(found.map(({ message }) => message).join('\n'), expected.message);
}
