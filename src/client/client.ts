// A typed client of the API: what the commands use, and what a script may copy.
import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ImportAnswer, ListView, ReleaseRequest, ReleaseView } from '../compose.ts';
import { ERROR_CODES, type ErrorCode, SluiceError } from '../errors.ts';
import type { Stream } from '../model/consent.ts';
import type { ImportKind } from '../model/import-columns.ts';

export interface ClientOptions {
  /** For example `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly key: string;
}

/** Pause between two looks at something that is being worked on. */
const POLL_MS = 250;

export type Client = ReturnType<typeof createClient>;

export function createClient({ url, key }: ClientOptions) {
  const base = url.replace(/\/$/, '');

  /** @throws SluiceError with the code of the answer, or `server-unreachable`. */
  async function call(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = {
      authorization: `Bearer ${key}`,
      ...(init.headers as Record<string, string> | undefined),
    };
    const response = await fetch(`${base}${path}`, { ...init, method, headers }).catch(() => {
      throw new SluiceError('server-unreachable', { detail: `No Sluice answers at ${base}.` });
    });
    if (response.ok) return response;
    throw problemOf((await response.json().catch(() => ({}))) as Problem);
  }

  async function json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const init =
      body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    return (await (await call(method, path, init)).json()) as T;
  }

  /** Looks until `isDone`; `onLook` sees every state. */
  async function until<T>(
    look: () => Promise<T>,
    isDone: (state: T) => boolean,
    onLook?: (state: T) => void,
  ): Promise<T> {
    for (;;) {
      const state = await look();
      onLook?.(state);
      if (isDone(state)) return state;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  return {
    /** Uploads a file from disk without reading it into memory. */
    async uploadList(
      file: string,
      fields: { name: string; source: string; addressColumn?: string | undefined },
    ) {
      const form = new FormData();
      form.set('name', fields.name);
      form.set('source', fields.source);
      if (fields.addressColumn !== undefined) form.set('address_column', fields.addressColumn);
      form.set('file', await blobOf(file), 'list');
      return (await (await call('POST', '/v1/lists', { body: form })).json()) as {
        id: string;
        status: string;
      };
    },

    list: (id: string) => json<ListView>('GET', `/v1/lists/${id}`),

    waitForList(id: string, onLook?: (list: ListView) => void) {
      return until(
        () => json<ListView>('GET', `/v1/lists/${id}`),
        ({ status }) => isSettled(status),
        onLook,
      );
    },

    async import(kind: ImportKind, file: string) {
      const init = { body: await blobOf(file), headers: { 'content-type': 'text/csv' } };
      return (await (await call('POST', `/v1/${kind}/import`, init)).json()) as Omit<ImportAnswer, 'id'>;
    },

    createSender: (sender: { name: string; domain: string; stream: Stream }) =>
      json<{ id: string }>('POST', '/v1/senders', sender),

    createRelease: (request: ReleaseRequest) =>
      json<{ id: string; status: string }>('POST', '/v1/releases', request),

    waitForRelease(id: string) {
      return until(
        () => json<ReleaseView>('GET', `/v1/releases/${id}`),
        ({ status }) => status !== 'deciding',
      );
    },

    /** The released file as it comes in. */
    async releaseFile(id: string): Promise<AsyncIterable<Uint8Array>> {
      const { body } = await call('GET', `/v1/releases/${id}/file`);
      return wholeBody(body ?? new ReadableStream());
    },

    async releaseManifest(id: string): Promise<string> {
      return (await call('GET', `/v1/releases/${id}/manifest`)).text();
    },
  };
}

/** What is read of a problem+json body. */
interface Problem {
  readonly code?: string;
  readonly pointer?: string;
  readonly detail?: string;
}

/** The error that a problem+json body says; its pointer names the field of the request. */
function problemOf({ code, pointer, detail }: Problem): SluiceError {
  const known = code !== undefined && Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : 'internal';
  const sentence = detail ?? ERROR_CODES[known].title;
  return new SluiceError(known, { detail: pointer === undefined ? sentence : `${pointer}: ${sentence}` });
}

/** The file on disk, not read yet. @throws SluiceError `file-unreadable` */
async function blobOf(path: string): Promise<Blob> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) throw new SluiceError('file-unreadable');
  return openAsBlob(path).catch(() => {
    throw new SluiceError('file-unreadable');
  });
}

/** A body that is cut short is an error, never a shorter file. */
async function* wholeBody(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch {
    throw new SluiceError('server-unreachable', { detail: 'The connection ended before the last byte.' });
  }
}

function isSettled(status: string): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}
