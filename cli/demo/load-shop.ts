import type { LoadResult } from '../../examples/film-shop/load-films.ts';
import type { DeployedSession } from '../cloud/session.ts';
import { CommandError } from '../errors.ts';
import { load, type Shop } from './shop-day.ts';
import { tellLoad } from './tell.ts';
import { watchPassage, type Passage } from './watch.ts';

/** @throws CommandError when the deployment has no film shop */
export function shopOf({ deployment, clients, target }: DeployedSession, seed: string): Shop {
  const table = deployment.tables.find(({ name }) => name === 'shop');
  if (!table || target.kind === 'aws') {
    throw new CommandError(
      'There is no table "shop" here.',
      'The demo needs the film shop of examples/film-shop in headwater.config.ts.',
    );
  }
  return { client: clients.dynamoDb, table: table.physicalName, seed };
}

/** Loads the shop, stays until all of it has come through to every store, and tells how that went. */
export async function loadWatched(
  session: DeployedSession,
  shop: Shop,
  signal: AbortSignal,
): Promise<{ readonly result: LoadResult; readonly passage: Passage }> {
  const loaded = await watchPassage(session, 'load', signal, (onWritten) => load(shop, { onWritten, signal }));
  tellLoad(session.terminal, loaded.result, loaded.passage);
  return loaded;
}
