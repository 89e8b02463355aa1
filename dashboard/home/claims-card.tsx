/** Claims at a glance: one line each. */
import type { FC } from 'hono/jsx';
import { type ClaimEntry, primaryOf, type Training, type TrainingOf } from '../claims/entries.ts';
import { claimHref } from '../claims/view.ts';
import { count } from '../format.ts';
import { StateIcon, VERDICT_MEANING, VerdictIcon } from '../views/components/badge.tsx';
import { Card } from '../views/components/card.tsx';
import { Command } from '../views/components/states.tsx';

export const ClaimsCard: FC<{ entries: readonly ClaimEntry[]; trainingOf: TrainingOf }> = (props) => {
  const { entries, trainingOf } = props;
  const judged = entries.filter(({ evidence }) => evidence !== null);
  const presets = [...new Set(judged.map(({ evidence }) => evidence!.preset))];
  return (
    <Card
      id="home-claims"
      title="Claims"
      remark={presets.length === 0 ? '' : `${presets.join(', ')} preset`}
      tools={<a href="/claims">board</a>}
    >
      <ol class="home-claims">
        {entries.map((entry) => (
          <Line training={trainingOf(entry.id)} entry={entry} />
        ))}
      </ol>
      {judged.length > 0 ? null : (
        <>
          <p class="note">None is judged yet. A first look takes about 3 minutes:</p>
          <Command text="npx descent claims run --preset smoke" />
        </>
      )}
    </Card>
  );
};

const Line: FC<{ training: Training | null; entry: ClaimEntry }> = ({ training, entry }) => {
  const { id, number, title, evidence } = entry;
  const verdict = evidence === null ? null : primaryOf(evidence).verdict;
  return (
    <li>
      <span class="muted">{number}</span>
      {training !== null ? (
        <StateIcon state={training.alive ? 'running' : 'queued'} />
      ) : verdict === null ? (
        <span></span>
      ) : (
        <VerdictIcon verdict={verdict} />
      )}
      <a href={claimHref(id, null)}>{title}</a>
      {training !== null ? (
        <span class="muted">{`${count(training.total - training.done)} runs left`}</span>
      ) : verdict === null ? (
        <span class="muted">not judged</span>
      ) : (
        <span class={`text-${VERDICT_MEANING(verdict)}`}>{verdict}</span>
      )}
    </li>
  );
};
