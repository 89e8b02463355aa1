/** Every comparison of a claim, with both sides, intervals and tests; folded by hypothesis. */
import type { FC } from 'hono/jsx';
import {
  type ClaimEvidence,
  type ComparisonRecord,
  effectText,
  type HypothesisEvidence,
  spanText,
  valueText,
} from '../../src/claims/index.ts';
import { count, counted } from '../format.ts';
import { VerdictBadge, VerdictIcon } from '../views/components/badge.tsx';
import { Card } from '../views/components/card.tsx';
import { LaterTags } from './later-tags.tsx';

type Side = ComparisonRecord['sides'][number];

export const EvidenceTable: FC<{ evidence: ClaimEvidence }> = ({ evidence: { hypotheses } }) => (
  <Card
    title="Evidence"
    remark={counted(
      hypotheses.reduce(
        (sum, { strata }) => sum + strata.reduce((n, one) => n + one.comparisons.length, 0),
        0,
      ),
      'comparison',
    )}
    class="evidence"
    footnote="Effects are oriented as claimed: right of 0, or above ×1, the statement is right. 95 %: together over the page. Seeds × images: the test images resampled too. P(A > B): of a run of the first arm against a run of the second; diverged runs and those that never learnt count at chance level in an accuracy, and are left out of anything else."
  >
    {hypotheses.map((hypothesis) => (
      <OneHypothesis hypothesis={hypothesis} />
    ))}
  </Card>
);

const OneHypothesis: FC<{ hypothesis: HypothesisEvidence }> = ({ hypothesis }) => (
  <details id={`evidence-${hypothesis.id}`} {...(hypothesis.primary ? { open: true } : {})}>
    <summary>
      <VerdictBadge verdict={hypothesis.verdict} />
      <span class="statement">{hypothesis.statement}</span>
    </summary>
    <p class="reason">
      {hypothesis.remember === '' ? '' : <b>{`${hypothesis.remember} `}</b>}
      <span class="muted">{`(${hypothesis.reason})`}</span>
      <LaterTags hypothesis={hypothesis} />
    </p>
    <div class="table-scroll" role="region" aria-label={`Comparisons: ${hypothesis.id}`} tabindex={0}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Stratum</th>
            <th scope="col">Verdict</th>
            <th scope="col">{hypothesis.metricLabel}</th>
            <th scope="col" class="number">
              Effect
            </th>
            <th scope="col" class="number">
              95 %, together
            </th>
            <th scope="col" class="number">
              90 %
            </th>
            <th scope="col" class="number">
              Seeds × images
            </th>
            <th scope="col" class="number">
              P(A &gt; B)
            </th>
            <th scope="col" class="number">
              n
            </th>
            <th scope="col" class="number">
              Could see
            </th>
            <th scope="col">Test</th>
          </tr>
        </thead>
        <tbody>
          {hypothesis.strata.flatMap(({ label, target, comparisons }) =>
            comparisons.map((one, i) => (
              <Comparison
                hypothesis={hypothesis}
                one={one}
                label={
                  i === 0 ? `${label}${target === null ? '' : `, target ${(100 * target).toFixed(2)} %`}` : ''
                }
              />
            )),
          )}
        </tbody>
      </table>
    </div>
    <p class="note">
      <b>What would change it:</b> {hypothesis.wouldChange}
    </p>
  </details>
);

const Comparison: FC<{ hypothesis: HypothesisEvidence; one: ComparisonRecord; label: string }> = ({
  hypothesis,
  one,
  label,
}) => (
  <tr>
    <td>{label}</td>
    <td>
      <span class="state-text">
        <VerdictIcon verdict={one.verdict} />
        {one.verdict}
      </span>
    </td>
    <td class="sides">
      <SideText side={one.sides[0]} hypothesis={hypothesis} />
      <SideText side={one.sides[1]} hypothesis={hypothesis} against />
    </td>
    <td class="number">{effectText(one.effect, hypothesis)}</td>
    <td class="number">{spanText(one.interval95, hypothesis)}</td>
    <td class="number">{spanText(one.interval90, hypothesis)}</td>
    <td class="number">{one.twoWay === null ? '–' : spanText(one.twoWay, hypothesis)}</td>
    <td class="number">{one.superiority === null ? '–' : one.superiority.probability.toFixed(2)}</td>
    <td class="number">
      {count(one.n)}
      {one.missing > 0 ? <span class="muted">{` (${one.missing} missing)`}</span> : null}
    </td>
    <td class="number">
      {one.detectable === null ? '–' : effectText(one.detectable, hypothesis).replace('+', '')}
    </td>
    <td class="muted">
      {one.method}
      {one.tuningShare > 0 ? `, ${Math.round(100 * one.tuningShare)} % of the variance from tuning` : ''}
      {one.logRankP === null ? '' : `; log-rank p ${one.logRankP.toPrecision(2)}`}
    </td>
  </tr>
);

/** `adam 98.94 % ± 0.07 (n 15, 1 diverged, 2 never learnt)` */
const SideText: FC<{ side: Side; hypothesis: HypothesisEvidence; against?: boolean }> = ({
  side: { label, mean, sd, n, diverged, stalled, censored, farOff = [] },
  hypothesis,
  against = false,
}) => {
  const remarks = [
    `n ${n}`,
    diverged > 0 ? `${diverged} diverged` : '',
    stalled > 0 ? `${stalled} never learnt` : '',
    censored > 0 ? `${censored} missed the target` : '',
    ...farOff.slice(0, 2).map(({ seed, value }) => `seed ${seed}: ${valueText(value, hypothesis)}`),
  ].filter(Boolean);
  return (
    <span class="side">
      {against ? <span class="muted">against </span> : null}
      {`${label} ${valueText(mean, hypothesis)}`}
      <span class="spread">{` ± ${sd === null ? '–' : valueText(sd, hypothesis).replace(' %', '')}`}</span>
      <span class="muted">{` (${remarks.join(', ')})`}</span>
    </span>
  );
};
