/** What requests are signed with. */
export interface SigningKeys {
  /**
   * The present key, then the one before it while there is one. Remembered for some minutes, unless it cannot be had.
   * @throws HeadwaterError HW_WEBHOOK_SECRET when it cannot be read, or is no key
   */
  read(): Promise<readonly Uint8Array[]>;
}
