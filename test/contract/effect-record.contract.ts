/** What every record of side effects must do, whatever it is made of. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { APPLIED, type Outcome } from '../../shared/domain/delivery/outcome.ts';
import type { EffectRecord } from '../../shared/ports/effect-record.ts';
import { until } from '../support/until.ts';

const REJECTED: Outcome = { status: 'rejected', reason: { code: 'HW_FUNCTION_REJECTED', message: 'no' } };
const LATER: Outcome = { status: 'retry', reason: { code: 'HW_FUNCTION_POSTPONED', message: 'busy' } };

export function effectRecordContract(name: string, makeRecord: (longestRunMs: number) => EffectRecord): void {
  describe(`effect record: ${name}`, () => {
    const record = makeRecord(60_000);
    const ran: string[] = [];
    const effect = (key: string, outcome: Outcome) => () => {
      ran.push(key);
      return Promise.resolve(outcome);
    };
    const runs = (key: string): number => ran.filter((one) => one === key).length;

    test('an effect runs once; the second delivery is stale', async () => {
      const key = randomUUID();

      expect(await record.once(key, effect(key, APPLIED))).toEqual(APPLIED);
      expect(await record.once(key, effect(key, APPLIED))).toEqual({ status: 'stale' });
      expect(runs(key)).toBe(1);
    });

    test('a rejection is told again, without a second run: its dead letter may not have been written', async () => {
      const key = randomUUID();
      await record.once(key, effect(key, REJECTED));

      expect(await record.once(key, effect(key, APPLIED))).toEqual(REJECTED);
      expect(runs(key)).toBe(1);
    });

    test('what was not done is done the next time', async () => {
      const key = randomUUID();

      expect(await record.once(key, effect(key, LATER))).toEqual(LATER);
      expect(await record.once(key, effect(key, APPLIED))).toEqual(APPLIED);
    });

    test('while one runs, another of the same key waits; other keys do not', async () => {
      const [key, other] = [randomUUID(), randomUUID()];
      const gate = Promise.withResolvers<Outcome>();
      const begun = Promise.withResolvers<undefined>();
      const first = record.once(key, () => {
        begun.resolve(undefined);
        return gate.promise;
      });
      await begun.promise;

      expect(await record.once(key, effect(key, APPLIED))).toMatchObject({ reason: { code: 'HW_EFFECT_RUNNING' } });
      expect(await record.once(other, effect(other, APPLIED))).toEqual(APPLIED);
      gate.resolve(APPLIED);
      expect(await first).toEqual(APPLIED);
      expect(runs(key)).toBe(0);
    });

    test('one that broke off is uncertain once it cannot run any more, and never runs again', async () => {
      const impatient = makeRecord(0);
      const key = randomUUID();
      const begun = Promise.withResolvers<undefined>();
      void impatient.once(key, () => {
        begun.resolve(undefined);
        return new Promise(() => undefined);
      });
      await begun.promise;

      const uncertain = await until('the effect counts as broken off', async () => {
        const outcome = await impatient.once(key, effect(key, APPLIED));
        return outcome.status === 'rejected' ? outcome : undefined;
      });

      expect(uncertain.reason.code).toBe('HW_EFFECT_UNCERTAIN');
      expect(runs(key)).toBe(0);
    });

    test('of many deliveries at once, one runs', async () => {
      const key = randomUUID();

      const outcomes = await Promise.all(Array.from({ length: 20 }, () => record.once(key, effect(key, APPLIED))));

      expect(runs(key)).toBe(1);
      expect(outcomes.filter(({ status }) => status === 'applied')).toHaveLength(1);
      expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
    });
  });
}
