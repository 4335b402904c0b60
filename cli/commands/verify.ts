import { openDeployedSession, type CommonOptions } from '../cloud/session.ts';
import { collectEarly } from '../collect-early.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { bad } from '../output/terminal.ts';
import { describeVerification } from '../output/verification.ts';
import { createDriftFile } from '../verify/drift-file.ts';
import { explainKey } from '../verify/explain-key.ts';
import { describeFalse, falseIn } from '../verify/false-changes.ts';
import { openCopies, type CopySelection } from '../verify/open-copies.ts';
import { runVerification, type Extent } from '../verify/run-verification.ts';
import { keysTyped } from '../verify/typed-keys.ts';
import type { Verification } from '../../shared/runtime/verify/result.ts';

export interface VerifyOptions extends CommonOptions, CopySelection {
  /** Seconds. */
  readonly grace: number;
  readonly sample?: Extent | undefined;
  /** As typed: the printed key, or its parts. */
  readonly key?: readonly string[] | undefined;
  /** Where all differences go. */
  readonly out?: string | undefined;
  readonly examples: number;
  readonly history: boolean;
}

/** Is every copy in step with the table? */
export async function verify(options: VerifyOptions, signal: AbortSignal): Promise<ExitCode> {
  collectEarly();
  const session = await openDeployedSession(options, { writes: false, signal });
  using opened = await openCopies(session, { ...options, signal });
  if (options.key !== undefined)
    return await explainKey(session.terminal, opened, await keysTyped(session, opened, options.key));
  await using file = options.out === undefined ? undefined : await createDriftFile(options.out);
  const start = performance.now();
  const result = await runVerification(session.terminal, opened, {
    graceSeconds: options.grace,
    extent: options.sample,
    examples: options.examples,
    signal,
    onDifference: (difference) => file?.write(difference),
  });
  const seconds = Math.round((performance.now() - start) / 100) / 10;
  session.terminal.log({ step: 'verify', state: 'done', text: `${seconds} s` });
  const unreadableObjects = opened.unreadableObjects();
  const falseChanges = await falseIn(opened.histories);
  const lines = [
    ...unreadableObjects.map(({ key, because }) =>
      bad(`${key} cannot be read, nor its changes: ${because} -> npx headwater set-aside`),
    ),
    ...falseChanges.map(describeFalse),
  ];
  const found = {
    ...(unreadableObjects.length > 0 && { unreadableObjects }),
    ...(falseChanges.length > 0 && { falseChanges }),
  };
  session.terminal.result({ ...result, ...found, seconds }, [describeVerification(result), ...lines].join('\n'));
  return lines.length > 0 ? EXIT.failed : exitCodeOf(result);
}

export function exitCodeOf({ inStep, decided }: Pick<Verification, 'inStep' | 'decided'>): ExitCode {
  if (!inStep) return EXIT.failed;
  return decided ? EXIT.ok : EXIT.unknown;
}
