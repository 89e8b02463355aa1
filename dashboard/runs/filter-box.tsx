/** The filter: a combobox over a coloured copy of its text (static/js/filter.js). */
import type { FC } from 'hono/jsx';
import { Icon } from '../views/components/icons.tsx';

export const FilterBox: FC<{ filter: string; matches: string; target: string }> = ({
  filter,
  matches,
  target,
}) => (
  <form class="filter-box" role="search" data-filter data-target={target} action="/runs" method="get">
    <Icon name="filter" class="filter-icon" />
    <div class="filter-text">
      <pre class="filter-copy" aria-hidden="true"></pre>
      <input
        type="text"
        name="filter"
        role="combobox"
        aria-expanded="false"
        aria-autocomplete="list"
        aria-controls="filter-options"
        aria-describedby="filter-state"
        aria-label="Filter"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        data-filter-input
        placeholder={'optimizer = "adam" and test/accuracy > 0.98'}
        value={filter}
      />
    </div>
    <span id="filter-state" class="filter-state" aria-live="polite">
      {matches}
    </span>
    <button type="button" class="icon-button filter-clear" aria-label="Clear the filter">
      <Icon name="close" />
    </button>
    <kbd class="filter-key">/</kbd>
    <div class="filter-popup" hidden>
      <div id="filter-options" class="filter-options" role="listbox" aria-label="Completions"></div>
      <div class="filter-help">
        <span>
          <kbd>↑</kbd> <kbd>↓</kbd> choose
        </span>
        <span>
          <kbd>tab</kbd> insert
        </span>
        <span>
          <kbd>enter</kbd> run
        </span>
        <button type="button" class="link-button" data-opens="filter-language">
          the language on one page
        </button>
      </div>
    </div>
    <p class="filter-error" role="alert" hidden></p>
  </form>
);

const EXAMPLES: readonly (readonly [source: string, means: string])[] = [
  ['optimizer = "adam"', 'a setting has this value; text stands in quotes'],
  ['learningRate < 0.01', 'numbers: = != < <= > >='],
  ['optimizer in ("sgd", "adam")', 'one of several'],
  ['name ~ "lenet"', 'the text occurs in the value'],
  ['name like "adam%"', '% any text, _ any character'],
  ['momentum is not null', 'it has a value'],
  ['test/accuracy > 0.98', 'the last value of a metric; shares are between 0 and 1'],
  ['best(validation/loss) < 0.1', 'best, min, max or last of a metric'],
  ['status = "diverged"', 'queued, running, completed, diverged, failed, cancelled'],
  ['sweep = "quickstart" and tag = "baseline"', 'the sweeps and tags of a run'],
  ['created >= "2026-11-24"', 'times, as dates or ISO 8601'],
  ['not (a = 1 or b = 2)', 'and, or, not, parentheses'],
];

export const FilterLanguage: FC = () => (
  <dialog id="filter-language" class="dialog wide" aria-labelledby="filter-language-title">
    <h2 id="filter-language-title">The filter language</h2>
    <dl class="language">
      {EXAMPLES.map(([source, means]) => (
        <div>
          <dt>
            <code>{source}</code>
          </dt>
          <dd>{means}</dd>
        </div>
      ))}
    </dl>
    <p class="note">
      The command line takes the same: descent ls --filter '…'. Names with odd characters stand in backticks.
    </p>
    <form method="dialog">
      <button type="submit" class="button">
        Close
      </button>
    </form>
  </dialog>
);
