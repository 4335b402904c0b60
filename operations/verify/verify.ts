import type { FoundFalse } from '../../shared/runtime/verify/false-changes.ts';
import type { Verification } from '../../shared/runtime/verify/result.ts';
import type { Deployed } from '../deployed.ts';
import { falseIn } from './false-changes.ts';
import type { OpenCopies, UnreadableObject } from './open-copies.ts';
import { runVerification, type RunOptions } from './run-verification.ts';

/** How the copies stand to the table, and what else was found on the way. */
export interface VerifyReport {
  readonly verification: Verification;
  /** Objects of the history that nobody can read: the analytics copy was compared without them. */
  readonly unreadableObjects: readonly UnreadableObject[];
  /** Changes in the history that no stream gave. */
  readonly falseChanges: readonly FoundFalse[];
  readonly seconds: number;
}

/** Is every copy that was opened in step with the table? */
export async function verifyCopies(deployed: Deployed, opened: OpenCopies, options: RunOptions): Promise<VerifyReport> {
  const start = performance.now();
  const verification = await runVerification(deployed, opened, options);
  const seconds = Math.round((performance.now() - start) / 100) / 10;
  deployed.onProgress({ of: 'verify', step: 'ends', seconds });
  const unreadableObjects = opened.unreadableObjects();
  return { verification, unreadableObjects, falseChanges: await falseIn(opened.histories), seconds };
}
