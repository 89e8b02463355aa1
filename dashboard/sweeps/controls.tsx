/** What the cards go by. Every change is in the address. */
import type { FC } from 'hono/jsx';
import type { Analysis } from './analysis.ts';
import { PickMenu } from './picked.tsx';

export const AnalysisControls: FC<{ analysis: Analysis }> = ({ analysis }) => {
  const { sweep, view, heat, metrics, work, numeric, x, board } = analysis;
  const names = work.factors.map(({ name }) => name);
  const metricNames = metrics.includes(view.metric) ? metrics : [view.metric, ...metrics];
  return (
    <form
      class="sweep-controls"
      method="get"
      action={`/sweeps/${sweep.id}`}
      hx-get={`/sweeps/${sweep.id}`}
      hx-trigger="change"
      hx-target="#sweep-analysis"
      hx-select="#sweep-analysis"
      hx-swap="outerHTML"
      hx-sync="this:replace"
    >
      <Select
        label="Metric"
        name="metric"
        value={view.metric}
        options={metricNames.map((one) => [one, one])}
      />
      {heat?.rows == null ? null : (
        <Select label="Rows" name="rows" value={heat.rows.name} options={names.map((one) => [one, one])} />
      )}
      {heat === null || names.length < 2 ? null : (
        <Select label="Columns" name="cols" value={heat.cols.name} options={names.map((one) => [one, one])} />
      )}
      {names.length < 3 ? null : (
        <Select
          label="Other settings"
          name="over"
          value={view.over}
          options={[
            ['mean', 'their mean'],
            ['best', 'the best of them'],
          ]}
        />
      )}
      {numeric.length < 2 ? null : (
        <Select
          label="Curves over"
          name="x"
          value={x?.name ?? ''}
          options={numeric.map(({ name }) => [name, name])}
        />
      )}
      {names.length < 2 ? null : (
        <fieldset class="group-by">
          <legend>Leaderboard by</legend>
          {names.map((name) => (
            <label class="chip choice">
              <input
                type="checkbox"
                name="by"
                value={name}
                checked={board.by.includes(name)}
                id={`by-${name}`}
              />
              {name}
            </label>
          ))}
        </fieldset>
      )}
      <PickMenu analysis={analysis} />
      <noscript>
        <button type="submit" class="button">
          Show
        </button>
      </noscript>
    </form>
  );
};

const Select: FC<{
  label: string;
  name: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
}> = ({ label, name, value, options }) => (
  <label class="control">
    <span class="control-label">{label}</span>
    <select class="field" name={name} id={`control-${name}`} aria-label={label}>
      {options.map(([one, text]) => (
        <option value={one} selected={one === value}>
          {text}
        </option>
      ))}
    </select>
  </label>
);
