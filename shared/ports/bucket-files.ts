/** An object of a bucket. */
export interface StoredFile {
  readonly key: string;
  readonly bytes: number;
  /** Epoch milliseconds, by the clock of the store. */
  readonly modified: number;
}

/** A bucket's objects as they are. Errors are HW_BUCKET_UNAVAILABLE, to be tried again. */
export interface BucketFiles {
  list(prefix: string): Promise<readonly StoredFile[]>;
  /** @returns undefined when nothing lies there (any more) */
  read(key: string): Promise<Uint8Array | undefined>;
  /** Like `read`, with what says which content it was. */
  look(key: string): Promise<{ readonly body: Uint8Array; readonly tag: string } | undefined>;
  /**
   * @param tag of what was looked at; undefined when nothing was there
   * @returns whether it was written; not when somebody else was faster
   */
  replace(key: string, body: Uint8Array, tag: string | undefined): Promise<boolean>;
  /** An object is there whole or not at all. */
  write(key: string, body: Uint8Array): Promise<void>;
  /** What is gone already is no error. */
  remove(keys: readonly string[]): Promise<void>;
}
