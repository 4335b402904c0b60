/** Waits until nothing is on its way, finishes what was killed half-way, and compares. */
import { setTimeout as pause } from 'node:timers/promises';
import { differences, type AcceptedWrite } from './compare.ts';
import { headwater, type AttackedCloud } from './cloud.ts';

/** A message of a killed worker is invisible for six function timeouts; an outage adds its retry delays. */
const PATIENCE_MILLISECONDS = 420_000;

/** A reindex or a backfill that was killed goes on by the same command. */
export async function finishOperations(): Promise<readonly string[]> {
  const notDone: string[] = [];
  const { said: state } = await headwater('reindex', 'film').ended;
  const underWay = /reindex film-\d+ -> film-\d+/.test(state);
  const kept = state.includes('--finish');
  const commands = [
    ...(underWay && !kept ? [['reindex', 'film', '--yes']] : []),
    ...(underWay ? [['reindex', 'film', '--finish', '--yes']] : []),
    ['backfill', '--entity', 'film', '--yes'],
  ];
  for (const command of commands) {
    const { code, said } = await headwater(...command).ended;
    if (code !== 0) notDone.push(`headwater ${command.join(' ')} ended with ${code ?? 'no code'}: ${said.slice(-300)}`);
  }
  return notDone;
}

/** @returns differences that are still there when patience ends */
export async function untilInStep(
  { pipeline, stores }: AttackedCloud,
  prefix: string,
  writes: readonly AcceptedWrite[],
  signal: AbortSignal,
  patience = PATIENCE_MILLISECONDS,
): Promise<readonly string[]> {
  const deadline = Date.now() + patience;
  const { consumers } = pipeline.session.deployment;
  let found: readonly string[] = [];
  while (!signal.aborted && Date.now() < deadline) {
    const waiting = await Promise.all(consumers.map(({ bufferUrl }) => pipeline.messages(bufferUrl)));
    if (waiting.every((messages) => messages === 0)) {
      found = await differences(stores, { prefix, writes, compacted: false }).catch((error: unknown) => [
        String(error),
      ]);
      if (found.length === 0) return [];
    } else found = [`buffers: ${waiting.join(', ')} messages wait`];
    await pause(2000);
  }
  return found;
}

export async function compacted(
  { stores }: AttackedCloud,
  prefix: string,
  writes: readonly AcceptedWrite[],
): Promise<readonly string[]> {
  const { code, said } = await headwater('compact', 'film').ended;
  if (code !== 0) return [`compact ended with ${code ?? 'no code'}: ${said.slice(-300)}`];
  return differences(stores, { prefix, writes, compacted: true }).catch((error: unknown) => [String(error)]);
}
