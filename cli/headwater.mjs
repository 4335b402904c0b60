#!/usr/bin/env node
// `npx headwater <verb>`: sets up what is missing, then runs cli/main.ts on the Node 24 of node_modules.
import { setUpAndRun } from '../local/setup.mjs';

process.exitCode = await setUpAndRun('cli/main.ts', process.argv.slice(2));
