/** What `headwater doctor` says of one thing. */
export interface Finding {
  readonly check: string;
  /** `none`: not there, and not needed for what was asked. */
  readonly state: 'ok' | 'bad' | 'none';
  readonly text: string;
  /** What mends it, or what it would be needed for. */
  readonly next?: string;
}

export const ok = (check: string, text: string): Finding => ({ check, state: 'ok', text });
export const bad = (check: string, text: string, next: string): Finding => ({ check, state: 'bad', text, next });
export const none = (check: string, text: string, next: string): Finding => ({ check, state: 'none', text, next });

/** A check that throws has found what its error says. */
export async function looked(check: string, look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const next = 'next' in error && typeof error.next === 'string' ? error.next : 'Mend what the line says.';
    return bad(check, error.message, next);
  }
}
