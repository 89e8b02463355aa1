import type { FC } from 'hono/jsx';
import { type Condition, printCondition } from '../../db/filter/index.ts';
import type { Levels } from '../../src/stats/index.ts';
import { count, counted } from '../format.ts';
import { Card } from '../views/components/card.tsx';
import { MeanSpread } from '../views/components/numbers.tsx';
import { filterOf } from './actions.tsx';
import type { Analysis } from './analysis.ts';
import { CsvLink } from './csv-link.tsx';
import type { Leaderboard } from './leaderboard.ts';
import { rangeConditions } from './picks.ts';
import { levelName } from './values.ts';

const MOST_ROWS = 200;

/** Replaced live. */
export const BoardCard: FC<{ analysis: Analysis }> = ({ analysis }) => {
  const { board, headOf } = analysis;
  const { rows, by, tuned, metric } = board;
  const diverged = rows.some((row) => row.diverged > 0);
  return (
    <Card
      id="sweep-board"
      class="board-card"
      title="Leaderboard"
      remark={tuned.length === 0 ? 'mean over the seeds' : `${tuned.join(', ')} chosen on validation`}
      tools={<CsvLink analysis={analysis} table="leaderboard" />}
      footnote={footnote(board)}
      flush
    >
      <div class="table-scroll board-scroll" tabindex={0} role="region" aria-label="Leaderboard">
        <table class="table">
          <thead>
            <tr>
              <th scope="col" class="number">
                #
              </th>
              {[...by, ...tuned].map((name) => (
                <th scope="col">{name}</th>
              ))}
              <th scope="col" class="number">
                {`${headOf(metric)} ± std`}
              </th>
              <th scope="col" class="number">
                n
              </th>
              {diverged ? (
                <th scope="col" class="number">
                  diverged
                </th>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MOST_ROWS).map((row) => (
              <tr>
                <td class="number muted">
                  {row.rank === null ? '–' : <a href={runsHref(analysis, row)}>{count(row.rank)}</a>}
                </td>
                {by.map((name) => (
                  <td>{levelName(row.levels[name] ?? null)}</td>
                ))}
                {tuned.map((name) => (
                  <td class="muted">{name in row.chosen ? levelName(row.chosen[name] ?? null) : '–'}</td>
                ))}
                <td class="number">
                  <MeanSpread
                    metric={metric}
                    mean={row.summary.mean}
                    spread={row.summary.std}
                    best={row.likeBest === true}
                  />
                </td>
                <td class="number">{row.summary.n}</td>
                {diverged ? <td class="number">{row.diverged === 0 ? '' : row.diverged}</td> : null}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
};

function footnote({ rows, waiting, tuned }: Leaderboard): string {
  const parts = [
    rows.some(({ likeBest }) => likeBest === false)
      ? 'Bold: not distinguishable from the best (Welch’s t test at 5 %, each alone).'
      : 'Mean ± standard deviation over the seeds.',
    ...(tuned.length > 0 ? ['What is not grouped by is taken where validation accuracy is best.'] : []),
    ...(waiting > 0 ? [`${counted(waiting, 'run')} still to come.`] : []),
    ...(rows.length > MOST_ROWS
      ? [`The first ${MOST_ROWS} of ${rows.length} groups; CSV has them all.`]
      : []),
  ];
  return parts.join(' ');
}

/** The runs of a row; settings that are told by several parameters do not narrow it down. */
function runsHref({ sweep, work, view }: Analysis, row: { levels: Levels; chosen: Levels }): string {
  const operands = Object.entries({ ...row.levels, ...row.chosen }).flatMap(([key, value]): Condition[] => {
    if (!work.table.parameters.has(key)) return [];
    const field = { kind: 'parameter', key } as const;
    return value === null ? [{ kind: 'isNull', field }] : [{ kind: 'compare', field, operator: '=', value }];
  });
  const all = [...operands, ...rangeConditions(work, view.picks)];
  const filter = [filterOf(sweep.id), ...all.map(printed)].join(' and ');
  return `/runs?${new URLSearchParams({ filter })}`;
}

function printed(condition: Condition): string {
  return condition.kind === 'or' ? `(${printCondition(condition)})` : printCondition(condition);
}
