/** A verb that another one asks (ask.ts): what it says goes there, and it works with the cloud that is open already. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { DeployedSession } from './cloud/session.ts';
import type { Terminal } from './output/terminal.ts';
import type { CloudOptions } from './verb-tools.ts';

/** Who asks. */
export interface Asking {
  /** Hears what the verb says. */
  readonly terminal: Terminal;
  readonly session: DeployedSession;
  /** What the session was opened with. */
  readonly options: CloudOptions;
}

// By the context of the call, as several may be asked at a time; and each verb opens its terminal and its session where it begins.
const asking = new AsyncLocalStorage<Asking>();

/** Who asks the verb that runs here; undefined when a person does. */
export function askedBy(): Asking | undefined {
  return asking.getStore();
}

/** Runs a verb for one who asks. */
export function runAsked<T>(by: Asking, work: () => Promise<T>): Promise<T> {
  return asking.run(by, work);
}
