import { putBack, setAsideDamage } from '../../operations/set-aside/set-aside.ts';
import { voidedKey } from '../../shared/domain/change/voided.ts';
import { plainText } from '../../shared/domain/row/plain-text.ts';
import type { Damage } from '../../shared/runtime/set-aside/find-damage.ts';
import type { SetAside } from '../../shared/runtime/set-aside/move.ts';
import { openDeployedSession } from '../cloud/session.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import type { SetAsideOptions } from '../verbs/set-aside.ts';

export async function setAside(
  entity: string | undefined,
  { yes = false, bringBack, ...options }: SetAsideOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const session = await openDeployedSession(options, { writes: yes, signal });
  const { terminal } = session;
  if (bringBack !== undefined) {
    const broughtBack = await putBack(session, bringBack, { dry: !yes });
    const key = plainText(broughtBack.key);
    terminal.result(
      { done: yes, broughtBack },
      yes ? `${key} is back.` : `${key} would be put back. Do it with --yes.`,
    );
    return EXIT.ok;
  }
  const { damages, moved, setAside: aside } = await setAsideDamage(session, { entity, dry: !yes });
  const damaged = damages.flatMap(({ entity, objects, files: lost }) => [
    ...objects.map(({ key, because }) => ({ entity, key, because })),
    ...lost.filter(({ key }) => !objects.some((object) => object.key === key)).map((one) => ({ entity, ...one })),
  ]);
  terminal.result({ done: yes, damaged, moved, setAside: aside }, describe(damages, damaged, aside, yes));
  return damaged.length > 0 && !yes ? EXIT.failed : EXIT.ok;
}

function describe(
  damages: readonly Damage[],
  damaged: readonly { readonly key: string; readonly because: string }[],
  aside: readonly SetAside[],
  done: boolean,
): string {
  const lines = damaged.map(({ key, because }) => `${plainText(key)}: ${because}`);
  const anew = damages
    .filter(
      ({ entity, files, objects }) =>
        files.length > 0 || objects.some(({ key }) => key.endsWith(`entity=${entity}/manifest.json`)),
    )
    .map(({ entity }) => entity);
  const records = damages.filter(({ entity, objects }) => objects.some(({ key }) => key === voidedKey(entity)));
  const next = [
    ...anew.map((entity) => `npx headwater compact ${entity}   makes its snapshot anew from the history`),
    ...records.map(({ entity }) => `npx headwater repair --entity ${entity} --yes   finds its false changes again`),
  ];
  return [
    ...(lines.length > 0 ? lines : ['Every object of the analytics copy can be read.']),
    ...(aside.length > 0
      ? ['', `${aside.length} set aside:`, ...aside.map(({ key, at }) => `${plainText(key)}, at ${at}`)]
      : []),
    ...(lines.length === 0
      ? []
      : [
          '',
          ...(done
            ? [...next, 'npx headwater verify   says what the copy lacks now']
            : ['Nothing was changed. Do it with --yes.']),
        ]),
  ].join('\n');
}
