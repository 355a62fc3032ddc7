// `sluice releases`: ask for a release and fetch its file, against a running server.
import { Command, InvalidArgumentError, Option } from 'commander';
import type { ReleaseRequest } from '../compose.ts';
import { SluiceError } from '../errors.ts';
import { PURPOSES } from '../model/consent.ts';
import { CONTENT_CLASSES, PHI_BASES, SOURCES } from '../model/decision.ts';
import { clientOf } from './client-settings.ts';
import type { CommandContext } from './context.ts';
import { writeNewFile } from './new-file.ts';

export function releasesCommand(context: CommandContext): Command {
  const releases = new Command('releases').description(
    'releases on a running server (SLUICE_URL, SLUICE_API_KEY)',
  );
  releases
    .command('create')
    .description('ask which rows of a list a sender may mail; prints the id of the release')
    .requiredOption('--list <id>')
    .requiredOption('--sender <id>')
    .addOption(new Option('--content <class>', 'what the message is').choices(CONTENT_CLASSES))
    .addOption(new Option('--phi-basis <basis>', 'what being on the list gives away').choices(PHI_BASES))
    .option('--remuneration <yes>', 'a third party pays: true, false or unknown', parseRemuneration)
    .addOption(new Option('--source <source>', 'as declared with the list').choices(SOURCES))
    .addOption(new Option('--purpose <purpose>').choices(PURPOSES))
    .option('--trigger <type:ref>', 'what a transactional message answers', parseTrigger)
    .option('--columns <names>', 'further columns of the file: a,b')
    .option('--wait', 'until it is decided')
    .action(async (options: CreateOptions) => {
      const client = clientOf(context.environment);
      const { id } = await client.createRelease(requestOf(options));
      process.stdout.write(`${id}\n`);
      if (!options.wait) return;
      const release = await client.waitForRelease(id);
      const { released, held, excluded } = release.counts;
      process.stderr.write(`${release.status}: ${released} released, ${held} held, ${excluded} excluded\n`);
      if (release.status === 'held')
        throw new SluiceError('release-held', { detail: release.list_reasons.join(', ') });
    });
  releases
    .command('fetch')
    .description('write the released file')
    .argument('<id>')
    .requiredOption('-o, --output <file>')
    .option('--manifest <file>', 'write the signed manifest too')
    .action(async (id: string, options: { output: string; manifest?: string }) => {
      const client = clientOf(context.environment);
      await writeNewFile(options.output, await client.releaseFile(id));
      if (options.manifest)
        await writeNewFile(options.manifest, [Buffer.from(await client.releaseManifest(id))]);
    });
  return releases;
}

interface CreateOptions extends Omit<ReleaseRequest, 'columns' | 'phi_basis'> {
  readonly phiBasis?: ReleaseRequest['phi_basis'];
  readonly columns?: string;
  readonly wait?: boolean;
}

function requestOf({ wait: _wait, phiBasis, columns, ...same }: CreateOptions): ReleaseRequest {
  return { ...same, phi_basis: phiBasis, columns: columns?.split(',').map((name) => name.trim()) };
}

function parseRemuneration(text: string): boolean | 'unknown' {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'unknown') return 'unknown';
  throw new InvalidArgumentError('Expected true, false or unknown.');
}

function parseTrigger(text: string): { type: string; ref: string } {
  const [type, ...ref] = text.split(':');
  if (type && ref.length > 0) return { type, ref: ref.join(':') };
  throw new InvalidArgumentError('Expected TYPE:REF, for example appointment:4711.');
}
