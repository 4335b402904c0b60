import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { TableDefinition } from '../../shared/domain/definition/headwater.ts';
import { noSuch } from '../no-such.ts';
import type { Deployed } from '../deployed.ts';

/** The table that declares an entity, and the entity as it declares it. @throws OperationError when none does */
export function declared(
  deployed: Pick<Deployed, 'definition'>,
  name: string,
): { table: TableDefinition; entity: Entity } {
  const { tables } = deployed.definition;
  for (const table of tables) {
    const entity = table.entities.find((candidate) => candidate.name === name);
    if (entity) return { table, entity };
  }
  throw noSuch(
    'entity',
    name,
    tables.flatMap(({ entities }) => entities.map((entity) => entity.name)),
  );
}
