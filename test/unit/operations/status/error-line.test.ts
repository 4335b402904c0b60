import { expect, test } from 'vitest';
import { errorIn } from '../../../../operations/status/error-line.ts';

const id = '9c29c7d7-acb0-4bc8-822e-0a7ad9c86f72';

test.each([
  ['TypeError: e.forEach is not a function', 'TypeError: e.forEach is not a function'],
  [
    `2026-11-30T02:39:54.485Z\t${id}\tERROR\tInvoke Error \t{"errorType":"TypeError","errorMessage":"no","stack":["a"]}`,
    'TypeError: no',
  ],
  [`2026-11-30T02:39:54.485Z\t${id}\tERROR\tsomething went wrong`, 'something went wrong'],
  [`2026-11-30T02:39:54.485Z ${id} Task timed out after 3.00 seconds`, 'Task timed out after 3.00 seconds'],
  [
    `RequestId: ${id} Error: Runtime exited with error: signal: killed`,
    'Error: Runtime exited with error: signal: killed',
  ],
  [
    `{"level":"ERROR","message":"the function threw","error":{"name":"RangeError","message":"too long"}}`,
    'the function threw: RangeError: too long',
  ],
  [
    `{"timestamp":"t","level":"ERROR","requestId":"${id}","message":{"errorType":"Error","errorMessage":"no","stackTrace":[]}}`,
    'Error: no',
  ],
  [
    '{"errorType":"Runtime.ImportModuleError","errorMessage":"Cannot find module"}',
    'Runtime.ImportModuleError: Cannot find module',
  ],
  ['HeadwaterError: a\u001b[31mb', 'HeadwaterError: a\\u001b[31mb'],
])('%s', (line, text) => {
  expect(errorIn(line)?.text).toBe(text);
});

test.each([
  '{"_aws":{"CloudWatchMetrics":[]},"Error":0}',
  '{"level":"WARN","message":"ERROR is a word"}',
  'START RequestId: x',
  '    at readAll (Error.ts:49:11)',
  '{"level":"INFO","message":"Error: none"}',
  '',
  '{',
  'null',
])('no error: %s', (line) => {
  expect(errorIn(line)).toBeUndefined();
});

test('a line says which request failed, and is not longer than a screen', () => {
  expect(errorIn(`t\t${id}\tERROR\tx`)?.requestId).toBe(id);
  expect(errorIn(`Error: ${'x'.repeat(10_000)}`)?.text).toHaveLength(400);
});
