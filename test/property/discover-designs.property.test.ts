/**
 * discover with single-table designs that were drawn: whatever the keys are composed of, the definition passes the check,
 * rejects no sampled item, loses nothing that a key says, and shows nobody's address.
 */
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { discover, type Discovery } from '../../operations/discover/discover.ts';
import { reportOf } from '../../operations/discover/discover-report.ts';
import { rowReader } from '../../shared/adapters/dynamodb/item-source.ts';
import { attributeOf } from '../../shared/domain/definition/attributes.ts';
import { partsOf } from '../../shared/domain/definition/template.ts';
import { hashUnder } from '../../shared/domain/row/protect.ts';
import { DRAWN_TABLE, drawnDesign, personalIn, type Design } from '../support/drawn-designs.ts';
import type { Item } from '../../shared/adapters/dynamodb/attribute-value.ts';

const RUNS = Number(process.env['HEADWATER_DESIGN_RUNS'] ?? 200);

test('designs that were drawn', () => {
  fc.assert(
    fc.property(drawnDesign, (design) => {
      const { items } = design;
      const discovery = discover(DRAWN_TABLE, items);

      expect(rejectedOf(discovery)).toEqual([]);
      expect(shownPersons(design, discovery)).toEqual([]);
      expect(lostOf(discovery, items)).toEqual([]);
      expect(undividedOf(discovery)).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});

function rejectedOf({ checked }: Discovery): readonly unknown[] {
  return [
    ...checked.entities.flatMap(({ reasons }) => reasons),
    ...(checked.unrecognised > 0 ? [{ unrecognised: checked.unrecognised }] : []),
  ];
}

/** Addresses and names of persons in what is told, or in a row as it is published. */
function shownPersons({ items }: Design, discovery: Discovery): readonly string[] {
  const [table] = discovery.definition.tables;
  if (!table) throw new Error('a definition has a table');
  const persons = [...new Set(items.flatMap(personalIn))];
  const told = discovery.source + JSON.stringify([reportOf(discovery), discovery.found.notes]);
  const read = rowReader(table, hashUnder(randomBytes(32)));
  const published = items.map((item) => JSON.stringify(read(item, 0))).join('\n');
  return persons.filter((person) => told.includes(person) || published.includes(person));
}

/** Segments of a key that are neither in the row nor the same in all items of the entity. */
function lostOf(discovery: Discovery, items: readonly Item[]): readonly string[] {
  const [table] = discovery.definition.tables;
  const open = table && { ...table, entities: table.entities.map((one) => ({ ...one, policy: {} })) };
  if (!open) throw new Error('a definition has a table');
  const read = rowReader(open);
  const readings = items.map((item) => ({ item, reading: read(item, 0) }));
  return open.entities.flatMap((entity) => {
    const { recognise, fields, name } = entity;
    if (typeof recognise === 'object' && 'pk' in recognise) {
      return [recognise.pk, recognise.sk ?? '']
        .flatMap(partsOf)
        .filter((part) => !Object.hasOwn(fields, part))
        .map((part) => `${name}: {${part}} is no field`);
    }
    const own = readings.filter(({ reading }) => reading.status === 'row' && reading.entity === name);
    const attributes = new Set(Object.entries(fields).map(([field, { headwater }]) => attributeOf(field, headwater)));
    return ['pk', 'sk'].flatMap((key) => {
      if (attributes.has(key)) return [];
      const segments = own.map(({ item }) => item[key]?.S?.split('#') ?? []);
      const isLost = own.some(({ item }, index) =>
        (segments[index] ?? []).some(
          (segment, at) =>
            segments.some((other) => other[at] !== segment) &&
            !Object.entries(item).some(([one, { S, N }]) => attributes.has(one) && (S ?? N) === segment),
        ),
      );
      return isLost ? [`${name}: ${key} is lost`] : [];
    });
  });
}

/** The check of definitions refuses nothing that was not settled before. */
function undividedOf({ found }: Discovery): readonly string[] {
  return found.refusals.filter((line) => line.includes('the check of definitions refuses'));
}
