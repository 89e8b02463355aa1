/** The arms of a claim in one stratum, with what tuning chose and the runs of each. */
import type { FC } from 'hono/jsx';
import type { ClaimEvidence } from '../../src/claims/index.ts';
import { learntNothing } from '../../src/claims/report/final-runs.ts';
import { counted } from '../format.ts';
import { Card } from '../views/components/card.tsx';
import { Swatch } from '../views/components/controls.tsx';
import { CsvIcon } from '../views/components/csv-icon.tsx';

type Arm = ClaimEvidence['arms'][number];

/** The filter of exactly these runs, for the page Runs. */
export function idsFilter(ids: readonly string[]): string {
  return `id in (${ids.map((id) => `"${id}"`).join(', ')})`;
}

export const Arms: FC<{
  arms: readonly Arm[];
  slotOf: (arm: string) => number;
  tuningSeeds: number;
  /** of all strata */
  csvHref: string;
}> = ({ arms, slotOf, tuningSeeds, csvHref }) => (
  <Card
    title="Arms"
    remark={arms[0]?.stratumLabel ?? ''}
    tools={<CsvIcon href={csvHref} what="the arms" />}
    flush
    class="arms"
    footnote={`Each tuned arm has as many trials; the best mean validation accuracy over ${tuningSeeds} tuning seeds is compared. Share: how often resampled tuning seeds choose it. Final seeds are never tuning seeds.`}
  >
    <div class="table-scroll" role="region" aria-label="Arms" tabindex={0}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Arm</th>
            <th scope="col" class="number">
              Trials
            </th>
            <th scope="col">Chosen</th>
            <th scope="col" class="number">
              Share
            </th>
            <th scope="col" class="number">
              Final runs
            </th>
            <th scope="col" class="number">
              Diverged
            </th>
            <th scope="col" class="number" title="ended no better than twice chance">
              Never learnt
            </th>
          </tr>
        </thead>
        <tbody>
          {arms.map((arm) => (
            <tr>
              <td>
                <span class="arm-name">
                  <Swatch slot={slotOf(arm.arm)} />
                  {arm.label}
                </span>
              </td>
              <td class="number">
                {arm.tuning === null ? <span class="muted">not tuned</span> : arm.tuning.trials}
              </td>
              <td class="chosen">
                {arm.chosen}
                {arm.tuning?.atEdge ? <span class="muted"> (edge of the grid)</span> : null}
              </td>
              <td class="number">{shareText(arm)}</td>
              <td class="number">
                {arm.runs.length === 0 ? (
                  '–'
                ) : (
                  <a
                    href={`/runs?group=&filter=${encodeURIComponent(idsFilter(arm.runs.map(({ id }) => id)))}`}
                    aria-label={`${counted(arm.runs.length, 'final run')} of ${arm.label}`}
                  >
                    {arm.runs.length}
                  </a>
                )}
              </td>
              <td class="number">{arm.runs.filter(({ diverged }) => diverged).length}</td>
              <td class="number">{arm.runs.filter(learntNothing).length}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </Card>
);

function shareText({ tuning, chosen }: Arm): string {
  const share = tuning?.candidates.find(({ label }) => label === chosen)?.share;
  return share === undefined ? '–' : `${Math.round(100 * share)} %`;
}
