import type { LoadResult } from '../../load-films.ts';
import { PlayFailure } from '../failure.ts';
import type { Session } from '../session.ts';
import { load, type Shop } from './shop-day.ts';
import { tellLoad } from './tell.ts';
import { watchPassage, type Passage } from './watch.ts';

/** @throws PlayFailure when the deployment has no film shop */
export function shopOf({ deployment, clients, cloud }: Session, seed: string): Shop {
  const table = deployment.tables.find(({ name }) => name === 'shop');
  if (!table || cloud.kind === 'aws') {
    throw new PlayFailure(
      'There is no table "shop" here.',
      'The demo needs the film shop of examples/film-shop in headwater.config.ts.',
    );
  }
  return { client: clients.dynamoDb, table: table.physicalName, seed };
}

/** Loads the shop, stays until all of it has come through to every store, and tells how that went. */
export async function loadWatched(
  session: Session,
  shop: Shop,
  signal: AbortSignal,
): Promise<{ readonly result: LoadResult; readonly passage: Passage }> {
  const loaded = await watchPassage(session, 'load', signal, (onWritten) => load(shop, { onWritten, signal }));
  tellLoad(session.terminal, loaded.result, loaded.passage);
  return loaded;
}
