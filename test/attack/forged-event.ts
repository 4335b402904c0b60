/** An event as anyone may put it on the bus, made without the product's code. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { AttackedCloud } from './cloud.ts';

export interface ForgedFilm {
  readonly id: string;
  readonly key: string;
  readonly position: string;
  readonly price: number;
}

export interface ForgedEvent {
  readonly operation: 'created' | 'deleted';
  readonly changes: readonly unknown[];
}

export function filmChange({ id, key, position, price }: ForgedFilm): Record<string, unknown> {
  const row = { id: key, title: 'Forged', releaseDate: '1998-06-12', price };
  return { id, key, position, at: '2026-11-23T18:00:00Z', after: row };
}

export async function putOnBus({ pipeline }: AttackedCloud, { operation, changes }: ForgedEvent): Promise<void> {
  const Entry = {
    EventBusName: pipeline.session.deployment.bus.name,
    Source: 'headwater.shop',
    DetailType: `film.${operation}`,
    Detail: JSON.stringify({ schema: 'film@1', changes }),
  };
  const { FailedEntryCount = 0 } = await new EventBridgeClient({}).send(new PutEventsCommand({ Entries: [Entry] }));
  if (FailedEntryCount > 0) throw new Error('the bus refused a forged event');
}
