/** What becomes of one attribute: the row of an entity with one field, `it`, or why its schema refuses it. */
import type { AttributeValue } from '../../shared/adapters/dynamodb/attribute-value.ts';
import { EntityRows } from '../../shared/adapters/dynamodb/entity-rows.ts';
import { rowOfItem } from '../../shared/adapters/dynamodb/row-of-item.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import type { Field } from '../../shared/domain/definition/field.ts';
import type { Row } from '../../shared/domain/row/json.ts';

export function shapedRow(it: Field, value: AttributeValue): { row: Row } | { problem: string } {
  const entity = defineEntity({ name: 'thing', recognise: 'every-item', fields: { it } });
  const row = rowOfItem({ entity, key: 'k', keyFields: {} }, { it: value }, new Set());
  const checked = new EntityRows(entity, undefined).check('k', row);
  return 'reason' in checked ? { problem: checked.reason.message } : { row: checked.row };
}
