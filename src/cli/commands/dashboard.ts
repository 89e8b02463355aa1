import { type Command, InvalidArgumentError } from 'commander';
import { DEFAULT_PORT } from '../../../dashboard/port.ts';
import { contextOf } from '../context.ts';

interface DashboardOptions {
  readonly host: string;
  readonly port?: number;
}

/** `descent dashboard`: serves it until it is interrupted. */
export function addDashboard(program: Command): void {
  program
    .command('dashboard')
    .description('browse, compare and launch runs in a browser')
    .option('-p, --port <port>', `port (0: any free one; default: ${DEFAULT_PORT})`, parsePort)
    .option(
      '--host <address>',
      'address to listen on; any but this machine’s own asks for a token',
      '127.0.0.1',
    )
    .addHelpText(
      'after',
      `
Only programs of this machine reach the dashboard. With another --host everybody in the network can, so the address
that is printed then holds a token; the connection is not encrypted.

Examples:
  descent dashboard
  descent dashboard --port 8080 --db experiments.db
  descent dashboard --host 0.0.0.0`,
    )
    .action(async (options: DashboardOptions, self: Command) => {
      const { db: file, output } = contextOf(self);
      const { openDatabase } = await import('../../../db/index.ts');
      const { startDashboard } = await import('../../../dashboard/server.ts');
      const db = openDatabase(file);
      const { host, port } = options;
      const dashboard = await startDashboard({ db, host, ...(port === undefined ? {} : { port }) }).catch(
        (error) => {
          db.close();
          throw error;
        },
      );
      if (output.json) output.data({ url: dashboard.url, database: db.path });
      output.line(`${output.colors.bold(dashboard.url)}  ${output.colors.dim(db.path)}`);
      output.line(output.colors.dim('ctrl+c ends it'));
      await interrupted();
      await dashboard.close();
      db.close();
    });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError(`Expected a port between 0 and 65535, got ${JSON.stringify(text)}.`);
  }
  return port;
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
