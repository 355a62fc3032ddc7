// Streams a download: pulled by the reader, never buffered.

export interface DownloadOptions {
  readonly type: string;
  /** File name made of our own ids. */
  readonly name: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A response whose bytes are made while the caller reads; a caller that goes away ends the making. */
export function download(bytes: AsyncIterable<Uint8Array>, options: DownloadOptions): Response {
  const iterator = bytes[Symbol.asyncIterator]();
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
  return new Response(stream, {
    headers: {
      'content-type': options.type,
      'content-disposition': `attachment; filename="${options.name}"`,
      ...options.headers,
    },
  });
}
