/** An error of an app's verb: known by what it has, as its class is the app's own. */
import { expect, test } from 'vitest';
import { CommandError, knownFailure } from '../../../cli/errors.ts';
import { interruptedBy } from '../../../cli/interrupted.ts';

function failure(more: object): Error {
  return Object.assign(new Error('The shop is shut.'), { next: 'Come back at nine.', ...more });
}

test('it is told with its next step, its exit code and its code', () => {
  const told = { message: 'The shop is shut.', next: 'Come back at nine.' };

  expect(knownFailure(failure({ exitCode: 1 }))).toEqual({ ...told, code: 'HW_COMMAND', exitCode: 1 });
  expect(knownFailure(failure({ exitCode: 2, code: 'SHUT' }))).toEqual({ ...told, code: 'SHUT', exitCode: 2 });
});

test('what is no exit code of a verb does not make one', () => {
  expect(knownFailure(failure({ exitCode: 'ENOENT' }))).not.toMatchObject({ exitCode: 'ENOENT' });
  expect(knownFailure(Object.assign(new Error('x'), { exitCode: 1 }))).toBeUndefined();
});

test('what it says of an interruption is believed', () => {
  const own = failure({ exitCode: 130 });

  expect(interruptedBy(own, 'Nothing was changed.')).toBe(own);
  expect(interruptedBy(failure({ exitCode: 1 }), 'Nothing was changed.')).toBeInstanceOf(CommandError);
});
