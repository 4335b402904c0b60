/** When alarms go off. All of them are whole numbers. */
export interface AlarmThresholds {
  /** Messages in a rejected queue or a DLQ, and records that were set aside: 1 to 1,000,000. One failed change is worth a look. @default 1 */
  readonly letters: number;
  /** Rows that the auditor finds out of step: 1 to 1,000,000. @default 1 */
  readonly drifted: number;
  /** Minutes that the oldest message of a buffer waits: 1 to 10,080. Three retries take longer than the default: beyond it a store is down. @default 15 */
  readonly oldestMessageMinutes: number;
  /** Minutes that a normalizer is behind its stream: 1 to 720. After 12 h records are set aside. @default 5 */
  readonly iteratorAgeMinutes: number;
  /** For how many minutes in a row they must be behind: 1 to 60. @default 3 */
  readonly minutesBehind: number;
}

export const ALARMS: AlarmThresholds = {
  letters: 1,
  drifted: 1,
  oldestMessageMinutes: 15,
  iteratorAgeMinutes: 5,
  minutesBehind: 3,
};
