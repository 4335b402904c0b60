/** Something that is broken on purpose, and how it is put right when the chapter that broke it cannot. */
export interface Obligation {
  readonly what: string;
  /** For a person, when putting it right fails as well. */
  readonly byHand: string;
  readonly putRight: () => Promise<void>;
}

export interface Failure {
  readonly obligation: Obligation;
  readonly error: unknown;
}

/** Keeps what a drill has broken, until it is mended. */
export class Obligations {
  readonly #open: Obligation[] = [];

  /** Noted before it is broken: an interruption may come at once. @returns to be called when it is mended */
  owe(obligation: Obligation): () => void {
    this.#open.push(obligation);
    return () => {
      const index = this.#open.indexOf(obligation);
      if (index !== -1) this.#open.splice(index, 1);
    };
  }

  /** Puts right what is left, the last first, and goes on after a failure. @returns what failed */
  async settle(onBegin: (what: string) => void): Promise<readonly Failure[]> {
    const failures: Failure[] = [];
    for (let obligation = this.#open.pop(); obligation; obligation = this.#open.pop()) {
      onBegin(obligation.what);
      try {
        await obligation.putRight();
      } catch (error) {
        failures.push({ obligation, error });
      }
    }
    return failures;
  }
}
