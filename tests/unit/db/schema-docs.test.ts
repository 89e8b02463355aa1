import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { schemaDocument } from '../../../scripts/generate-schema-docs.ts';
import { open } from './support.ts';

it('docs/schema.md is what the schema says now (npm run docs:schema)', () => {
  expect(readFileSync(new URL('../../../docs/schema.md', import.meta.url), 'utf8')).toBe(schemaDocument());
});

it('docs/schema.md names every table and column of a real database', () => {
  const text = schemaDocument();
  const columns = open()
    .client.prepare(
      `select t.name as name, c.name as col from sqlite_schema t, pragma_table_info(t.name) c
       where t.type = 'table' and t.name not like 'sqlite%'`,
    )
    .all() as { name: string; col: string }[];
  expect(columns.length).toBeGreaterThan(60);
  for (const { name, col } of columns) {
    const section = text.split(`## ${name}\n`)[1]?.split('\n## ')[0];
    expect(section, name).toContain(`| \`${col}\` |`);
  }
});
