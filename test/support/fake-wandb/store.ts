import type { FakeArtifact } from './artifact.js';
import { FakeRun } from './run.js';

/** A refusal that is answered with a status and W&B's form of an error. */
export class FakeRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** What the server keeps. */
export class FakeStore {
  /** By `entity/project/run`. */
  readonly runs = new Map<string, FakeRun>();
  readonly artifacts: FakeArtifact[] = [];
  /** Whom the key belongs to. */
  readonly defaultEntity = 'acme';
  /** Things that a client did and should not have, in words. */
  readonly problems: string[] = [];
  /** Where a path of storage goes, until it is used. */
  readonly slots = new Map<string, (content: Buffer) => void>();
  /** Rows by which the counts that the server tells lag behind. */
  countLag = 0;
  #ids = 0;

  /** A new opaque id. */
  id(kind: string): string {
    this.#ids += 1;
    return Buffer.from(`${kind}:v1:${this.#ids}`).toString('base64');
  }

  findRun(entity: string | null, project: string | null, name: string): FakeRun | undefined {
    return this.runs.get(`${entity ?? this.defaultEntity}/${project ?? 'uncategorized'}/${name}`);
  }

  /** @throws FakeRefusal 404 when there is none */
  run(entity: string | null, project: string | null, name: string): FakeRun {
    const run = this.findRun(entity, project, name);
    if (run === undefined) throw new FakeRefusal(404, `run ${entity}/${project}/${name} not found`);
    return run;
  }

  /** The only run, for tests that have one. */
  get onlyRun(): FakeRun {
    const [run, second] = [...this.runs.values()];
    if (run === undefined || second !== undefined) throw new Error(`expected one run, got ${this.runs.size}`);
    return run;
  }

  createRun(entity: string | null, project: string | null, name: string): FakeRun {
    const run = new FakeRun(this.id('Run'), entity ?? this.defaultEntity, project ?? 'uncategorized', name);
    this.runs.set(`${run.entity}/${run.project}/${run.name}`, run);
    return run;
  }

  artifact(id: string): FakeArtifact {
    const artifact = this.artifacts.find((candidate) => candidate.id === id);
    if (artifact === undefined) throw new FakeRefusal(404, `artifact ${id} not found`);
    return artifact;
  }

  /** Versions of an artifact that are whole, oldest first. */
  versions(collection: string, entity?: string, project?: string): readonly FakeArtifact[] {
    return this.artifacts.filter(
      (artifact) =>
        artifact.state === 'COMMITTED' &&
        artifact.collection === collection &&
        (entity === undefined || artifact.entity === entity) &&
        (project === undefined || artifact.project === project),
    );
  }
}
