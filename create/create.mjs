#!/usr/bin/env node
// `npm create headwater <folder>`: writes an app. Plain JavaScript without dependencies, for whatever Node >= 20 the machine has.
import { parseArgs } from 'node:util';
import { ask, Left } from './ask.mjs';
import { Refused, writeApp } from './write-app.mjs';

const USAGE = `npm create headwater <folder>

  --yes               ask nothing: an app with an entity "product"
  --entity <name>     what its first entity is called, instead of "product"
  --headwater <spec>  where its package headwater comes from, instead of the version of this program; also HEADWATER_PACKAGE
  --help              this text

Exit codes: 0 written, 2 a mistake in the command or a folder that is not empty, 130 interrupted. What is not complete is not written.`;

// Files are written in one go, without a turn of the loop: a signal comes before all of them or after.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => end(130, 'Interrupted. Nothing was written.'));

try {
  const { values, positionals } = read(process.argv.slice(2));
  if (values.help) end(0, USAGE);
  if (positionals.length > 1) throw new Refused('Name one folder.', 'npm create headwater my-app');
  const answers = await ask({ folder: positionals[0], entity: values.entity, yes: values.yes });
  if (values.headwater?.trim() === '')
    throw new Refused('--headwater names no package.', 'Leave it out, or: --headwater file:../headwater.tgz');
  const spec = values.headwater ?? (process.env.HEADWATER_PACKAGE || undefined);
  const app = writeApp({ ...answers, spec, manager: managerOf(process.env.npm_config_user_agent) });
  const [install, start] = [`${app.manager} install`, `${app.manager} start`];
  console.log(
    `${app.name} is written, ${app.files} files in ${app.folder}. Next:\n\n  cd ${asWord(app.cd)}\n  ${install}\n  ${start}\n`,
  );
} catch (error) {
  if (error instanceof Left) end(130, 'Interrupted. Nothing was written.');
  if (!(error instanceof Refused)) throw error;
  end(2, `${error.message}\n-> ${error.next}`);
}

function read(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        yes: { type: 'boolean', short: 'y', default: false },
        entity: { type: 'string' },
        headwater: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new Refused(error.message, 'npm create headwater -- --help');
  }
}

/** `pnpm/10.23.0 npm/? node/v20 linux x64` -> pnpm */
function managerOf(agent = '') {
  return agent.startsWith('pnpm/') ? 'pnpm' : 'npm';
}

/** As a shell reads it: a folder's name may have spaces, quotes, a backslash, or begin with a hyphen. */
function asWord(path) {
  const word = path.startsWith('-') ? `./${path}` : path;
  return /^[\w./@%+:,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function end(code, text) {
  (code === 0 ? console.log : console.error)(text);
  process.exit(code);
}
