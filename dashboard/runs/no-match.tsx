/** Nothing matches: says which condition to drop, and how many runs match without it. */
import { type Condition, printCondition } from '../../db/filter/index.ts';
import { type Database, runTable } from '../../db/index.ts';
import { count } from '../format.ts';
import { conditionOf, matching } from './model.ts';
import { type RunsView, runsHref } from './view.ts';

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];

export function NoMatch({ db, view }: { db: Database; view: RunsView }) {
  const condition = conditionOf(db, view.filter);
  const operands = condition?.kind === 'and' ? condition.operands : [];
  const best = operands.length > 1 && operands.length < NUMBERS.length ? mostWithout(db, operands) : null;
  return (
    <section class="card empty-state">
      <h2>
        {operands.length > 1
          ? `No run matches these ${NUMBERS[operands.length] ?? operands.length} conditions`
          : 'No run matches this filter'}
      </h2>
      {best === null ? (
        <p>Is a value misspelt? Completion in the filter shows the values that occur.</p>
      ) : (
        <p>
          {`${count(best.matches)} ${best.matches === 1 ? 'run matches' : 'runs match'} without `}
          <code>{best.dropped}</code>.
        </p>
      )}
      <div class="empty-actions">
        {best === null ? null : (
          <a class="button primary" href={runsHref(view, { filter: best.rest })}>
            Drop that condition
          </a>
        )}
        <a class={best === null ? 'button primary' : 'button'} href={runsHref(view, { filter: '' })}>
          Clear the filter
        </a>
      </div>
    </section>
  );
}

interface Without {
  readonly dropped: string;
  readonly rest: string;
  readonly matches: number;
}

/** The condition without which most runs match; null: none would help alone. */
function mostWithout(db: Database, operands: readonly Condition[]): Without | null {
  const table = runTable(db);
  let best: Without | null = null;
  for (const [i, operand] of operands.entries()) {
    const left = operands.filter((_, j) => j !== i);
    const rest =
      left.length === 1 ? printCondition(left[0]!) : printCondition({ kind: 'and', operands: left });
    const matches = matching(db, table, rest, false).length;
    if (matches > (best?.matches ?? 0)) best = { dropped: printCondition(operand), rest, matches };
  }
  return best;
}
