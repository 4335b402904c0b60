/** The secrets that requests are signed with. */
export interface SigningSecrets {
  /**
   * The present one, then the one before it while there is one. Remembered for some minutes.
   * @throws HeadwaterError HW_WEBHOOK_SECRET when it cannot be read
   */
  read(): Promise<readonly string[]>;
}
