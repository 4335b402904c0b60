import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What the project's cdk.json starts, `node app.ts`; undefined where it says nothing, or cannot be read: the CDK says why. */
export function cdkEntry(root: string): string | undefined {
  const file = join(root, 'cdk.json');
  if (!existsSync(file)) return undefined;
  try {
    const content = JSON.parse(readFileSync(file, 'utf8')) as { readonly app?: unknown } | null;
    return typeof content?.app === 'string' ? content.app : undefined;
  } catch {
    return undefined;
  }
}

/** The source files among its words. */
export function entryFiles(root: string): readonly string[] {
  return (cdkEntry(root) ?? '')
    .split(/[\s"']+/)
    .filter((word) => /\.[cm]?[jt]s$/.test(word))
    .map((word) => resolve(root, word))
    .filter((path) => existsSync(path));
}
