/** The runs that started last. */
import type { FC } from 'hono/jsx';
import { type Database, type RunRow, runTable, sparklines } from '../../db/index.ts';
import { idsFilter } from '../claims/arms.tsx';
import { metricText, shortAge, significant, UNKNOWN } from '../format.ts';
import { SPARK_METRIC } from '../runs/model.ts';
import { logError, Sparkline, type SparkScale } from '../runs/strip.tsx';
import { StateText } from '../views/components/badge.tsx';
import { Card } from '../views/components/card.tsx';
import { CsvIcon } from '../views/components/csv-icon.tsx';

const SHOWN = 12;

/** Running and ended ones, the newest start first. */
export function recentRuns(db: Database): RunRow[] {
  const started = runTable(db).rows.filter((run) => run !== null && run.status !== 'queued') as RunRow[];
  const startOf = ({ started: at, created }: RunRow) => at ?? created;
  return started.sort((a, b) => startOf(b) - startOf(a) || b.no - a.no).slice(0, SHOWN);
}

/** The scale that all sparklines share: `log, 9 to 0.8 %, by step`. */
export function scaleText(scale: SparkScale | null): string {
  if (scale === null) return 'log, by step';
  const percent = (log: number) => significant(100 * 10 ** log, 2);
  return `log, ${percent(scale.high)} to ${percent(scale.low)} %, by step`;
}

export const RunsCard: FC<{ db: Database }> = ({ db }) => {
  const runs = recentRuns(db);
  const table = runTable(db);
  const accuracy = table.summary('test/accuracy').last;
  const curves = sparklines(
    db,
    SPARK_METRIC,
    runs.map(({ no, status }) => ({ no, running: status === 'running' })),
  );
  const lines = new Map([...curves].map(([no, line]) => [no, line.map(logError)]));
  const all = [...lines.values()].flatMap((line) => [...line]);
  const scale = all.length === 0 ? null : { low: Math.min(...all), high: Math.max(...all) };
  return (
    <Card
      id="home-runs"
      title="Recent runs"
      remark="newest first, live"
      tools={
        <>
          <a href="/runs">all runs</a>
          <CsvIcon
            href={`/runs.csv?${new URLSearchParams({ filter: idsFilter(runs.map(({ id }) => id)) })}`}
            what="these runs"
          />
        </>
      }
      calm
      flush
    >
      <div class="table-scroll">
        <table class="table home-runs">
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col">State</th>
              <th scope="col" class="c-spark">
                validation/error
                <span class="head-note">{scaleText(scale)}</span>
              </th>
              <th scope="col" class="number">
                test/accuracy, %
              </th>
              <th scope="col" class="number">
                Age
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => {
              const value = accuracy[table.indexOf(run.no) ?? -1];
              return (
                <tr>
                  <td>
                    <a class="run-link" href={`/runs/${run.id}`}>
                      {run.name}
                    </a>{' '}
                    {run.seed === null || run.name.includes(`seed ${run.seed}`) ? null : (
                      <span class="muted">{`seed ${run.seed}`}</span>
                    )}
                  </td>
                  <td>
                    <StateText
                      state={run.status}
                      {...(run.divergedAtStep === null ? {} : { detail: `at step ${run.divergedAtStep}` })}
                    />
                  </td>
                  <td class="c-spark">
                    <Sparkline
                      line={lines.get(run.no) ?? null}
                      scale={scale}
                      label={`validation/error of ${run.name} by step, log scale`}
                    />
                  </td>
                  <td class="number">
                    {value === undefined || Number.isNaN(value)
                      ? UNKNOWN
                      : metricText('test/accuracy', value)}
                  </td>
                  <td class="number muted">{shortAge(run.started ?? run.created)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Card>
  );
};
