import { attributeProblems } from './attribute-problems.ts';
import type { Entity } from './entity.ts';
import { emptyObjectProblems } from './empty-objects.ts';
import { enumerationProblems } from './enumeration.ts';
import type { ColumnType, FieldTraits } from './field.ts';
import { fieldsWithin } from './fields-within.ts';
import { geoPointProblems } from './geo-point.ts';
import { freeKeyProblems } from './free-key-problems.ts';
import type { TableDefinition } from './headwater.ts';
import { fieldNameProblems } from './field-names.ts';
import { mappingProblems } from './mapping-problems.ts';
import { duplicatesOf, indexNameProblems, nameProblems } from './names.ts';
import { entityPolicyProblems } from './policy-problems.ts';
import { searchSettingsProblems } from './search-settings.ts';
import { shown } from './shape.ts';
import { partsOf } from './template.ts';
import { timeSettingsProblems } from './times.ts';
import { columnProblems } from './twin-columns.ts';

/** What is wrong with an entity, a line each, naming entity, field and fix. */
export function entityProblems(entity: Entity, table: TableDefinition): string[] {
  const { name, version, fields } = entity;
  const problems = [...nameProblems('entity', name), ...indexNameProblems(name)];
  if (Object.keys(fields).length === 0) problems.push(`entity ${name}: no fields: declare what its rows hold`);
  problems.push(...fieldNameProblems(entity), ...columnProblems(entity));
  for (const from of Object.keys(entity.evolve ?? {})) {
    if (!/^[1-9]\d*$/.test(from) || Number(from) >= version)
      problems.push(`entity ${name}: evolve ${from}: it lifts from a version before ${version}: name that version`);
  }
  for (const [field, { headwater }] of Object.entries(fields)) {
    const where = `entity ${name}, field ${field}`;
    if (headwater.column !== false) problems.push(...decimalProblems(where, headwater.column));
    problems.push(...timeProblems(where, headwater));
  }
  for (const [path, field] of fieldsWithin(fields)) {
    const where = `entity ${name}, field ${path}`;
    problems.push(...enumerationProblems(where, field), ...geoPointProblems(where, field));
    problems.push(...emptyObjectProblems(where, field));
  }
  problems.push(
    ...searchSettingsProblems(entity),
    ...mappingProblems(entity),
    ...attributeProblems(entity, table),
    ...freeKeyProblems(entity, table),
  );
  return [...problems, ...recognitionProblems(entity, table), ...entityPolicyProblems(entity, table)];
}

function timeProblems(where: string, traits: FieldTraits): string[] {
  const here = timeSettingsProblems(traits).map((problem) => `${where}: ${problem}`);
  const element = traits.element ? timeProblems(where, traits.element) : [];
  const inside = Object.entries(traits.fields ?? {}).flatMap(([name, inner]) =>
    timeProblems(`${where}.${name}`, inner),
  );
  return [...here, ...element, ...inside];
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
    : [
        `${where}: decimal(${shown(precision)}, ${shown(scale)}): give 1 to 38 digits, and of them 0 to all behind the point`,
      ];
}

function recognitionProblems({ name, recognise }: Entity, table: TableDefinition): string[] {
  if (recognise === 'every-item') {
    return table.entities.length > 1
      ? [
          `entity ${name}: it recognises every item, but table ${table.name} holds other entities too: give it key templates`,
        ]
      : [];
  }
  if ('attribute' in recognise) return [];
  const problems: string[] = [];
  if (recognise.sk !== undefined && !table.sortKey) {
    problems.push(`entity ${name}: recognise.sk is given, but table ${table.name} has no sortKey: leave sk out`);
  }
  if (recognise.sk === undefined && table.sortKey) {
    problems.push(
      `entity ${name}: table ${table.name} has a sort key, so items that share a pk would become one: give recognise.sk`,
    );
  }
  const parts = [recognise.pk, recognise.sk ?? ''].flatMap(partsOf);
  if (parts.length === 0)
    problems.push(`entity ${name}: its key templates have no {part}: write for example { pk: 'FILM#{id}' }`);
  for (const part of parts) {
    if (/^\d/.test(part)) problems.push(`entity ${name}: key part {${part}}: begin it with a letter`);
  }
  for (const twice of duplicatesOf(parts))
    problems.push(`entity ${name}: key part {${twice}} stands twice: give each its own name`);
  return problems;
}
