import { expect, test } from 'vitest';
import { keyword } from '../../../shared/domain/definition/fields.ts';
import { problemsOf, two, withEntity, withTable } from './wrong.ts';

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
    'a misspelt part',
    () => withEntity({ recognise: { pk: 'FILM#{skuu}', sk: 'FILM' }, fields: { sku: keyword() } }),
    ['entity film: no field is called like the key part {skuu}: did you mean {sku}?'],
  ],
  [
    'a part in other case',
    () => withEntity({ recognise: { pk: 'FILM#{film_id}', sk: 'FILM' }, fields: { filmId: keyword() } }),
    ['entity film: no field is called like the key part {film_id}: did you mean {filmId}?'],
  ],
  [
    'an empty template',
    () => withEntity({ recognise: { pk: '', sk: 'F{id}' } }),
    ['entity film: recognise.pk is "": give a template of the partition key, such as \'FILM#{id}\''],
  ],
  [
    'letters in the template of a number key',
    () => withTable({ partitionKey: { name: 'pk', type: 'number' } }),
    ['entity film: pk is a number and can never look like "FILM#{id}": write "{pk}"'],
  ],
  [
    'two entities of one template',
    () => two({ pk: 'FILM#{id}', sk: 'FILM' }, { pk: 'FILM#{key}', sk: 'FILM' }),
    [
      'table shop: one and other both recognise { pk: "FILM#1", sk: "FILM" }, and neither is the narrower: change one, or give one before: [\'other\'] in recognise',
    ],
  ],
  [
    'two templates of which neither is the narrower',
    () => two({ pk: 'A#{id}', sk: '{x}' }, { pk: '{y}', sk: 'META' }),
    [
      'table shop: one and other both recognise { pk: "A#1", sk: "META" }, and neither is the narrower: change one, or give one before: [\'other\'] in recognise',
    ],
  ],
  [
    'two notes that may contain delimiters',
    () =>
      two(
        { pk: 'O#{o}#LINE#{l}', sk: 'X', partsMayContain: '#' },
        { pk: 'O#{o}#NOTE#{n}', sk: 'X', partsMayContain: '#' },
      ),
    [
      'table shop: one and other both recognise { pk: "O#1#NOTE#LINE#1", sk: "X" }, and neither is the narrower: change one, or give one before: [\'other\'] in recognise',
    ],
  ],
  [
    'an attribute beside templates',
    () => two({ pk: 'FILM#{id}', sk: 'FILM' }, { attribute: 'type', equals: 'film' }),
    [
      'table shop: one and other both recognise { pk: "FILM#1", sk: "FILM", type: "film" }, and neither is the narrower: change one, or give one before: [\'other\'] in recognise',
    ],
  ],
  [
    'two entities of one attribute and value',
    () => two({ attribute: 'type', equals: 'film' }, { attribute: 'type', equals: 'film' }),
    [
      'table shop: one and other both recognise { type: "film" }, and neither is the narrower: change one, or give one before: [\'other\'] in recognise',
    ],
  ],
  [
    'two attributes',
    () => two({ attribute: 'type', equals: 'film' }, { attribute: 'kind', equals: 'stock' }),
    [
      'table shop: one and other both recognise { type: "film", kind: "stock" }, and neither is the narrower: change one, or give one before: [\'other\'] in recognise',
    ],
  ],
  [
    'every item beside an attribute',
    () => two('every-item', { attribute: 'type', equals: 'film' }),
    ['entity one: it recognises every item, but table shop holds other entities too: give it key templates'],
  ],
  [
    'before an entity that is not there',
    () => two({ pk: 'FILM#{id}', sk: 'FILM', before: ['order'] }, { pk: 'S#{id}', sk: 'S' }),
    ['entity one: before names "order": name another entity of table shop'],
  ],
  [
    'before itself',
    () => two({ pk: 'FILM#{id}', sk: 'FILM', before: ['one'] }, { pk: 'S#{id}', sk: 'S' }),
    ['entity one: before names "one": name another entity of table shop'],
  ],
  [
    'each before the other',
    () => two({ pk: 'F#{id}', sk: 'F', before: ['other'] }, { pk: 'F#{id}', sk: 'F', before: ['one'] }),
    [
      'table shop: one and other both recognise { pk: "F#1", sk: "F" }, and neither is the narrower: change one, or give one before: [\'other\'] in recognise',
    ],
  ],
  [
    'a misspelt setting of templates',
    () => withEntity({ recognise: { pk: 'FILM#{id}', sk: 'FILM', partMayContain: '#' } }),
    ['entity film: recognise.partMayContain is no setting: did you mean partsMayContain?'],
  ],
];

test.each(MISTAKES)('of how an entity is recognised: %s', (_, made, sentences) => {
  expect(problemsOf(made())).toEqual(sentences);
});
