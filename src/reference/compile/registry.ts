// Gets tarballs with npm, from the registry that npm is configured with; no script of a package runs.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SluiceError } from '../../errors.ts';

const NPM_TIMEOUT_MS = 180_000;

/** What npm needs of the environment: its own settings and the way to the registry, no setting of Sluice. */
const FOR_NPM =
  /^(?:PATH|HOME|TMPDIR|LANG|NODE_EXTRA_CA_CERTS|npm_config_\w+|NPM_CONFIG_\w+|(?:https?|no)_proxy|(?:HTTPS?|NO)_PROXY)$/;

/**
 * Downloads packages into a temporary folder, which is gone when `use` has ended. npm holds each tarball
 * against the integrity that the registry gives for the version.
 *
 * @param specs `name@version`, or `name@latest` for the newest
 * @throws SluiceError `server-unreachable` when npm does not get them all
 */
export async function withTarballs<Result>(
  specs: readonly string[],
  environment: NodeJS.ProcessEnv,
  use: (directory: string, files: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-lists-'));
  try {
    const files = await pack(specs, directory, environment);
    return await use(
      directory,
      files.map((file) => join(directory, file)),
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function pack(specs: readonly string[], directory: string, environment: NodeJS.ProcessEnv) {
  const words = ['pack', '--ignore-scripts', '--silent', '--pack-destination', directory, ...specs];
  const env = Object.fromEntries(Object.entries(environment).filter(([name]) => FOR_NPM.test(name)));
  try {
    const { stdout } = await promisify(execFile)('npm', words, {
      cwd: directory,
      env,
      timeout: NPM_TIMEOUT_MS,
    });
    return stdout.trim().split('\n');
  } catch {
    throw new SluiceError('server-unreachable', {
      detail: 'npm did not get the packages from its registry; give tarballs with --from.',
    });
  }
}
