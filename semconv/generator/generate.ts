import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type PageTexts, printPages } from './markdown/pages.js';
import { type ModelFiles, OTEL_ATTRIBUTES_FILE, OTEL_METRICS_FILE, readModel } from './read-model.js';
import type { Registry } from './registry.js';
import { checkRegistry } from './rules/check-registry.js';
import type { Problem } from './rules/rule.js';
import { printIndex } from './typescript/index-module.js';
import { printModules } from './typescript/modules.js';

/** What a run of the generator found or did. */
export type GenerateResult =
  /** All files are as the model says. `written` names those that were not before. */
  | { readonly kind: 'ok'; readonly written: readonly string[] }
  /** Check mode only: these files differ from what the model says, are missing, or should not be there. */
  | { readonly kind: 'stale'; readonly files: readonly string[] }
  /** The model breaks rules; nothing was written. */
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/** Files by path relative to the repository's root. */
export type Outputs = ReadonlyMap<string, string>;

/** Folders that hold nothing but generated files. */
const GENERATED_FOLDERS = ['semconv/generated', 'docs/conventions'];

async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') {
        return [];
      }
      throw error;
    },
  );
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/**
 * Reads the model's files.
 *
 * @param root the repository's root
 */
export async function loadModelFiles(root: string): Promise<ModelFiles> {
  const semconv = join(root, 'semconv');
  const paths = (await listFiles(join(semconv, 'model'))).filter((path) => path.endsWith('.yaml'));
  const all = [...paths, join(semconv, OTEL_ATTRIBUTES_FILE), join(semconv, OTEL_METRICS_FILE)];
  const texts = await Promise.all(all.map((path) => readFile(path, 'utf8')));
  return new Map(all.map((path, index) => [path.slice(semconv.length + 1), texts[index] ?? '']));
}

async function loadPageTexts(root: string): Promise<PageTexts> {
  const paths = await listFiles(join(root, 'semconv/generator/pages'));
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
  return new Map(paths.map((path, index) => [basename(path), texts[index] ?? '']));
}

/** Everything that follows from the model and the pages' texts. */
export function printOutputs(registry: Registry, texts: PageTexts): Outputs {
  const modules = printModules(registry);
  return new Map([
    ...modules.map((module) => [`semconv/${module.path}.ts`, module.text] as const),
    ['semconv/index.ts', printIndex(modules)],
    ...[...printPages(registry, texts)].map(([page, text]) => [`docs/conventions/${page}`, text] as const),
  ]);
}

async function findStale(root: string, outputs: Outputs): Promise<readonly string[]> {
  const folders = await Promise.all(GENERATED_FOLDERS.map((folder) => listFiles(join(root, folder))));
  const leftOver = folders.flat().map((path) => path.slice(root.length + 1));
  const differing = await Promise.all(
    [...outputs].map(async ([path, text]) => {
      const current = await readFile(join(root, path), 'utf8').catch(() => undefined);
      return current === text ? [] : [path];
    }),
  );
  return [...differing.flat(), ...leftOver.filter((path) => !outputs.has(path))].sort();
}

/**
 * Writes what the model says, or tells which files do not say it.
 *
 * @param options.root the repository's root
 * @param options.check write nothing
 * @throws ModelError when the model cannot be read
 */
export async function generate(options: { readonly root: string; readonly check: boolean }): Promise<GenerateResult> {
  const registry = readModel(await loadModelFiles(options.root));
  const problems = checkRegistry(registry);
  if (problems.length > 0) {
    return { kind: 'invalid', problems };
  }
  const outputs = printOutputs(registry, await loadPageTexts(options.root));
  const stale = await findStale(options.root, outputs);
  if (options.check) {
    return stale.length === 0 ? { kind: 'ok', written: [] } : { kind: 'stale', files: stale };
  }
  for (const path of stale) {
    const text = outputs.get(path);
    const target = join(options.root, path);
    if (text === undefined) {
      await rm(target);
    } else {
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, text);
    }
  }
  return { kind: 'ok', written: stale };
}
