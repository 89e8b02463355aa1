/** The figures of a claim's page: live charts of one stratum, and the pictures. Loaded after the page. */
import type { FC } from 'hono/jsx';
import type { ClaimEvidence } from '../../src/claims/index.ts';
import type { Figure } from '../../src/claims/report/figure.ts';
import { Card } from '../views/components/card.tsx';
import { ChartCard } from '../views/components/chart.tsx';
import { Segments } from '../views/components/controls.tsx';
import type { ClaimChart } from './figure-specs.ts';
import { claimHref, figureCsvHref } from './view.ts';

export interface Stratum {
  readonly id: string;
  readonly label: string;
}

/** Those that were trained, in the order of the evidence. */
export function trainedStrata({ arms }: ClaimEvidence): Stratum[] {
  const found = new Map(arms.map(({ stratum, stratumLabel }) => [stratum, stratumLabel]));
  return [...found].map(([id, label]) => ({ id, label }));
}

export const StrataSwitch: FC<{
  id: string;
  preset: ClaimEvidence['preset'];
  strata: readonly Stratum[];
  shown: string | null;
}> = ({ id, preset, strata, shown }) =>
  strata.length < 2 ? null : (
    <Segments
      label="Stratum"
      options={strata.map((one) => ({
        label: one.label,
        href: `${claimHref(id, preset, one.id)}#figures`,
        active: one.id === shown,
      }))}
    />
  );

export const Figures: FC<{
  claim: string;
  preset: ClaimEvidence['preset'];
  stratum: string | null;
  charts: readonly ClaimChart[];
  pictures: readonly Figure[];
}> = ({ claim, preset, stratum, charts, pictures }) => (
  <div id="figure-cards">
    <div class="figures">
      {charts.map(({ id, name, title, caption, spec }) => (
        <ChartCard
          id={id}
          title={title}
          spec={spec}
          footnote={caption}
          csvHref={figureCsvHref(claim, preset, stratum, name)}
          height={280}
        />
      ))}
    </div>
    {pictures.length === 0 ? null : (
      <div class="figures pictures">
        {pictures.map(({ title, file, caption }) => (
          <Card title={title} footnote={caption} class="claim-picture">
            <img
              src={`/claims/${encodeURIComponent(claim)}/figures/${encodeURIComponent(file)}?preset=${preset}`}
              alt={`${title}. ${caption}`}
              loading="lazy"
            />
          </Card>
        ))}
      </div>
    )}
  </div>
);
