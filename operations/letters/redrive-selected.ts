import type { Hash } from '../../shared/domain/row/protect.ts';
import { openIndexedRows } from '../deployment/indexed-rows.ts';
import type { Deployed } from '../deployed.ts';
import { collectLetters, type Collected } from './collect.ts';
import { createPace } from './pace.ts';
import { planRedrive, type RedrivePlan } from './redrive-plan.ts';
import { judgeFor, redriveLetters, type RedriveCounts } from './redrive.ts';
import type { SelectionOptions } from './selection.ts';
import type { Judge } from './verdict.ts';
import { walkChosen } from './walk-chosen.ts';

export interface PlannedRedrive {
  readonly plan: RedrivePlan;
  readonly collected: Collected;
  readonly judge: Judge;
}

export interface PlanOptions {
  /** Letters of each place to look at. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

export interface RedriveSettings {
  /** Changes a second. */
  readonly rate: number;
  readonly signal: AbortSignal;
  /** Counted up while it runs, so that an interruption can say how far it came. */
  readonly counts: RedriveCounts;
}

/** Finds out what a redrive of the selected letters would do with each. Nothing moves. */
export async function planSelected(
  deployed: Deployed,
  options: SelectionOptions,
  { limit, signal }: PlanOptions,
): Promise<PlannedRedrive> {
  const judge = judgeFor(deployed);
  const plan = planRedrive();
  const collected = await collectLetters(deployed, options, {
    limit,
    signal,
    onLetter: async (letter) => plan.add(letter, await judge(letter)),
  });
  return { plan, collected, judge };
}

/** Does it. Each letter is judged again: it may have been mended, or written over, in the meantime. */
export async function redrivePlanned(
  deployed: Deployed,
  { plan, collected, judge }: PlannedRedrive,
  { rate, signal, counts }: RedriveSettings,
): Promise<void> {
  counts.stays += plan.lines().reduce((sum, { does, letters }) => sum + (does === 'stays' ? letters : 0), 0);
  let read: Promise<Hash | undefined> | undefined;
  const hash = () => (read ??= openIndexedRows(deployed).then((rows) => rows.hash));
  const redrive = { deployed, judge, hash, pace: createPace(rate), counts, signal };
  await walkChosen(deployed, collected, plan, signal, (letters) => redriveLetters(letters, redrive));
}
