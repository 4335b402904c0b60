import { expect, test } from 'vitest';
import { pageOf } from '../../package/pages.ts';

const SHIPS = new Set(['docs/runbook.md', 'docs/picture.svg']);

test.each([
  ['[the runbook](docs/runbook.md#after-a-restore)', '[the runbook](docs/runbook.md#after-a-restore)'],
  ['![what](docs/picture.svg)', '![what](docs/picture.svg)'],
  ['[here](#install)', '[here](#install)'],
  ['[the docs](https://example.com/a)', '[the docs](https://example.com/a)'],
  ['see [record 4](docs/decisions/004.md), [`app.ts`](examples/app.ts#L3).', 'see record 4, `app.ts`.'],
  ['`[a](b.md)` in [c](d.md)', '`[a](b.md)` in c'],
])('%s -> %s', (page, shipped) => {
  expect(pageOf(page, (path) => SHIPS.has(path))).toBe(shipped);
});
