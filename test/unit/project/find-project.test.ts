/** Whose definition it is: found upwards from a directory, named in a package.json, or named by the user. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findProject, packageAbove } from '../../../shared/project/find-project.ts';

let app: string;
beforeEach(() => {
  app = realpathSync(mkdtempSync(join(tmpdir(), 'headwater-project-')));
});
afterEach(() => rmSync(app, { recursive: true, force: true }));

const at = (...parts: string[]): string => join(app, ...parts);

function write(path: string, content = ''): void {
  mkdirSync(at(path, '..'), { recursive: true });
  writeFileSync(at(path), content);
}

test('the nearest file counts, upwards from where a command runs', () => {
  write('headwater.config.ts');
  write('shop/headwater.config.ts');
  mkdirSync(at('shop/deep/down'), { recursive: true });

  const shop = { config: at('shop/headwater.config.ts'), directory: at('shop'), root: at('shop') };
  expect(findProject(at('shop/deep/down'))).toEqual(shop);
  expect(findProject(app)).toMatchObject({ directory: app });
});

test('a package.json may name it: what is made lies beside that, handlers begin at the definition', () => {
  write('package.json', '{ "headwater": { "config": "lib/headwater.config.ts" } }');
  write('lib/headwater.config.ts');

  expect(findProject(app)).toEqual({ config: at('lib/headwater.config.ts'), directory: at('lib'), root: app });
  write('headwater.config.js');
  expect(findProject(app).config).toBe(at('headwater.config.js'));
});

test.each(['null', '5', '[]', '{ "headwater": null }', '{ "headwater": { "config": 5 } }', '{ "headwater": '])(
  'a package.json of %s names none',
  (content) => {
    write('package.json', content);
    expect(() => findProject(app)).toThrow(/there is no headwater\.config\.ts in .* or above: write one/);
  },
);

test('a file that is named goes before all, and must be one', () => {
  write('headwater.config.ts');
  write('package.json', '{}');
  write('other/mine.ts');

  expect(findProject(app, 'other/mine.ts')).toEqual({ config: at('other/mine.ts'), directory: at('other'), root: app });
  for (const path of ['none.ts', 'other']) {
    expect(() => findProject(app, path)).toThrow(`there is no file ${at(path)}, which --config names`);
  }
});

test('what an app makes lies beside its package.json, wherever its definition lies', () => {
  write('package.json', '{}');
  write('lib/stacks/headwater.config.ts');

  expect(packageAbove(at('lib/stacks'))).toBe(app);
});
