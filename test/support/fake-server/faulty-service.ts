import { type FakeFault, type FakeFaultScope, FaultList } from './faults.js';
import type { FaultyServer } from './faulty-server.js';

/** What a real system serves, on one address or several, until something goes wrong. */
export interface FakeService {
  /** Of the first address; stays the same over restarts. */
  readonly url: string;
  /** Lets something go wrong with the requests to come. */
  fault(fault: FakeFault, scope?: FakeFaultScope): void;
  clearFaults(): void;
  /** Breaks all connections and refuses new ones, as after `kill -9`. What was stored stays. */
  stop(): Promise<void>;
  /** Listens at the same addresses again. */
  restart(): Promise<void>;
}

/** A service of servers that fail together. */
export abstract class FaultyService implements FakeService {
  protected readonly faults = new FaultList();
  /** The first is the one that {@link url} is of. */
  protected abstract readonly servers: readonly FaultyServer[];

  get url(): string {
    return this.servers[0]?.url ?? '';
  }

  fault(fault: FakeFault, scope?: FakeFaultScope): void {
    this.faults.add(fault, scope);
  }

  clearFaults(): void {
    this.faults.clear();
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
  }

  async restart(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.restart()));
  }
}
