import type { Entity } from './entity.ts';
import type { ColumnType } from './field.ts';
import type { TableDefinition } from './headwater.ts';
import { fieldNameProblems } from './field-names.ts';
import { duplicatesOf, indexNameProblems, nameProblems } from './names.ts';
import { entityPolicyProblems } from './policy-problems.ts';
import { searchSettingsProblems } from './search-settings.ts';
import { columnProblems } from './twin-columns.ts';

/** What is wrong with an entity, a line each, naming entity, field and fix. */
export function entityProblems(entity: Entity, table: TableDefinition): string[] {
  const { name, version, fields, changesPerEvent } = entity;
  const problems = [...nameProblems('entity', name), ...indexNameProblems(name)];
  if (!Number.isInteger(version) || version < 1)
    problems.push(`entity ${name}: version ${version}: count in whole numbers from 1`);
  if (changesPerEvent !== undefined && (!Number.isInteger(changesPerEvent) || changesPerEvent < 1)) {
    problems.push(`entity ${name}: changesPerEvent ${changesPerEvent}: give a whole number from 1, or leave it out`);
  }
  if (Object.keys(fields).length === 0) problems.push(`entity ${name}: no fields: declare what its rows hold`);
  problems.push(...fieldNameProblems(entity), ...columnProblems(entity));
  for (const from of Object.keys(entity.evolve ?? {})) {
    if (!/^[1-9]\d*$/.test(from) || Number(from) >= version)
      problems.push(`entity ${name}: evolve ${from}: it lifts from a version before ${version}: name that version`);
  }
  for (const [field, { headwater }] of Object.entries(fields)) {
    if (headwater.column !== false)
      problems.push(...decimalProblems(`entity ${name}, field ${field}`, headwater.column));
  }
  problems.push(...searchSettingsProblems(entity));
  return [...problems, ...recognitionProblems(entity, table), ...entityPolicyProblems(entity, table)];
}

function decimalProblems(where: string, column: ColumnType): string[] {
  if (column.kind === 'list') return decimalProblems(where, column.element);
  if (column.kind === 'struct') {
    return Object.entries(column.fields).flatMap(([name, inner]) => decimalProblems(`${where}.${name}`, inner));
  }
  if (column.kind !== 'decimal') return [];
  const { precision, scale } = column;
  const fine =
    Number.isInteger(precision) &&
    Number.isInteger(scale) &&
    precision >= 1 &&
    precision <= 38 &&
    scale >= 0 &&
    scale <= precision;
  return fine
    ? []
    : [`${where}: decimal(${precision}, ${scale}): give 1 to 38 digits, and of them 0 to all behind the point`];
}

function recognitionProblems({ name, recognise }: Entity, table: TableDefinition): string[] {
  if (recognise === 'every-item') {
    return table.entities.length > 1
      ? [
          `entity ${name}: it recognises every item, but table ${table.name} holds other entities too: give it key templates`,
        ]
      : [];
  }
  if ('attribute' in recognise)
    return recognise.attribute ? [] : [`entity ${name}: recognise.attribute is empty: name the attribute`];
  const problems: string[] = [];
  if (recognise.sk !== undefined && !table.sortKey) {
    problems.push(`entity ${name}: recognise.sk is given, but table ${table.name} has no sortKey: leave sk out`);
  }
  if (recognise.sk === undefined && table.sortKey) {
    problems.push(
      `entity ${name}: table ${table.name} has a sort key, so items that share a pk would become one: give recognise.sk`,
    );
  }
  const parts = [...`${recognise.pk} ${recognise.sk ?? ''}`.matchAll(/\{(\w+)\}/g)].map(([, part = '']) => part);
  if (parts.length === 0)
    problems.push(`entity ${name}: its key templates have no {part}: write for example { pk: 'FILM#{id}' }`);
  for (const part of parts) {
    if (/^\d/.test(part)) problems.push(`entity ${name}: key part {${part}}: begin it with a letter`);
  }
  for (const twice of duplicatesOf(parts))
    problems.push(`entity ${name}: key part {${twice}} stands twice: give each its own name`);
  return problems;
}
