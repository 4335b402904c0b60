/** How an entity is recognised, compared with its schema: templates, an attribute, or every item. */
import { own } from '../own.ts';
import { BY_ATTRIBUTE, TEMPLATES } from './definition-schema.ts';
import { nearest } from './did-you-mean.ts';
import { isRecord, shapeProblems, shown } from './shape.ts';
import { templateProblems } from './template.ts';

export function recogniseShape(recognise: unknown, where: string): string[] {
  if (recognise === undefined || recognise === 'every-item') return [];
  if (typeof recognise === 'string') {
    const meant = nearest(recognise, ['every-item']);
    const fix =
      meant === undefined ? `a template of the key is written { pk: ${shown(recognise)} }` : `did you mean '${meant}'?`;
    return [`${where}: recognise is ${shown(recognise)}: ${fix}`];
  }
  if (!isRecord(recognise))
    return [
      `${where}: recognise is ${shown(recognise)}: give { pk: 'FILM#{id}' }, { attribute, equals } or 'every-item'`,
    ];
  const byAttribute = Object.hasOwn(recognise, 'attribute') || Object.hasOwn(recognise, 'equals');
  const problems = shapeProblems(byAttribute ? BY_ATTRIBUTE : TEMPLATES, recognise, where, 'recognise');
  if (byAttribute || problems.length > 0) return problems;
  return ['pk', 'sk'].flatMap((key) => {
    const template = own(recognise, key);
    return typeof template === 'string'
      ? templateProblems(template).map((problem) => `${where}: recognise.${key} ${shown(template)}: ${problem}`)
      : [];
  });
}
