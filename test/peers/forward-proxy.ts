import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A name that no resolver knows: what comes for it has come through the proxy. */
export const PROXIED_HOST = 'server.invalid';

/** What {@link startForwardProxy} stands before. */
export interface ForwardProxyOptions {
  /** Address of the server that is called {@link PROXIED_HOST} here. */
  readonly target: string;
  /** Certificate for the name and its key, in PEM: for connections over TLS. */
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** A proxy as one stands at the edge of a network: it wants a password, and resolves names itself. */
export interface ForwardProxy {
  /** With user and password. */
  readonly url: string;
  /** First words of the requests to the proxy itself: `POST http://server.invalid`, `CONNECT server.invalid:443`. */
  readonly asked: string[];
  close(): Promise<void>;
}

const USER = 'user:pass word';

/** Starts one on loopback. */
export async function startForwardProxy({ target, cert, key }: ForwardProxyOptions): Promise<ForwardProxy> {
  const asked: string[] = [];
  const tunnels = new Set<Socket>();
  const allowed = ({ headers }: IncomingMessage) =>
    headers['proxy-authorization'] === `Basic ${Buffer.from(USER).toString('base64')}`;
  const inner = createTlsServer({ cert, key, keepAliveTimeout: 0 }, (incoming, answer) =>
    passOn(target, incoming, answer),
  );
  const proxy = createServer({ keepAliveTimeout: 0 }, (incoming, answer) => {
    const { origin, pathname, search } = new URL(incoming.url ?? '', 'http://not.absolute');
    asked.push(`${incoming.method} ${origin}`);
    if (!allowed(incoming)) answer.writeHead(407).end();
    else if (origin !== `http://${PROXIED_HOST}` && !origin.startsWith('http://127.0.0.1:'))
      answer.writeHead(502).end();
    else {
      // W&B's client sends all that is http to a proxy of its own variable, storage on this machine too.
      const to = origin === `http://${PROXIED_HOST}` ? target : origin;
      passOn(to, Object.assign(incoming, { url: pathname + search }), answer);
    }
  });
  proxy.on('connect', (incoming: IncomingMessage, socket: Socket) => {
    asked.push(`CONNECT ${incoming.url}`);
    const refusal = allowed(incoming) ? '502 Bad Gateway' : '407 Proxy Authentication Required';
    if (refusal !== '502 Bad Gateway' || incoming.url !== `${PROXIED_HOST}:443`) {
      socket.end(`HTTP/1.1 ${refusal}\r\n\r\n`);
      return;
    }
    const tunnel = connect((inner.address() as AddressInfo).port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(tunnel).pipe(socket);
    });
    for (const end of [socket, tunnel]) {
      tunnels.add(end);
      end.on('error', () => [socket, tunnel].forEach((each) => void each.destroy()));
      end.once('close', () => tunnels.delete(end));
    }
  });
  for (const server of [inner, proxy]) await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://${USER.replace(' ', '%20')}@127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    asked,
    async close() {
      for (const tunnel of tunnels) tunnel.destroy();
      await Promise.all([inner, proxy].map(closeServer));
    },
  };
}

function passOn(target: string, incoming: IncomingMessage, answer: ServerResponse): void {
  const { host: _host, 'proxy-authorization': _password, ...headers } = incoming.headers;
  // No connection that is kept, and closed just when it is used again.
  const options = { agent: false, method: incoming.method, headers };
  const outgoing = request(`${target}${incoming.url}`, options, (response) => {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  });
  outgoing.once('error', () => answer.destroy());
  incoming.pipe(outgoing);
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
