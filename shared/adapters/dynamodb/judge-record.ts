/** Whether a record becomes an item that is read again as the same entity and row: asked before anything is written. */
import { tableAttributes } from '../../domain/definition/attributes.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import type { TableDefinition } from '../../domain/definition/headwater.ts';
import { own } from '../../domain/own.ts';
import type { Hash } from '../../domain/row/protect.ts';
import type { RowFault } from '../../domain/row/row-faults.ts';
import { isWrittenObject } from '../../domain/row/written.ts';
import type { JudgeRecord, JudgedRecord, StoredItem } from '../../ports/item-writer.ts';
import { storedItem } from './attribute-value.ts';
import { EntityRows } from './entity-rows.ts';
import { beyondDynamoDb } from './item-limits.ts';
import { itemOfRow, type MadeItem } from './item-of-row.ts';
import { Recogniser, type Recognised } from './recognise.ts';
import { rowOfItem } from './row-of-item.ts';
import { itemOfStored } from './stored-item.ts';

/** @param hash needed when a field policy of the table hashes */
export function recordJudge(table: TableDefinition, hash?: Hash): JudgeRecord {
  const recogniser = new Recogniser(table, hash);
  const known = tableAttributes(table);
  const rows = new Map(table.entities.map((entity) => [entity.name, new EntityRows(entity, hash)]));
  return (entity, record) => {
    if (!isWrittenObject(record)) {
      return rejected(entity, { field: '', problem: 'is no JSON object: a record is {"<field>": <value>, ...}' });
    }
    const made = itemOfRow(table, entity, record);
    const [fault = beyondDynamoDb(table, made.item)] = made.faults;
    if (fault) return rejected(entity, fault);
    const recognised = recogniser.recognise(made.item);
    const lost = readAsAnother(entity, made, recognised);
    const checks = rows.get(entity.name);
    if (lost || !recognised || !checks) return rejected(entity, lost ?? { field: '', problem: 'is of another table' });
    const { key } = recognised;
    const row = rowOfItem(recognised, made.item, known);
    const checked = checks.check(key, row);
    if ('reason' in checked) return { status: 'rejected', key, reason: checked.reason };
    return { status: 'row', key, row, item: storedItem(made.item) };
  };
}

function readAsAnother(entity: Entity, { parts }: MadeItem, recognised: Recognised | undefined): RowFault | undefined {
  const other = recognised?.entity.name;
  if (other !== entity.name) {
    const whose =
      other === undefined ? 'no entity would recognise its item' : `its item would be recognised as ${other}`;
    return { field: partFields(parts), problem: `cannot be written: ${whose}, by what its key or its attributes hold` };
  }
  const moved = Object.keys(parts).find((name) => own(recognised?.keyFields, name) !== own(parts, name));
  if (moved === undefined) return undefined;
  return {
    field: `/${moved}`,
    problem: `would be read from the key as something else: it holds what delimits the parts of ${JSON.stringify(templatesOf(entity))}`,
  };
}

function partFields(parts: Readonly<Record<string, string>>): string {
  const names = Object.keys(parts);
  return names.length === 1 ? `/${names[0]}` : '';
}

function templatesOf({ recognise }: Entity): string {
  return typeof recognise === 'object' && 'pk' in recognise
    ? [recognise.pk, recognise.sk].filter(Boolean).join(' ')
    : '';
}

function rejected({ name }: Entity, { field, problem }: RowFault): JudgedRecord {
  return {
    status: 'rejected',
    reason: {
      code: 'HW_ROW_INVALID',
      message: `${name}: ${field || 'the record'} ${problem}`,
      ...(field && { field }),
    },
  };
}

/** Tells the entity of an item; undefined when none recognises it. */
export function entityTeller(table: TableDefinition, hash?: Hash): (item: StoredItem) => string | undefined {
  const recogniser = new Recogniser(table, hash);
  return (item) => recogniser.recognise(itemOfStored(item))?.entity.name;
}
