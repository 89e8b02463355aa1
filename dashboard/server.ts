/** The dashboard as a server on one address. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Database } from '../db/index.ts';
import { createApp } from './app.ts';
import { DEFAULT_PORT } from './port.ts';
import { accessFor } from './safety/access.ts';

export interface DashboardOptions {
  readonly db: Database;
  /** default: 127.0.0.1; any other address but loopback asks for a token */
  readonly host?: string;
  /** 0: any free one */
  readonly port?: number;
  readonly token?: string;
}

export interface RunningDashboard {
  /** to open in a browser; holds the token where one is needed */
  readonly url: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** @throws Error with the way out where the port is taken */
export async function startDashboard(options: DashboardOptions): Promise<RunningDashboard> {
  const { db, host = '127.0.0.1', port = DEFAULT_PORT } = options;
  const access = accessFor(host, options.token);
  const { hono, live } = createApp({ db, access });
  const server = await listen((ready) => serve({ fetch: hono.fetch, hostname: host, port }, ready) as Server);
  const address = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  const origin = `http://${name}:${address.port}`;
  return {
    url: access.token === null ? `${origin}/` : `${origin}/?token=${access.token}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        live.close();
        server.close(() => resolve());
        // open event streams would keep it waiting
        server.closeAllConnections();
      }),
  };
}

function listen(start: (ready: () => void) => Server): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = start(() => resolve(server));
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error)));
  });
}

function explain(error: NodeJS.ErrnoException): Error {
  const where = `${(error as { port?: number }).port ?? ''}`;
  if (error.code === 'EADDRINUSE') {
    return new Error(
      `port ${where} is in use: another dashboard may be running; choose one with --port, or 0`,
    );
  }
  if (error.code === 'EACCES')
    return new Error(`port ${where} may not be used: choose one above 1023 with --port`);
  if (error.code === 'EADDRNOTAVAIL') return new Error('this machine has no such address: see --host');
  return error;
}
