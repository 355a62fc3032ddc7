// `sluice releases`: ask for a release and fetch its file, against a running server.
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Client } from '../client/client.ts';
import type { ReleaseRequest, ReleaseView } from '../compose.ts';
import { PURPOSES } from '../model/consent.ts';
import { CONTENT_CLASSES, type ListReason, PHI_BASES, SOURCES } from '../model/decision.ts';
import { LIST_REASON_TEXT } from '../model/release-reason-text.ts';
import { clientOf } from './client-settings.ts';
import type { CommandContext } from './context.ts';
import { EXIT } from './exit-code.ts';
import { writeNewFiles } from './new-files.ts';

export function releasesCommand(context: CommandContext): Command {
  const releases = new Command('releases').description(
    'releases on a running server (SLUICE_URL, SLUICE_API_KEY)',
  );
  releases
    .command('create')
    .description('ask which rows of a list a sender may mail; prints the id of the release')
    .requiredOption('--list <id>', 'the list, completed')
    .requiredOption('--sender <id>', 'the sender; marketing or transactional is decided by it')
    .addOption(new Option('--content <class>', 'what the message is').choices(CONTENT_CLASSES))
    .addOption(new Option('--phi-basis <basis>', 'what being on the list gives away').choices(PHI_BASES))
    .option('--remuneration <yes>', 'a third party pays: true, false or unknown', parseRemuneration)
    .addOption(
      new Option('--source <source>', 'where the addresses come from (default: as the list says)').choices(
        SOURCES,
      ),
    )
    .addOption(
      new Option(
        '--purpose <purpose>',
        'what consents must reach (default for own_service: own_services)',
      ).choices(PURPOSES),
    )
    .option('--trigger <type:ref>', 'what a transactional message answers', parseTrigger)
    .option('--relationship <instant>', 'care is going on, as attested at this time', parseInstant)
    .option('--essential', 'a notice that people must get')
    .option('--criteria <text>', 'how the recipients were chosen')
    .option('--category <text>', 'kind of message, for the record')
    .option('--content-check <id>', 'report of the message check')
    .option('--columns <names>', 'further columns of the file: a,b')
    .option('--wait', 'wait until it is decided; exit 1 when it is held or failed')
    .action(async (options: CreateOptions) => {
      const client = clientOf(context.environment);
      const { id } = await client.createRelease(requestOf(options));
      process.stdout.write(`${id}\n`);
      if (!options.wait) return;
      const release = await client.waitForRelease(id);
      process.stderr.write(`${summary(release)}\n`);
      if (release.status !== 'ready') process.exitCode = EXIT.found;
    });
  releases
    .command('fetch')
    .description('write the released file, for its owner alone')
    .argument('<id>', 'the release, ready')
    .requiredOption('-o, --output <file>', 'where the rows go: row,address and the columns asked for')
    .option('--manifest <file>', 'write the signed manifest too')
    .option('--force', 'replace files that are there')
    .action(async (id: string, { output, manifest, force }: FetchOptions) => {
      const client = clientOf(context.environment);
      const files = [{ path: output, read: () => client.releaseFile(id) }];
      const proofs = manifest === undefined ? [] : [{ path: manifest, read: () => proofOf(id, client) }];
      await writeNewFiles([...files, ...proofs], force);
    });
  return releases;
}

interface FetchOptions {
  readonly output: string;
  readonly manifest?: string;
  readonly force?: boolean;
}

interface CreateOptions
  extends Omit<ReleaseRequest, 'columns' | 'phi_basis' | 'content_check' | 'relationship'> {
  readonly phiBasis?: ReleaseRequest['phi_basis'];
  readonly contentCheck?: string;
  readonly relationship?: string;
  readonly columns?: string;
  readonly wait?: boolean;
}

function requestOf({ wait: _, phiBasis, contentCheck, relationship, columns, ...same }: CreateOptions) {
  return {
    ...same,
    phi_basis: phiBasis,
    content_check: contentCheck,
    relationship: relationship === undefined ? undefined : { active: true, attested_at: relationship },
    columns: columns?.split(',').map((name) => name.trim()),
  } satisfies ReleaseRequest;
}

async function proofOf(id: string, client: Client): Promise<Uint8Array[]> {
  return [Buffer.from(await client.releaseManifest(id))];
}

function summary({ status, counts, list_reasons, failure }: ReleaseView): string {
  if (status === 'held') return `held: ${list_reasons.map(explained).join('; ')}`;
  if (status === 'failed') return `failed: ${failure ?? 'internal'}`;
  return `${status}: ${counts.released} released, ${counts.held} held, ${counts.excluded} excluded`;
}

function explained(reason: ReleaseView['list_reasons'][number]): string {
  return `${reason} (${LIST_REASON_TEXT[reason as ListReason]})`;
}

function parseInstant(text: string): string {
  const instant = new Date(text);
  if (!Number.isNaN(instant.getTime())) return instant.toISOString();
  throw new InvalidArgumentError('Expected a time such as 2026-11-21T10:00:00Z.');
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
