import type { HeadwaterDefinition } from '../shared/domain/definition/headwater.ts';
import type { Deployment } from '../shared/runtime/deployment.ts';
import type { Clients } from './deployment/clients.ts';
import type { Target } from './deployment/target.ts';
import type { Progress } from './progress.ts';

/**
 * What every operation works on: a deployment of a definition, and how it is reached. Who asks for the operation, and where its
 * answer is shown, an operation does not know.
 */
export interface Deployed {
  readonly definition: HeadwaterDefinition;
  readonly stage: string;
  readonly target: Target;
  readonly region: string;
  readonly clients: Clients;
  readonly deployment: Deployment;
  /** Folder for what operations fetch, and keep for the next one. */
  readonly directory: string;
  /** Aborted when the operation is to end. */
  readonly signal?: AbortSignal | undefined;
  /** Told what happens meanwhile. */
  readonly onProgress: (progress: Progress) => void;
}
