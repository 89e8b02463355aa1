/** Writes docs/api.md from the addresses that the dashboard serves: `npm run docs:api`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ENDPOINTS, type Endpoint } from '../dashboard/api/index.ts';

export const DOCUMENT = fileURLToPath(new URL('../docs/api.md', import.meta.url));

const HEAD = `# JSON API

\`descent dashboard\` serves what its pages show as JSON too. Everything is read with \`GET\`; nothing is changed.
Generated from \`dashboard/api/\` (\`npm run docs:api\`).

\`\`\`sh
curl -G http://127.0.0.1:4280/api/runs --data-urlencode 'filter=optimizer = "adam" order by test/accuracy desc'
\`\`\`

- **Filters** are those of the page Runs and of \`descent ls --filter\`.
- **Answers are bounded**: a list comes in parts, and \`next\` is the address of the next one (null at the end). Complete
  files at once, as CSV, JSON Lines or Parquet: \`descent export\`.
- **Numbers** are in full precision: accuracies between 0 and 1, times in milliseconds where the name ends in \`Ms\`, moments
  as ISO 8601. Unknown is null. JSON has no NaN and no infinities: they are the strings \`"NaN"\`, \`"Infinity"\` and
  \`"-Infinity"\`.
- **Errors** have a status of 400 (a parameter or a filter is wrong), 401 (no token), 404 (there is no such thing), 403 or
  421 (another site, another host name), and \`{"error": "…"}\` with what was expected and the way out; of a filter also
  \`{"filter": {"start", "end", "suggestion"}}\`, the place in it. A parameter that an address does not know is an error.
- **Access**: on its own machine anybody may read. Where the dashboard listens on another address, a request needs the
  token that was printed, as the cookie \`descent_token\`. Pages of other sites are refused.
`;

export function apiDocument(): string {
  return `${HEAD}\n${ENDPOINTS.map(section).join('\n')}`;
}

function section({ path, does, parameters, fields, example }: Endpoint): string {
  return [
    `## GET ${path}`,
    does,
    ...(parameters.length === 0
      ? []
      : [
          table(
            ['parameter', 'takes', ''],
            parameters.map(({ name, takes, does }) => [`\`${name}\``, takes, does]),
          ),
        ]),
    table(['answer', ''], fields),
    `Example: \`${example}\`\n`,
  ].join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(DOCUMENT, apiDocument());
