// Starts a command as `npm run sluice` does, in a folder of the test: through the script that package.json names.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { RunOptions, startSluice } from '../cli/run-sluice.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
  scripts: { sluice: string };
};

/** A core limit that is not zero, so that only the script's own limit can stop a core file. */
const UNLIMITED = 'ulimit -S -c unlimited 2>/dev/null';

/** What `npm run sluice` runs. */
export const NPM_SCRIPT = scripts.sluice;

/** For `startService`: a shell command, run below `cwd`; npm itself would hide the process behind two others. */
export function launchIn(cwd: string, command = NPM_SCRIPT): typeof startSluice {
  const script = command.replace('src/cli/sluice.ts', `'${ROOT}src/cli/sluice.ts' "$@"`);
  return (args: readonly string[], { environment }: RunOptions = {}) =>
    spawn('/bin/sh', ['-c', `${UNLIMITED}; ${script}`, 'sh', ...args], {
      cwd,
      env: {
        PATH: `${ROOT}node_modules/.bin:${process.env['PATH']}`,
        HOME: process.env['HOME'],
        ...environment,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
}

/** How a command ended that was launched, and what it wrote to standard error. */
export async function outcomeOf(child: ReturnType<typeof startSluice>) {
  let stderr = '';
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}
