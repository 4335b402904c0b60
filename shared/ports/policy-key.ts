/** Where the key lies that field policies hash with. */
export interface PolicyKeySource {
  /** @throws HeadwaterError HW_POLICY_KEY_MISSING: nothing may be published until it can be read. */
  read(): Promise<Uint8Array>;
}
