/** Confusion matrix of the test part; the diagonal is not coloured, or it would drown the errors. */
import type { FC } from 'hono/jsx';
import { type Database, findArtifact, type RunDetail, readArtifact } from '../../db/index.ts';
import { csvOf } from '../csv.ts';
import { count, counted } from '../format.ts';
import { Card } from '../views/components/card.tsx';
import { CsvIcon } from '../views/components/csv-icon.tsx';
import { HeatBar } from '../views/components/heat-bar.tsx';

interface Confusion {
  readonly classNames: readonly string[];
  /** rows: true class, columns: answer; images */
  readonly matrix: readonly (readonly number[])[];
}

/** Steps of the sequential palette. */
const LEVELS = 9;
/** Larger ones are a table for a program, not for a page. */
const MOST_CLASSES = 30;

export const ConfusionCard: FC<{ db: Database; run: RunDetail }> = ({ db, run }) => {
  const confusion = confusionOf(db, run);
  if (confusion === null) return null;
  const { classNames, matrix } = confusion;
  const total = matrix.flat().reduce((sum, n) => sum + n, 0);
  const right = matrix.reduce((sum, row, i) => sum + row[i]!, 0);
  const most = matrix.reduce((top, row, i) => Math.max(top, ...row.filter((_, j) => j !== i)), 0);
  const long = classNames.some((name) => name.length > 3);
  return (
    <Card
      title="Confusion"
      remark={`test, ${count(total - right)} wrong of ${counted(total, 'image')}`}
      class="confusion-card"
      tools={<CsvIcon href={`/runs/${run.id}/confusion.csv`} what="the confusion matrix" />}
      footnote="Rows: true class, columns: answer; right answers are not coloured. A cell shows its images beside it."
    >
      <div class="table-scroll" tabindex={0} role="region" aria-label="Confusion matrix">
        <table class={long ? 'confusion long' : 'confusion'}>
          <thead>
            <tr>
              <td></td>
              {classNames.map((name) => (
                <th scope="col">
                  <span>{name}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matrix.map((row, label) => (
              <tr>
                <th scope="row">{classNames[label]}</th>
                {row.map((n, answer) => (
                  <Cell run={run} names={classNames} n={n} label={label} answer={answer} most={most} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {most === 0 ? null : (
        <div class="heat-legend">
          <HeatBar low={most === 1 ? '' : '1'} high={counted(most, 'image')} />
        </div>
      )}
    </Card>
  );
};

interface CellProps {
  readonly run: RunDetail;
  readonly names: readonly string[];
  readonly n: number;
  readonly label: number;
  readonly answer: number;
  readonly most: number;
}

const Cell: FC<CellProps> = ({ run, names, n, label, answer, most }) => {
  if (label === answer) return <td class="right">{count(n)}</td>;
  if (n === 0) return <td></td>;
  const level = Math.min(LEVELS, Math.max(1, Math.ceil((n / most) * LEVELS)));
  const href = `/runs/${run.id}/mistakes?label=${label}&answer=${answer}`;
  return (
    <td class={`seq-${level}`}>
      <a
        href={href}
        hx-get={href}
        hx-target="#mistakes"
        hx-swap="outerHTML"
        aria-label={`${counted(n, 'image')} of ${names[label]} answered ${names[answer]}`}
      >
        {count(n)}
      </a>
    </td>
  );
};

/** One row a pair of classes; null: the run kept none. */
export function confusionCsv(db: Database, run: RunDetail): string | null {
  const confusion = confusionOf(db, run);
  if (confusion === null) return null;
  const { classNames, matrix } = confusion;
  return csvOf(
    { true_class: 'text', answer: 'text', images: 'integer' },
    matrix.flatMap((row, label) => row.map((n, answer) => [classNames[label]!, classNames[answer]!, n])),
  );
}

function confusionOf(db: Database, run: RunDetail): Confusion | null {
  if (findArtifact(db, run.id, 'confusion.json')?.kind !== 'confusion') return null;
  try {
    const { classNames, matrix } = JSON.parse(readArtifact(db, run.id, 'confusion.json').toString('utf8'));
    const names = (classNames as unknown[]).map(String);
    const size = names.length;
    const numbers = (matrix as unknown[][]).map((row) => row.map(Number));
    const square = numbers.length === size && numbers.every((row) => row.length === size);
    return square && size <= MOST_CLASSES ? { classNames: names, matrix: numbers } : null;
  } catch {
    // the file is missing, or a program stored something else under that name
    return null;
  }
}
