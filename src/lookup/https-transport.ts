// A name server behind HTTPS (DNS over HTTPS, RFC 8484): one connection, each question a POST.
import { openHttps } from './https-connection.ts';
import type { HttpsPost, HttpsServer } from './https-post.ts';
import { encodeQuery, type Reply, readReply } from './packet.ts';
import type { Question, Silence, Transport } from './transport.ts';

/** RFC 8484 4.1: the id is not needed to find the question again. */
const ID = 0;

/**
 * Makes the transport; the connection is opened with the first question, and again after it has ended.
 *
 * The server proves by its certificate that it is the host of the URL; before that nothing is asked. The
 * reply is checked as over UDP. A certificate that does not fit, another HTTP status than 200, another media
 * type and a body over 65,535 octets make the server `unreachable`; a body that is not the reply to the
 * question is `timeout`.
 */
export function createHttpsTransport(server: HttpsServer): Transport {
  let opening: Promise<HttpsPost | undefined> | undefined;
  let open: HttpsPost | undefined;
  let heardMs = 0;
  let isClosed = false;
  const waiting = new Set<() => void>();

  function forget(): void {
    opening = undefined;
    open = undefined;
  }

  async function connectOnce(): Promise<HttpsPost | undefined> {
    open = await openHttps(server, forget);
    if (open === undefined) forget();
    else if (isClosed) open.close();
    return open;
  }

  async function post({ name, type, edns }: Question, signal: AbortSignal): Promise<Reply | Silence> {
    // Nobody can forge a reply here, so the case of the name guards nothing, and some servers fold it.
    const query = encodeQuery(name.toLowerCase(), type, ID, edns, false);
    // All who ask while the connection is being made wait for the same one.
    opening ??= connectOnce();
    const body = await (await opening)?.post(query.bytes, signal);
    if (body === undefined) return 'unreachable';
    heardMs = performance.now();
    return readReply(body, query) ?? 'timeout';
  }

  /** Nothing heard for a whole try: the other end may have gone without a word, so the next one knocks anew. */
  function dropIfSilentSince(startedMs: number): void {
    if (heardMs >= startedMs) return;
    open?.close();
    if (open) forget();
  }

  return {
    exchange(question, patienceMs, signal) {
      if (isClosed || signal.aborted) return Promise.resolve('timeout');
      const startedMs = performance.now();
      const patience = new AbortController();
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          end();
          dropIfSilentSince(startedMs);
        }, patienceMs);
        const end = () => {
          settle('timeout');
          patience.abort();
        };
        function settle(outcome: Reply | Silence): void {
          clearTimeout(timer);
          waiting.delete(end);
          signal.removeEventListener('abort', end);
          resolve(outcome);
        }
        waiting.add(end);
        signal.addEventListener('abort', end, { once: true });
        post(question, patience.signal).then(settle, () => settle('unreachable'));
      });
    },
    close() {
      isClosed = true;
      for (const end of [...waiting]) end();
      open?.close();
    },
  };
}
