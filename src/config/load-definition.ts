/** Reads a definition from a file: a TypeScript or JavaScript module, JSON, or YAML. */
import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseDocument } from 'yaml';
import { ConfigError, show } from './errors.ts';
import { planSweep } from './plan.ts';
import type { SweepDefinition } from './sweep-definition.ts';

const MODULES: ReadonlySet<string> = new Set(['.ts', '.mts', '.js', '.mjs']);

/**
 * The definition in a file, its keys and values checked. A `.ts` file needs a loader in the process (the command line
 * registers one).
 * @throws ConfigError naming the file: not there, no such format, does not parse, holds no definition
 */
export async function loadDefinition(file: string): Promise<SweepDefinition> {
  const extension = extname(file).toLowerCase();
  const known = MODULES.has(extension) || ['.json', '.yaml', '.yml'].includes(extension);
  if (!known) {
    throw new ConfigError(
      file,
      `must be a .ts, .js, .json or .yaml file, got ${show(extension)}; rename or convert it`,
    );
  }
  const content = await readDefinitionFile(file);
  const definition = MODULES.has(extension)
    ? await importDefinition(file)
    : extension === '.json'
      ? parseJson(file, content)
      : parseYaml(file, content);
  try {
    planSweep(definition as SweepDefinition);
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError(`${file}:`, error.message, error.key);
    throw error;
  }
  return definition as SweepDefinition;
}

async function readDefinitionFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : String(error);
    throw new ConfigError(
      file,
      `cannot be read: ${reason}; check the path (those of this package lie in experiments/)`,
    );
  }
}

async function importDefinition(file: string): Promise<unknown> {
  let module: { default?: unknown };
  try {
    module = await import(pathToFileURL(resolve(file)).href);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(
      file,
      `cannot be imported: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  // a CommonJS reading of the file wraps its exports once more
  const outer = module.default as { default?: unknown } | undefined;
  const definition = outer?.default ?? outer;
  if (definition === undefined) {
    throw new ConfigError(
      file,
      'must have a default export, got none; write `export default defineSweep({ … })`',
    );
  }
  return definition;
}

function parseJson(file: string, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new ConfigError(file, `must be JSON: ${(error as Error).message}`);
  }
}

function parseYaml(file: string, content: string): unknown {
  const document = parseDocument(content);
  const [error] = document.errors;
  if (error !== undefined) throw new ConfigError(file, `must be YAML: ${error.message}`);
  return document.toJS();
}
