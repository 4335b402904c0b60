/** A row that the history says was deleted. */
export interface Deletion {
  readonly key: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Deletions drawn at random from what the analytics copy's history has. */
export interface Deletions {
  /** @param count at most; fewer when those parts of the history that were drawn have fewer */
  sample(entity: string, count: number): Promise<readonly Deletion[]>;
}
