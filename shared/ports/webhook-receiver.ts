import type { WebhookAnswer } from '../domain/webhook/answer.ts';

export interface WebhookReceiver {
  /** Posts JSON. Never throws, never follows a redirect. */
  post(body: string, headers: Readonly<Record<string, string>>): Promise<WebhookAnswer>;
}
