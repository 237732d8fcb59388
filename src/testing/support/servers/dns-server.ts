import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A DNS server that knows IPv4 addresses of some names, and that the others do not exist. */
export interface DnsServer {
  /** In the order asked, lower case. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

const headerSize = 12;
const typeA = 1;

/** Listens on UDP port 53 of a loopback address, since resolvers know no other port. Needs root. */
export async function startDnsServer(address: string, names: Readonly<Record<string, string>>): Promise<DnsServer> {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address: asker }) => {
    const { name, type, end } = readQuestion(query);
    asked.push(name);
    socket.send(answerTo(query.subarray(0, end), names[name], type), port, asker);
  });
  socket.bind(53, address);
  await once(socket, 'listening');
  return {
    asked,
    close: async () => {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}

/** RFC 1035, 4.1.2. */
function readQuestion(query: Buffer): { readonly name: string; readonly type: number; readonly end: number } {
  const labels: string[] = [];
  let at = headerSize;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** RFC 1035, 4.1.1 and 4.1.3; a name without an address of that type is there all the same. */
function answerTo(question: Buffer, address: string | undefined, type: number): Buffer {
  const answers = address !== undefined && type === typeA ? [addressRecord(address)] : [];
  const message = Buffer.concat([question, ...answers]);
  message.writeUInt16BE(address === undefined ? 0x8183 : 0x8180, 2);
  message.writeUInt16BE(answers.length, 6);
  message.writeUInt32BE(0, 8);
  return message;
}

function addressRecord(address: string): Buffer {
  const record = Buffer.from('c00c00010001000000000004', 'hex');
  return Buffer.concat([record, Buffer.from(address.split('.').map(Number))]);
}
