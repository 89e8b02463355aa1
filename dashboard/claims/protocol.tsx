/** How a claim is tested: before there is evidence, and so that everybody can repeat it. */
import type { FC } from 'hono/jsx';
import { type Database, getRun } from '../../db/index.ts';
import {
  accuracySentences,
  type ClaimDefinition,
  type ClaimEvidence,
  PRESET_NAMES,
  type PresetName,
  remedySentences,
} from '../../src/claims/index.ts';
import { laterRemarks } from '../../src/claims/words.ts';
import { count, counted, durationText } from '../format.ts';
import { Card } from '../views/components/card.tsx';
import { Command } from '../views/components/states.tsx';
import { RunButton, runHref } from './actions.tsx';
import type { ClaimEntry, Training } from './entries.ts';
import { LaterTags } from './later-tags.tsx';
import { claimHref } from './view.ts';

/** The protocol stands before the evidence does. */
export const NotJudged: FC<{ entry: ClaimEntry; preset: PresetName | null; training: Training | null }> = (
  props,
) => {
  const { entry, preset, training } = props;
  const { definition, id, presets } = entry;
  return (
    <>
      <section class="card empty-state">
        <h2>{preset === null ? 'Not judged yet' : `Not judged with the ${preset} preset`}</h2>
        <p>
          {presets.length === 0
            ? 'The smoke preset takes minutes and shows how it works; a verdict needs the standard preset.'
            : 'There is evidence of another preset: '}
          {presets.map((name) => (
            <>
              <a href={claimHref(id, name)}>{name}</a>{' '}
            </>
          ))}
        </p>
        <div class="empty-actions">
          {definition === null || training !== null ? null : (
            <RunButton action={runHref(id)} preset={preset ?? 'smoke'} />
          )}
          <Command text={`npx descent claims run ${id} --preset ${preset ?? 'smoke'}`} />
        </div>
      </section>
      {definition === null ? null : <Protocol definition={definition} />}
    </>
  );
};

const Protocol: FC<{ definition: ClaimDefinition }> = ({ definition }) => (
  <div class="grid two">
    <Card title="Hypotheses" remark={hypothesesRemark(definition)}>
      <ul class="protocol">
        {definition.hypotheses.map((hypothesis) => (
          <li>
            <b>{hypothesis.statement}</b>
            {hypothesis.primary ? <span class="tag">stands for the claim</span> : null}
            <LaterTags hypothesis={hypothesis} />
            <span class="note">{comparedText(definition, hypothesis)}</span>
          </li>
        ))}
      </ul>
    </Card>
    <Card title="Presets" flush>
      <div class="table-scroll" role="region" aria-label="Presets" tabindex={0}>
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Preset</th>
              <th scope="col" class="number">
                Tuning seeds
              </th>
              <th scope="col" class="number">
                Final seeds
              </th>
              <th scope="col">Strata</th>
            </tr>
          </thead>
          <tbody>
            {PRESET_NAMES.map((name) => {
              const { tuningSeeds, finalSeeds, strata } = definition.presets[name];
              return (
                <tr>
                  <td>{name}</td>
                  <td class="number">{tuningSeeds}</td>
                  <td class="number">{finalSeeds}</td>
                  <td class="wrap">{strata.map((one) => definition.strata[one]?.label ?? one).join('; ')}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Card>
  </div>
);

function comparedText(
  definition: ClaimDefinition,
  { metricLabel, arm, against }: ClaimDefinition['hypotheses'][number],
): string {
  const rivals = against.map((one) => armLabel(definition, one)).join(', ');
  return `${metricLabel}: ${armLabel(definition, arm)} against ${rivals}`;
}

function hypothesesRemark({ hypotheses }: ClaimDefinition): string {
  const later = hypotheses.filter((one) => laterRemarks(one).length > 0).length;
  return `written down before the first report${later === 0 ? '' : `, but for ${later} that say so`}`;
}

function armLabel({ arms }: ClaimDefinition, arm: string): string {
  return arms[arm]?.label ?? arm;
}

export const Repeat: FC<{ evidence: ClaimEvidence; db: Database }> = ({ evidence, db }) => {
  const { id, preset, workload, totals, engine, numerics, computedAt } = evidence;
  return (
    <Card title="Repeat it" class="repeat">
      <Command text={`npx descent claims run ${id} --preset ${preset}`} />
      <dl class="facts">
        <dt>workload</dt>
        <dd>{workload}</dd>
        <dt>runs</dt>
        <dd>{`${count(totals.runs)}, ${count(totals.diverged)} diverged`}</dd>
        <dt>training in all</dt>
        <dd>{durationText(totals.trainingMs)}</dd>
        <dt>engine</dt>
        <dd>{`${engine}, numerics ${numerics}`}</dd>
        <dt>machine</dt>
        <dd>{hardwareOf(db, evidence)}</dd>
        <dt>judged</dt>
        <dd>{new Date(computedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC</dd>
      </dl>
    </Card>
  );
};

/** Of the first final run of the claim. */
function hardwareOf(db: Database, { arms }: ClaimEvidence): string {
  const first = arms.flatMap(({ runs }) => runs)[0];
  if (first === undefined) return 'none: nothing was trained';
  try {
    const { environment } = getRun(db, first.id);
    return environment === null ? 'not known' : `${environment.cpu}, ${counted(environment.cores, 'core')}`;
  } catch {
    return 'not known: its runs were deleted';
  }
}

export const Notes: FC<{ definition: ClaimDefinition | null; evidence: ClaimEvidence }> = ({
  definition,
  evidence,
}) => {
  const notes = definition?.notes ?? [];
  const accuracies = accuracySentences(evidence);
  const remedies = definition === null ? [] : remedySentences(definition, evidence);
  if (notes.length + accuracies.length + remedies.length === 0) return null;
  return (
    <div class="grid two notes">
      <Sentences title="The accuracy that it reaches" sentences={accuracies} />
      <Sentences title="Gap and accuracy together" sentences={remedies} />
      {notes.map(({ title, text }) => (
        <Card title={title}>
          <p>
            <Linked text={text} />
          </p>
        </Card>
      ))}
    </div>
  );
};

/** Links of Markdown, as notes have them. */
const Linked: FC<{ text: string }> = ({ text }) => (
  <>
    {text.split(/(\[[^\]]+\]\([^)\s]+\))/).map((part) => {
      const [, words, href] = /^\[([^\]]+)\]\(([^)\s]+)\)$/.exec(part) ?? [];
      return href === undefined ? part : <a href={href}>{words}</a>;
    })}
  </>
);

const Sentences: FC<{ title: string; sentences: readonly string[] }> = ({ title, sentences }) =>
  sentences.length === 0 ? null : (
    <Card title={title}>
      {sentences.map((one) => (
        <p>{one}</p>
      ))}
    </Card>
  );
