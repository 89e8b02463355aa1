/** The launch page: left the form, right what it comes to. */
import type { FC } from 'hono/jsx';
import { type Estimate, physicalCores } from '../../src/sweep/index.ts';
import { Card } from '../views/components/card.tsx';
import { Icon } from '../views/components/icons.tsx';
import { AddMenu, AxisRow, FixedField, ProblemSlot, SettingRow, TextField } from './fields.tsx';
import { type LaunchForm, type Problem, trainsAgain } from './form.ts';
import { AXIS_KEYS, MAIN_KEYS, OTHER_KEYS } from './keys.ts';
import type { LaunchPlan } from './plan.ts';
import { barText, Preview, startText } from './preview.tsx';

export interface LaunchPageProps {
  readonly form: LaunchForm;
  /** null: not looked at yet, the page asks for it */
  readonly plan: LaunchPlan | null;
  readonly estimate: Estimate | null;
  /** the sweep that this one is cloned from */
  readonly clonedFrom?: { readonly id: string; readonly name: string } | undefined;
  /** what a clone could not take over */
  readonly remark?: string | null;
}

export const LaunchPage: FC<LaunchPageProps> = ({ form, plan, estimate, clonedFrom, remark = null }) => {
  const problems = plan?.problems ?? [];
  return (
    <>
      <div class="page-head">
        <h1>Launch a sweep</h1>
        {clonedFrom === undefined ? null : (
          <span class="summary">
            cloned from <a href={`/sweeps/${clonedFrom.id}`}>{clonedFrom.name}</a>
          </span>
        )}
        <div class="page-tools">
          <a class="button" href="/launch">
            <Icon name="refresh" /> Start over
          </a>
        </div>
      </div>
      {remark === null ? null : <p class="banner warn">{remark}</p>}
      <p class="banner warn" id="launch-not-kept" role="status" hidden>
        This form is too long for the address: a reload would lose what was changed last. Start it, or keep it
        as the TypeScript file of the preview.
      </p>
      <form
        id="launch"
        class="launch-form"
        method="post"
        action="/launch"
        hx-post="/launch/preview"
        hx-trigger={`preview delay:200ms${plan === null || estimate === null ? ', load' : ''}`}
        hx-target="#launch-preview"
        hx-swap="outerHTML"
        hx-sync="this:queue last"
        novalidate
      >
        <div class="launch-fields">
          <Workload form={form} problems={problems} />
          <Axes form={form} problems={problems} />
          <SeedsAndRunning form={form} problems={problems} />
          <More form={form} problems={problems} />
        </div>
        <aside class="launch-side" aria-label="What will be run">
          <section class="card">
            <div class="card-body">
              <Preview plan={plan} estimate={estimate} />
              <TextField
                label="Name"
                name="name"
                value={form.name}
                problems={problems}
                placeholder="optimizer-grid"
              />
              <button type="submit" class="button primary start">
                <Icon name="play" />
                <span id="launch-start-text">{startText(plan, estimate)}</span>
              </button>
              <p class="note center">
                Keeps running when this page is closed. <kbd>ctrl</kbd> <kbd>enter</kbd>
              </p>
            </div>
          </section>
        </aside>
        <div class="launch-bar">
          <a id="launch-bar-text" href="#launch-preview">
            {barText(plan, estimate)}
          </a>
          <button type="submit" class="button primary">
            <Icon name="play" /> Start
          </button>
        </div>
      </form>
    </>
  );
};

type Part = FC<{ form: LaunchForm; problems: readonly Problem[] }>;

const Workload: Part = ({ form, problems }) => {
  const others = [...form.fixed].filter(([key, text]) => OTHER_KEYS.includes(key) && text !== '');
  return (
    <Card
      title="Workload"
      remark="the same in every run; what is left empty takes its default"
      tools={<AddMenu label="Setting" keys={OTHER_KEYS} path="/launch/setting" target="#launch-settings" />}
    >
      <div class="field-grid">
        {MAIN_KEYS.map(([key, label]) => (
          <FixedField
            of={key}
            label={label}
            value={form.fixed.get(key) ?? ''}
            problems={problems}
            varies={form.axes.has(key)}
          />
        ))}
      </div>
      <div id="launch-settings">
        {others.map(([key, value]) => (
          <SettingRow of={key} value={value} problems={problems} varies={form.axes.has(key)} />
        ))}
      </div>
    </Card>
  );
};

const Axes: Part = ({ form, problems }) => (
  <Card
    title="Axes"
    remark="every combination is run"
    tools={<AddMenu label="Axis" keys={AXIS_KEYS} path="/launch/axis" target="#launch-axes" />}
  >
    <div id="launch-axes">
      {[...form.axes].map(([key, texts]) => (
        <AxisRow of={key} texts={texts} problems={problems} />
      ))}
    </div>
    <p class="note">
      Numbers are separated by commas, or <code>{'{"logSpace": [0.0001, 0.1], "perDecade": 2}'}</code>. An
      axis for some of the runs only: <code>{'{"values": [0.9], "when": {"optimizer": "momentum"}}'}</code>.
    </p>
  </Card>
);

const SeedsAndRunning: Part = ({ form, problems }) => (
  <Card title="Seeds and running">
    <div class="field-grid four">
      <TextField label="Seeds" name="seeds" value={form.seeds} problems={problems} numeric />
      <TextField label="First seed" name="firstSeed" value={form.firstSeed} problems={problems} numeric />
      <TextField
        label="Workers"
        name="workers"
        value={form.workers}
        problems={problems}
        placeholder={`${physicalCores()}, one a core`}
        numeric
      />
      <TextField
        label="Layer telemetry every … steps"
        name="telemetry"
        value={form.telemetry}
        problems={problems}
        after="0: none"
        numeric
      />
    </div>
    <TextField
      label="Description"
      name="description"
      value={form.description}
      problems={problems}
      placeholder="the question that this sweep answers"
    />
    <label class="check">
      <input type="checkbox" name="rerun" value="yes" checked={trainsAgain(form)} /> train again what is in
      the database already
    </label>
  </Card>
);

const More: Part = ({ form, problems }) => {
  const open = form.more !== '' || problems.some(({ field }) => field === 'more');
  return (
    <details class="card more-parts" open={open}>
      <summary>
        <h2>More, as JSON</h2>
        <span class="remark">settings that vary together, drawn samples, exclusions, recording</span>
      </summary>
      <div class="card-body">
        <label class="visually-hidden" for="launch-more">
          Further parts of the definition, as JSON
        </label>
        <textarea
          class="field mono"
          id="launch-more"
          name="more"
          rows={form.more === '' ? 4 : Math.min(24, form.more.split('\n').length + 1)}
          spellcheck={false}
          placeholder={'{"exclude": [{"optimizer": "sgd", "learningRate": 0.3}]}'}
          aria-describedby="problem-more"
        >
          {form.more}
        </textarea>
        <ProblemSlot field="more" problems={problems} />
        <p class="note">
          zip, sample, exclude, recording, seeds as a list: as in a definition file. Data only; conditions are
          written as keys and values.
        </p>
      </div>
    </details>
  );
};
