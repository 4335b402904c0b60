/** Words that name what the definition declares. They are checked before any cloud is asked: a slip needs none to be told. */
import type { Command } from 'commander';
import { declared } from '../operations/deployment/declared-entity.ts';
import { noSuch } from '../operations/no-such.ts';
import { own } from '../shared/domain/own.ts';
import type { HeadwaterDefinition } from '../shared/domain/definition/headwater.ts';

/** The filters of `dlq` name what letters are about: an entity of theirs may be declared no longer. `discover` has tables of AWS. */
const NAME_ANYTHING: ReadonlySet<string> = new Set(['dlq', 'discover']);

/**
 * Looks at `<entity>`, `<key>`, `--entity`, `--consumer` and `--table` of a verb of Headwater's own.
 * @throws OperationError for the first that the definition does not declare, or a key that its entity cannot have
 */
export async function checkDeclaredWords(command: Command, definition: HeadwaterDefinition): Promise<void> {
  if ([command, command.parent].some((one) => NAME_ANYTHING.has(one?.name() ?? ''))) return;
  const { tables, consumers } = definition;
  const names = {
    entity: tables.flatMap(({ entities }) => entities.map(({ name }) => name)),
    consumer: consumers.map(({ name }) => name),
    table: tables.map(({ name }) => name),
  };
  for (const kind of ['table', 'consumer', 'entity'] as const) {
    for (const word of wordsFor(kind, command)) {
      if (!names[kind].includes(word)) throw noSuch(kind, word, names[kind]);
    }
  }
  const [entity] = wordsFor('entity', command);
  const key = wordsFor('key', command);
  if (entity === undefined || key.length === 0) return;
  // Imported here: most verbs take no key.
  const { readingsOf } = await import('../operations/row/item-key.ts');
  const owner = declared({ definition }, entity);
  readingsOf(owner.table, owner.entity, key);
}

function wordsFor(kind: string, command: Command): readonly string[] {
  const at = command.registeredArguments.findIndex((argument) => argument.name() === kind);
  const given: readonly unknown[] = [own(command.opts(), kind), command.processedArgs[at]].flat();
  return given.filter((word) => typeof word === 'string');
}
