import { ask, type Answer } from '../ask.ts';
import { fileLateLines } from '../demo/file-late-lines.ts';
import { compareIndex, type Comparison } from '../story/comparison.ts';
import { bad, good } from '../styles.ts';
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

/** Of what `headwater ledger --json` says, what the play tells. */
interface Ledger {
  readonly stages: unknown;
  readonly consumers: unknown;
  readonly notCompared: unknown;
  readonly balanced: boolean;
}

export interface Verdict {
  readonly claims: readonly Claim[];
  readonly ledger: Ledger;
  readonly comparison: Comparison;
}

/** Holds the end of the day against what was promised. */
export async function verdict(day: BadDay, poison: readonly Poison[], mended: Mended): Promise<Verdict> {
  const { session, story, since } = day;
  story.epilogue('The end of the day', 'Nothing may be lost now, and nothing out of step.');
  const { json: ledger, text: ledgerText, to } = await readSettledLedger(day);
  story.seen(`npx headwater ledger --from ${since.toISOString()} --to ${to.toISOString()}`, ledgerText);
  const { comparison, text } = await compareIndex(session);
  const claims = [
    claim('the ledger over the day balances', ledger.balanced, 'changes are missing: the table above names the stage'),
    lettersClaim('the dead letters were exactly the poison', compareWithPoison(mended.letters, poison)),
    lettersClaim('the redrive left what it cannot mend, and only that', compareWithPoison(mended.left, [STRANGER])),
    lettersClaim('no letter of the day is left', compareWithPoison(await lettersOf(day), [])),
    claim('table and index are in step', comparison.inStep, text),
  ];
  story.seen('every row of the table against every document of the index', text);
  const { stages, consumers, notCompared, balanced } = ledger;
  return { claims, ledger: { stages, consumers, notCompared, balanced }, comparison };
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
async function readSettledLedger(day: BadDay): Promise<Answer<Ledger> & { readonly to: Date }> {
  const { session, since } = day;
  const to = new Date();
  let looks = 0;
  const { found } = await waitFor(day, 'the ledger balances', async () => {
    await fileLateLines(session);
    const words = ['ledger', '--from', since.toISOString(), '--to', to.toISOString()];
    const answer = await ask<Ledger>(session, words);
    looks += 1;
    return answer.json.balanced || looks >= LOOKS ? answer : undefined;
  });
  return { ...found, to };
}
