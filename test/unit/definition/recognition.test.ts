import { expect, test } from 'vitest';
import { problemsOf, withEntity } from './wrong.ts';

const MISTAKES: readonly (readonly [string, () => unknown, readonly string[]])[] = [
  [
    'a template alone',
    () => withEntity({ recognise: 'FILM#{id}' }),
    ['entity film: recognise is "FILM#{id}": a template of the key is written { pk: "FILM#{id}" }'],
  ],
  [
    'everyItem',
    () => withEntity({ recognise: 'everyItem' }),
    ['entity film: recognise is "everyItem": did you mean \'every-item\'?'],
  ],
  [
    'a list of templates',
    () => withEntity({ recognise: ['FILM#{id}'] }),
    ["entity film: recognise is a list: give { pk: 'FILM#{id}' }, { attribute, equals } or 'every-item'"],
  ],
  [
    'partitionKey in recognise',
    () => withEntity({ recognise: { partitionKey: 'FILM#{id}', sk: 'FILM' } }),
    ['entity film: recognise.partitionKey is no setting: did you mean pk?'],
  ],
  [
    'an attribute without a value',
    () => withEntity({ recognise: { attribute: 'type' } }),
    ['entity film: recognise.equals is missing: give the text that it has in every item of the entity'],
  ],
  [
    'value instead of equals',
    () => withEntity({ recognise: { attribute: 'type', value: 'film' } }),
    ['entity film: recognise.value is no setting: did you mean equals?'],
  ],
  [
    'templates and an attribute',
    () => withEntity({ recognise: { pk: 'FILM#{id}', attribute: 'type', equals: 'film' } }),
    [
      'entity film: recognise.pk stands beside attribute: recognise by templates of the key, or by an attribute, not by both',
    ],
  ],
  [
    'an empty recognise',
    () => withEntity({ recognise: {} }),
    ["entity film: recognise.pk is missing: give a template of the partition key, such as 'FILM#{id}'"],
  ],
  [
    'a brace that does not close',
    () => withEntity({ recognise: { pk: 'FILM#{', sk: 'FILM' } }),
    ['entity film: recognise.pk "FILM#{": a brace that is no part: a part is a word in braces, such as {id}'],
  ],
  [
    'a part without a name',
    () => withEntity({ recognise: { pk: 'FILM#{}', sk: 'FILM' } }),
    ['entity film: recognise.pk "FILM#{}": a brace that is no part: a part is a word in braces, such as {id}'],
  ],
  [
    'a part of two words',
    () => withEntity({ recognise: { pk: 'FILM#{a b}', sk: 'FILM' } }),
    ['entity film: recognise.pk "FILM#{a b}": a brace that is no part: a part is a word in braces, such as {id}'],
  ],
  [
    'a part with a hyphen',
    () => withEntity({ recognise: { pk: 'FILM#{film-id}', sk: 'FILM' } }),
    ['entity film: recognise.pk "FILM#{film-id}": a brace that is no part: a part is a word in braces, such as {id}'],
  ],
  [
    'two parts that touch',
    () => withEntity({ recognise: { pk: '{id}{name}', sk: 'FILM' } }),
    [
      'entity film: recognise.pk "{id}{name}": {id} and {name} touch, so nobody can tell where one ends: write a delimiter between them',
    ],
  ],
  [
    'an empty template',
    () => withEntity({ recognise: { pk: '', sk: 'F{id}' } }),
    ['entity film: recognise.pk is "": give a template of the partition key, such as \'FILM#{id}\''],
  ],
];

test.each(MISTAKES)('of how an entity is recognised: %s', (_, made, sentences) => {
  expect(problemsOf(made())).toEqual(sentences);
});
