// The body of an upload as a stream that a test steers: sent bit by bit, and cut where it likes.

const BOUNDARY = 'sluice-test-boundary';
export const MULTIPART_TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

const part = (headers: string, content: string) =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; ${headers}\r\n\r\n${content}`;

/** Everything before the bytes of the file. */
export const MULTIPART_HEAD = [
  part('name="name"', 'Cut\r\n'),
  part('name="source"', 'web_form\r\n'),
  part('name="file"; filename="list.csv"', ''),
].join('');

/** Everything behind the bytes of the file. */
export const MULTIPART_END = `\r\n--${BOUNDARY}--\r\n`;

/** A request body that sends what it is given and then breaks like a connection. */
export function cutBody(sent: string): ReadableStream<Uint8Array> {
  const pieces = [Buffer.from(MULTIPART_HEAD), Buffer.from(sent)];
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = pieces.shift();
      if (piece) controller.enqueue(piece);
      else controller.error(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
    },
  });
}
