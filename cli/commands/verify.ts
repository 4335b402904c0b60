import { createDriftFile } from '../../operations/verify/drift-file.ts';
import { explainKey } from '../../operations/verify/explain-key.ts';
import { openCopies } from '../../operations/verify/open-copies.ts';
import { keysTyped } from '../../operations/verify/typed-keys.ts';
import { verifyCopies } from '../../operations/verify/verify.ts';
import type { Verification } from '../../shared/runtime/verify/result.ts';
import { openDeployedSession } from '../cloud/session.ts';
import { collectEarly } from '../collect-early.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { describeExplained, explainedReport } from '../output/explained-key.ts';
import { describeFalse } from '../output/false-change.ts';
import { bad } from '../output/terminal.ts';
import { describeVerification } from '../output/verification.ts';
import type { VerifyOptions } from '../verbs/verify.ts';

/** Is every copy in step with the table? */
export async function verify(options: VerifyOptions, signal: AbortSignal): Promise<ExitCode> {
  collectEarly();
  const session = await openDeployedSession(options, { writes: false, signal });
  using opened = await openCopies(session, { ...options, signal });
  if (options.key !== undefined) {
    const explained = await explainKey(opened, await keysTyped(session, opened, options.key));
    session.terminal.result(explainedReport(explained), describeExplained(explained));
    const { known, falseChanges, unreadable } = explained;
    if (falseChanges.length > 0 || known.some(({ sight }) => sight.difference)) return EXIT.failed;
    return unreadable.length > 0 ? EXIT.unknown : EXIT.ok;
  }
  await using file = options.out === undefined ? undefined : await createDriftFile(options.out);
  const { verification, unreadableObjects, falseChanges, seconds } = await verifyCopies(session, opened, {
    graceSeconds: options.grace,
    extent: options.sample,
    examples: options.examples,
    signal,
    onDifference: (difference) => file?.write(difference),
  });
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
  const text = [describeVerification(verification), ...lines].join('\n');
  session.terminal.result({ ...verification, ...found, seconds }, text);
  return lines.length > 0 ? EXIT.failed : exitCodeOf(verification);
}

export function exitCodeOf({ inStep, decided }: Pick<Verification, 'inStep' | 'decided'>): ExitCode {
  if (!inStep) return EXIT.failed;
  return decided ? EXIT.ok : EXIT.unknown;
}
