/** The pages that ship with the package: messages of the product name them (`docs/runbook.md`), and so does the README. */

/** Without what is for those who work on Headwater: CONTRIBUTING.md, docs/decisions. */
export const PAGES = ['README.md', 'CHANGELOG.md', 'UPGRADING.md', 'SECURITY.md', 'docs/*.{md,svg}'];

/**
 * A page as it ships. A link to a file of the repository that does not ship becomes its words: nobody is led to nothing.
 * @param leads whether the package has what a link of this page names, such as `decisions/004-no-image-no-event.md`
 */
export function pageOf(text: string, leads: (path: string) => boolean): string {
  return text.replaceAll(CODE_OR_LINK, (whole: string, words?: string, path?: string) =>
    words === undefined || path === undefined || /^[a-z]+:/.test(path) || leads(path) ? whole : words,
  );
}

/** Code first: what looks like a link in it is none. An image is kept, so that one which does not ship is noticed. */
const CODE_OR_LINK = /```[^]*?```|`[^`\n]*`|(?<!!)\[([^\]]*)\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g;
