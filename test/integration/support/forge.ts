import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { generationOf, positionOf } from '../../../shared/domain/change/position.ts';
import { packChanges } from '../../../shared/domain/change/pack.ts';
import type { Pipeline } from './pipeline.ts';

const TOP = '9'.repeat(40);

/** Puts an event on the bus as anybody can who may put events there: of price 99, with a position above all that will ever come. */
export async function forge({ session }: Pipeline, key: string, id: string, at: number): Promise<void> {
  const { deployment, clients } = session;
  const table = deployment.tables[0];
  const { name: bus } = deployment.bus;
  const source = `headwater.${table?.name ?? ''}`;
  const after = { id: key, title: 'forged', releaseDate: '1998-06-12', price: 99, director: 'Nobody' };
  const [pack] = packChanges(source, new Map(), [
    {
      operation: 'updated',
      entity: 'film',
      id,
      key,
      position: positionOf(generationOf(table?.streamArn ?? ''), TOP),
      at: new Date(Math.floor(at / 1_000) * 1_000).toISOString(),
      before: { price: 1 },
      changed: ['price'],
      after,
    },
  ]);
  if (!pack) throw new Error('nothing was packed');
  const { detailType, detail } = pack.event;
  await clients.eventBridge.send(
    new PutEventsCommand({
      Entries: [{ EventBusName: bus, Source: source, DetailType: detailType, Detail: detail }],
    }),
  );
}
