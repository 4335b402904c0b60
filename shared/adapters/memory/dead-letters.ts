import { HeadwaterError } from '../../domain/errors.ts';
import type { DeadLetter, DeadLetters } from '../../ports/dead-letters.ts';

/** A dead-letter queue in memory; while `down` it stores nothing and says so. */
export class MemoryDeadLetters implements DeadLetters {
  readonly letters: DeadLetter[] = [];
  down = false;

  put(letters: readonly DeadLetter[]): Promise<void> {
    if (this.down) return Promise.reject(new HeadwaterError('HW_DEAD_LETTER_FAILED', 'the dead-letter queue is down'));
    this.letters.push(...letters);
    return Promise.resolve();
  }
}
