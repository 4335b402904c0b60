import { readLedger } from '../../operations/ledger/read-ledger.ts';
import type { Verification } from '../../shared/runtime/verify/result.ts';
import { compareIndex } from '../compare.ts';
import { fileLateLines } from '../demo/file-late-lines.ts';
import type { Ledger } from '../../operations/ledger/balance.ts';
import { describeLedger } from '../output/ledger.ts';
import { bad, good } from '../output/terminal.ts';
import { describeVerification } from '../output/verification.ts';
import type { BadDay, Poison } from './day.ts';
import { compareWithPoison, lettersOf } from './letters.ts';
import type { Mended } from './mend.ts';
import { STRANGER } from './poison.ts';
import { waitFor } from '../story/wait.ts';

/** One thing that must hold at the end of the day. */
export interface Claim {
  readonly claim: string;
  readonly holds: boolean;
  /** What is wrong. */
  readonly why?: string;
}

export interface Verdict {
  readonly claims: readonly Claim[];
  readonly ledger: Ledger;
  readonly comparison: Verification;
}

/** Holds the end of the day against what was promised. */
export async function verdict(day: BadDay, poison: readonly Poison[], mended: Mended): Promise<Verdict> {
  const { session, signal, story, since } = day;
  story.epilogue('The end of the day', 'Nothing may be lost now, and nothing out of step.');
  const { ledger, to } = await readSettledLedger(day);
  story.seen(
    `npx headwater ledger --from ${since.toISOString()} --to ${to.toISOString()}`,
    describeLedger(ledger, { from: since, to }, []),
  );
  const comparison = await compareIndex(session, signal);
  const claims = [
    claim('the ledger over the day balances', ledger.balanced, 'changes are missing: the table above names the stage'),
    lettersClaim('the dead letters were exactly the poison', compareWithPoison(mended.letters, poison)),
    lettersClaim('the redrive left what it cannot mend, and only that', compareWithPoison(mended.left, [STRANGER])),
    lettersClaim('no letter of the day is left', compareWithPoison(await lettersOf(day), [])),
    claim('table and index are in step', comparison.inStep, describeVerification(comparison)),
  ];
  story.seen('every row of the table against every document of the index', describeVerification(comparison));
  return { claims, ledger, comparison };
}

export function describeClaims(claims: readonly Claim[]): string {
  return claims
    .map(({ claim: text, holds, why }) => (holds ? `  ${good('✓')} ${text}` : `  ${bad('✗')} ${text}: ${why ?? ''}`))
    .join('\n');
}

function claim(text: string, holds: boolean, why: string): Claim {
  return { claim: text, holds, ...(!holds && { why }) };
}

function lettersClaim(text: string, { missing, unexpected }: ReturnType<typeof compareWithPoison>): Claim {
  const parts = [
    ...(missing.length > 0 ? [`missing: ${missing.join('; ')}`] : []),
    ...(unexpected.length > 0 ? [`not expected: ${unexpected.join('; ')}`] : []),
  ];
  return claim(text, parts.length === 0, parts.join('; '));
}

const LOOKS = 12;

/** An emulator files a function's last line late: a ledger that does not balance is read again, for a while. */
async function readSettledLedger(day: BadDay): Promise<{ readonly ledger: Ledger; readonly to: Date }> {
  const { session, since, signal } = day;
  const to = new Date();
  let looks = 0;
  const { found } = await waitFor(day, 'the ledger balances', async () => {
    await fileLateLines(session);
    const ledger = await readLedger(session, { from: since, to }, signal);
    looks += 1;
    return ledger.balanced || looks >= LOOKS ? ledger : undefined;
  });
  return { ledger: found, to };
}
