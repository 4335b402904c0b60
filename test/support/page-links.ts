/** Where the links of a page lead. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Links of a Markdown page that lead to no file below `root`, or to a heading that the page there does not have.
 * @param page its path below `root`
 */
export function deadLinks(root: string, page: string): readonly string[] {
  const links = readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)\s]+)\)/g);
  return Array.from(links, ([, link = '']) => link).filter(
    (link) => !/^(https?|mailto):/.test(link) && !leads(root, page, link),
  );
}

export function leads(root: string, page: string, link: string): boolean {
  const [path = '', heading] = link.split('#');
  const target = join(root, path === '' ? page : join(dirname(page), path));
  if (!existsSync(target)) return false;
  return heading === undefined || headingsOf(readFileSync(target, 'utf8')).includes(heading);
}

/** As GitHub makes them of the headings. */
function headingsOf(text: string): readonly string[] {
  return Array.from(text.matchAll(/^#+ (.+)$/gm), ([, words = '']) =>
    words
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}
