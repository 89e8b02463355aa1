/** Every hypothesis with its verdict in each stratum: where it holds and where it flips. */
import type { FC } from 'hono/jsx';
import {
  type ClaimEvidence,
  deciding,
  effectText,
  type HypothesisEvidence,
  type StratumEvidenceRecord,
  spanText,
} from '../../src/claims/index.ts';
import { VerdictBadge, VerdictIcon } from '../views/components/badge.tsx';
import { Card } from '../views/components/card.tsx';
import { ForestHead, ForestRow } from './forest.tsx';
import { LaterTags } from './later-tags.tsx';

export const Verdicts: FC<{ evidence: ClaimEvidence }> = ({ evidence }) => (
  <Card
    title="Hypotheses"
    remark="where each holds, and where it flips"
    flush
    class="verdicts"
    footnote="Multiples of the margin, linear within it and logarithmic beyond; grey: too small to count; right: for the statement. Of several rivals the one that decided. Intervals hold together at 95 % over all comparisons of this page; a verdict reads nothing else."
  >
    <div class="table-scroll" role="region" aria-label="Hypotheses" tabindex={0}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Hypothesis, stratum</th>
            <th scope="col">Verdict</th>
            <th scope="col" class="c-forest">
              <span class="visually-hidden">Effect in multiples of the margin</span>
              <ForestHead />
            </th>
            <th scope="col" class="number">
              Effect [95 % interval]
            </th>
            <th scope="col" class="number">
              n
            </th>
            <th scope="col" class="number">
              Margin
            </th>
          </tr>
        </thead>
        {evidence.hypotheses.map((hypothesis) => (
          <Hypothesis hypothesis={hypothesis} />
        ))}
      </table>
    </div>
  </Card>
);

const Hypothesis: FC<{ hypothesis: HypothesisEvidence }> = ({ hypothesis }) => {
  const { id, statement, primary, verdict, strata, remember } = hypothesis;
  const [only] = strata;
  const single = strata.length === 1 && only !== undefined ? only : null;
  return (
    <tbody>
      <tr class={single === null ? 'hypothesis' : 'hypothesis single'}>
        <th scope="rowgroup" class="statement">
          <a href={`#evidence-${id}`}>{statement}</a>
          {primary ? <span class="tag">stands for the claim</span> : null}
          <LaterTags hypothesis={hypothesis} />
          {single === null ? null : <StratumName stratum={single} />}
        </th>
        <td>
          <VerdictBadge verdict={verdict} />
        </td>
        {single === null ? (
          <td colspan={4} class="sentence">
            {remember}
          </td>
        ) : (
          <Numbers hypothesis={hypothesis} stratum={single} />
        )}
      </tr>
      {single !== null
        ? null
        : strata.map((stratum) => (
            <tr>
              <td class="stratum">
                <StratumName stratum={stratum} />
              </td>
              <td>
                <span class="state-text">
                  <VerdictIcon verdict={stratum.verdict} />
                  {stratum.verdict}
                </span>
              </td>
              <Numbers hypothesis={hypothesis} stratum={stratum} />
            </tr>
          ))}
    </tbody>
  );
};

const StratumName: FC<{ stratum: StratumEvidenceRecord }> = ({ stratum }) => (
  <span class="stratum-name">
    {stratum.label}
    {stratum.comparisons.length > 1 ? (
      <span class="muted">{` · against ${deciding(stratum).sides[1].label}`}</span>
    ) : null}
  </span>
);

const Numbers: FC<{ hypothesis: HypothesisEvidence; stratum: StratumEvidenceRecord }> = ({
  hypothesis,
  stratum,
}) => {
  const comparison = deciding(stratum);
  return (
    <>
      <td class="c-forest">
        <ForestRow comparison={comparison} margin={stratum.margin} />
      </td>
      <td class="number">
        {effectText(comparison.effect, hypothesis)}{' '}
        <span class="spread">[{spanText(comparison.interval95, hypothesis)}]</span>
      </td>
      <td class="number">{comparison.n}</td>
      <td class="number">{effectText(stratum.margin, hypothesis).replace('+', '')}</td>
    </>
  );
};
