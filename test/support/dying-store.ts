import { HeadwaterError } from '../../shared/domain/errors.ts';

/** A store whose calls fail from the nth on: as a process that dies before it. @param call null: it lives */
export function dyingAt(call: number | null): <T extends object>(store: T) => T {
  let calls = 0;
  return (store) =>
    new Proxy(store, {
      get: (target, name) => {
        const method = Reflect.get(target, name) as (...values: unknown[]) => unknown;
        return (...values: unknown[]) => {
          calls += 1;
          const died = new HeadwaterError('HW_SNAPSHOT_UNAVAILABLE', 'died');
          return call !== null && calls >= call ? Promise.reject(died) : method.call(target, ...values);
        };
      },
    });
}
