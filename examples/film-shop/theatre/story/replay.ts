import { ask } from '../ask.ts';
import type { Session } from '../session.ts';

/**
 * Replays what was published since a time into the index, as `headwater replay` does, and stays until it is delivered. One that is broken
 * off is cancelled.
 * @param from as `headwater replay --from` takes it
 */
export async function replayIntoIndex(session: Session, from: string, signal: AbortSignal): Promise<void> {
  const words = ['replay', '--from', from, '--consumer', 'search', '--detach', '--yes'];
  const { replay } = (await ask<{ readonly replay: string }>(session, words)).json;
  try {
    await ask(session, ['replay', 'status', replay, '--watch'], {
      signal,
      onProgress: (line) => {
        if (line.step === `replay ${replay}`) session.terminal.log(line);
      },
    });
  } catch (error) {
    await session.cloud.headwater(['replay', 'cancel', replay], { signal: new AbortController().signal });
    throw error;
  }
}
