/** Messages that wait for each consumer, by its name. */
export type Backlog = ReadonlyMap<string, number>;

/** Two looks: what a function hands back is counted nowhere for a moment. */
const LOOKS = 2;

interface Seen {
  readonly waiting: number;
  /** Messages that were taken at the least: the sum of what the buffer became shorter by from look to look. */
  readonly taken: number;
  /** What waited at the first looks, the most of them. */
  readonly owed: number;
  readonly looks: number;
  /** Looks in a row with no more than before the replay. */
  readonly quiet: number;
}

/**
 * Whether consumers have done what a replay left in their buffers. Beside live traffic a buffer need never be empty, nor as
 * short as before: then it counts that as many messages were taken as waited when the replay had ended, for those came first
 * (but for SQS' best effort in keeping the order).
 */
export class Drained {
  readonly #before: Backlog;
  readonly #seen = new Map<string, Seen>();

  constructor(before: Backlog) {
    this.#before = before;
  }

  /** @returns whether all are done */
  look(backlog: Backlog): boolean {
    for (const [name, waiting] of backlog) {
      const last = this.#seen.get(name) ?? { waiting, taken: 0, owed: 0, looks: 0, quiet: 0 };
      const looks = last.looks + 1;
      const owed = looks <= LOOKS ? Math.max(last.owed, waiting) : last.owed;
      const taken = last.taken + Math.max(last.waiting - waiting, 0);
      const quiet = waiting <= (this.#before.get(name) ?? 0) ? last.quiet + 1 : 0;
      this.#seen.set(name, { waiting, taken, owed, looks, quiet });
    }
    return [...this.#seen.values()].every(
      ({ quiet, taken, owed, looks }) => quiet >= LOOKS || (looks > LOOKS && taken > 0 && taken >= owed),
    );
  }

  /** Messages taken so far, of all consumers: it stands still where none takes any. */
  get taken(): number {
    return this.#seen.values().reduce((sum, { taken }) => sum + taken, 0);
  }
}
