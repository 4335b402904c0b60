/** Which entity an item is, over tables of random templates and attributes: the order of declaration means nothing. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Recogniser } from '../../shared/adapters/dynamodb/recognise.ts';
import { defineEntity, type Entity, type Recognition } from '../../shared/domain/definition/entity.ts';
import { keyword } from '../../shared/domain/definition/fields.ts';
import type { TableDefinition } from '../../shared/domain/definition/headwater.ts';
import { patternOf, regExpOf, textOfBoth } from '../../shared/domain/definition/key-pattern.ts';
import { overlapProblems } from '../../shared/domain/definition/recognition-problems.ts';
import { declaredRecognisers, itemOfBoth } from '../../shared/domain/definition/recognition.ts';
import { partsOf, render } from '../../shared/domain/definition/template.ts';

const LITERAL = fc.constantFrom('A#', '#B', '#', 'A', '#A#', '|', 'AB');

/** Literals and parts in turn, so that no two parts touch: `A#{p0}#B`. */
function template(prefix: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.boolean(), fc.array(LITERAL, { minLength: 1, maxLength: 3 }), fc.boolean())
    .map(([first, literals, last]) => {
      const inner = literals.map((literal, index) => `${index === 0 ? '' : `{${prefix}${index}}`}${literal}`).join('');
      return `${first ? `{${prefix}first}` : ''}${inner}${last ? `{${prefix}last}` : ''}`;
    });
}

const RECOGNITION: fc.Arbitrary<Recognition> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ pk: template('p'), sk: template('s') }) },
  { weight: 1, arbitrary: fc.record({ attribute: fc.constantFrom('type', 'sk'), equals: fc.constantFrom('A', 'AB') }) },
);

const TEXT = fc.stringMatching(/^[AB#|x]{1,7}$/);
const ITEM = fc
  .record({ pk: TEXT, sk: TEXT, type: fc.constantFrom('A', 'AB') }, { requiredKeys: ['pk', 'sk'] })
  .map((texts) => Object.fromEntries(Object.entries(texts).map(([name, S]) => [name, { S }])));

function tableOf(entities: readonly Entity[]): TableDefinition {
  const key = (name: string) => ({ name, type: 'string' }) as const;
  return { name: 'shop', partitionKey: key('pk'), sortKey: key('sk'), entities };
}

function entitiesOf(recognitions: readonly Recognition[]): Entity[] {
  return recognitions.map((recognise, index) =>
    defineEntity({ name: `e${index}`, recognise, fields: { id: keyword() } }),
  );
}

const RECOGNITIONS = fc.array(RECOGNITION, { minLength: 2, maxLength: 4 });

test('what is not refused recognises every item alike, in whatever order it is declared', () => {
  let accepted = 0;
  fc.assert(
    fc.property(
      RECOGNITIONS,
      fc.array(ITEM, { minLength: 5, maxLength: 20 }),
      fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
      (recognitions, items, weights) => {
        const entities = entitiesOf(recognitions);
        fc.pre(overlapProblems(tableOf(entities)).length === 0);
        accepted += 1;
        const weighed = entities.map((entity, index) => ({ entity, weight: weights[index] ?? 0 }));
        const shuffled = weighed.sort((a, b) => a.weight - b.weight).map(({ entity }) => entity);
        const [one, other] = [new Recogniser(tableOf(entities)), new Recogniser(tableOf(shuffled))];
        for (const item of items) {
          const [a, b] = [one.recognise(item), other.recognise(item)];
          expect(b?.entity.name).toBe(a?.entity.name);
          expect(b?.key).toBe(a?.key);
        }
      },
    ),
    { numRuns: 200 },
  );
  expect(accepted).toBeGreaterThan(40);
}, 60_000);

test('an item that two are said to share is recognised by each of them alone', () => {
  fc.assert(
    fc.property(RECOGNITION, RECOGNITION, (first, second) => {
      const entities = entitiesOf([first, second]);
      const [a, b] = declaredRecognisers(tableOf(entities));
      const item = a && b && itemOfBoth(a, b);
      if (!item) return;
      for (const { asks } of [a, b]) for (const [name, pattern] of asks) expect(item[name]).toMatch(regExpOf(pattern));
    }),
    { numRuns: 1_000 },
  );
});

test('a text that fits two templates is never overlooked', () => {
  const without = fc.constantFrom('', '#', '#|');
  fc.assert(
    fc.property(template('p'), template('p'), without, without, TEXT, (first, second, notA, notB, text) => {
      const [a, b] = [patternOf(first, notA), patternOf(second, notB)];
      if (regExpOf(a).test(text) && regExpOf(b).test(text)) expect(textOfBoth(a, b)).toBeDefined();
    }),
    { numRuns: 5_000 },
  );
});

test('what a template spells out is read back: parts that hold none of its delimiters', () => {
  fc.assert(
    fc.property(template('p'), fc.infiniteStream(fc.stringMatching(/^[a-z0-9]{1,5}$/)), (one, texts) => {
      const parts = Object.fromEntries(partsOf(one).map((part) => [part, texts.next().value]));
      expect({ ...regExpOf(patternOf(one)).exec(render(one, parts))?.groups }).toEqual(parts);
    }),
  );
});
