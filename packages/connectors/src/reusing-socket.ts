// A socket that is read into one buffer over and over. A buffer for each read, which is what Node does otherwise, costs more than the read
// where gigabytes pass: memory outside of the heap makes the garbage collector run.
import { Socket, type ConnectOpts, type SocketConstructorOpts } from 'node:net';

/** A read takes what the kernel has, up to this; where there is more the next one follows at once. */
const READ_BYTES = 64 * 1024;

export class ReusingSocket extends Socket {
  #onBytes: ((bytes: Buffer) => void) | undefined;

  constructor() {
    const self = {} as { socket: ReusingSocket };
    const options: SocketConstructorOpts & Pick<ConnectOpts, 'onread'> = {
      onread: {
        buffer: Buffer.allocUnsafeSlow(READ_BYTES),
        callback: (size, buffer) => {
          self.socket.#read(buffer, size);
          return true;
        },
      },
    };
    super(options);
    self.socket = this;
  }

  /** From here on bytes go to `listener`, valid during the call only, and no longer to listeners of "data". */
  onBytes(listener: (bytes: Buffer) => void): void {
    this.#onBytes = listener;
  }

  #read(buffer: Uint8Array, size: number): void {
    const bytes = Buffer.from(buffer.buffer, buffer.byteOffset, size);
    if (this.#onBytes === undefined) this.emit('data', Buffer.from(bytes));
    else this.#onBytes(bytes);
  }
}
