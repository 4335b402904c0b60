import { describe, expect, test } from 'vitest';
import config from '../../../fixtures/shop/headwater.config.ts';
import { OperationError } from '../../../../operations/operation-error.ts';
import { chooseConsumers, planReplay, type Choice } from '../../../../operations/replay/plan.ts';
import type { ConsumerOutput } from '../../../../shared/runtime/deployment.ts';

const consumers = config.consumers.map(({ name, type, entities }): ConsumerOutput => {
  const urls = { bufferUrl: '', deadLetterUrl: '', ruleDeadLetterUrl: '', functionName: '', logGroup: '' };
  return { name, type, entities: entities.map((entity) => entity.name), ruleArn: `rule/${name}`, ...urls };
});

function choose(choice: Partial<Choice>): readonly string[] {
  return chooseConsumers({ consumers: [], entities: [], ...choice }, { consumers }, config).map(({ name }) => name);
}

function refusal(choice: Partial<Choice>): string {
  try {
    return `none: ${choose(choice).join()}`;
  } catch (error) {
    if (error instanceof OperationError) return `${error.message} -> ${error.next}`;
    throw error;
  }
}

describe('whom a replay reaches', () => {
  test('the consumers named, each once', () => {
    expect(choose({ consumers: ['search', 'analytics', 'search'] })).toEqual(['search', 'analytics']);
  });

  test('nobody is chosen for the user', () => {
    expect(refusal({})).toMatch(/None was named. -> --consumer: search, analytics, low-stock, checkout/);
  });

  test('a stranger is refused with those there are', () => {
    expect(refusal({ consumers: ['mail'] })).toMatch(/no consumer "mail". -> Consumers: .*search, analytics/);
  });

  test('a consumer with side effects is refused, also beside others', () => {
    expect(refusal({ consumers: ['search', 'low-stock'] })).toMatch(/low-stock has side effects.* -> .*dlq list/s);
  });
});

describe('naming entities', () => {
  test('all that the consumer takes: it may run', () => {
    expect(choose({ consumers: ['search'], entities: ['stock', 'film'] })).toEqual(['search']);
    expect(choose({ consumers: ['checkout'], entities: ['order'] })).toEqual(['checkout']);
  });

  test('a part of them: refused, with what else it would touch', () => {
    expect(refusal({ consumers: ['search'], entities: ['film'] })).toMatch(
      /takes stock as well.* -> .*--entity stock/s,
    );
  });

  test('one that it does not take: refused, with those that it takes', () => {
    expect(refusal({ consumers: ['search'], entities: ['order'] })).toMatch(
      /does not take order. -> It takes film, stock/,
    );
  });
});

test("a replay's name is one that EventBridge takes, whatever the consumers are called", () => {
  const long = consumers.map((consumer, index) => ({ ...consumer, name: `${'a'.repeat(30)}${index}` }));
  const bus = { name: 'bus', arn: 'arn', archiveName: 'bus', archiveArn: 'arn' };
  const range = { from: new Date(0), to: new Date(1) };
  expect(planReplay({ bus }, long, range, new Date()).name).toMatch(/^[.\-_A-Za-z0-9]{1,64}$/);
});
