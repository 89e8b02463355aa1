/** Reads exports back with programs that share no code with the writers. */
import { spawnSync } from 'node:child_process';
import { DuckDBInstance } from '@duckdb/node-api';

/** Rows as plain objects; 64-bit integers as numbers. */
export async function query(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    // times come back as UTC, whatever the zone of this machine
    await connection.run("set timezone = 'UTC'");
    const reader = await connection.runAndReadAll(sql);
    return reader
      .getRowObjectsJS()
      .map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([key, value]) => [key, typeof value === 'bigint' ? Number(value) : value]),
        ),
      );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

export const hasPython = spawnSync('python3', ['-c', 'import csv, json']).status === 0;

/** Every row of a CSV file, the head first, by Python's csv module. */
export function readWithPython(file: string): string[][] {
  const program =
    'import csv, json, sys; json.dump(list(csv.reader(open(sys.argv[1], newline="", encoding="utf-8"), strict=True)), sys.stdout)';
  const { status, stdout, stderr } = spawnSync('python3', ['-c', program, file], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`python3 could not read ${file}: ${stderr}`);
  return JSON.parse(stdout);
}
