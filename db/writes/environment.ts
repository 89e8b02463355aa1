/** Where runs were trained; one row for equal places. */
import { createHash } from 'node:crypto';
import type { Database } from '../database.ts';
import type { EnvironmentRecord } from '../types.ts';

/** Stores the environment once; returns the hash that runs refer to. */
export function storeEnvironment(db: Database, record: EnvironmentRecord): string {
  const { descent, node, os, arch, cpu, cores, memoryBytes, gitCommit, gitDirty } = record;
  const values = [
    descent,
    node,
    os,
    arch,
    cpu,
    cores,
    memoryBytes,
    gitCommit,
    gitDirty === null ? null : Number(gitDirty),
  ];
  const hash = createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 16);
  db.client
    .prepare(
      `insert into environment (hash, descent, node, os, arch, cpu, cores, memory_bytes, git_commit, git_dirty)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
    )
    .run(hash, ...values);
  return hash;
}
