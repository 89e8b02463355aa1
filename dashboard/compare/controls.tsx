/** Above the charts: axes, band, smoothing, colour, grouping, and which metrics are drawn. All links: the state is the address. */
import type { Child, FC } from 'hono/jsx';
import { Chip, Segments } from '../views/components/controls.tsx';
import { Icon } from '../views/components/icons.tsx';
import type { CompareModel } from './model.ts';
import {
  BANDS,
  type Band,
  type CompareView,
  compareHref,
  compareQuery,
  X_KINDS,
  type XKind,
} from './view.ts';

const X_WORDS: Readonly<Record<XKind, string>> = {
  step: 'step',
  epoch: 'epoch',
  time: 'wall time',
  samples: 'samples',
};
const BAND_LABELS: Readonly<Record<Band, string>> = {
  std: '± std',
  se: '± s.e.',
  ci: '95 % CI',
  range: 'min–max',
  none: 'none',
};
/** Half-lives offered, as parts of the x axis. */
const SMOOTHING_PARTS = [0.01, 0.02, 0.05, 0.1, 0.2];

export const Controls: FC<{ model: CompareModel; xMax: number }> = ({ model, xMax }) => {
  const { view } = model;
  return (
    <div class="compare-controls">
      <Control label="X">
        <Segments label="X axis" id="x" options={segments(view, 'x', X_KINDS, X_WORDS)} />
        <Segments label="Scale of x" id="x-scale" options={segments(view, 'xScale', ['linear', 'log'])} />
      </Control>
      <Control label="Y">
        <Segments label="Scale of y" id="y-scale" options={segments(view, 'y', ['linear', 'log'])} />
      </Control>
      {model.groupBy === null ? null : (
        <Control label="Band">
          <Segments label="Band" id="band" options={segments(view, 'band', BANDS, BAND_LABELS)} />
        </Control>
      )}
      <Control label="Smoothing">
        <Smoothing view={view} xMax={xMax} />
      </Control>
      <Control label="Colour">
        <Colour model={model} />
      </Control>
      {model.groupBy === null ? null : (
        <Control label="Single runs">
          <Segments
            label="Single runs"
            id="single"
            options={[true, false].map((single) => ({
              label: single ? 'shown' : 'hidden',
              href: compareHref(view, { single }),
              active: single === view.single,
            }))}
          />
        </Control>
      )}
      <GroupBy model={model} />
      <Metrics model={model} />
    </div>
  );
};

const Control: FC<{ label: string; children?: Child }> = ({ label, children }) => (
  <span class="control" id={`control-${label.replaceAll(/\W+/g, '-')}`}>
    <span class="control-label">{label}</span>
    {children}
  </span>
);

function segments<K extends 'x' | 'xScale' | 'y' | 'band'>(
  view: CompareView,
  key: K,
  values: readonly CompareView[K][],
  words: Readonly<Partial<Record<string, string>>> = {},
) {
  return values.map((value) => ({
    label: words[value] ?? value,
    href: compareHref(view, { [key]: value }),
    active: value === view[key],
  }));
}

const Menu: FC<{ label: string; shown: string; children?: Child }> = ({ label, shown, children }) => (
  <details class="menu">
    <summary class="button" id={`menu-${label.replaceAll(/\W+/g, '-')}`} aria-label={`${label}: ${shown}`}>
      {shown} <Icon name="chevronDown" />
    </summary>
    <div class="menu-items left">{children}</div>
  </details>
);

const UNITS: Readonly<Record<XKind, string>> = {
  step: 'steps',
  epoch: 'epochs',
  time: 's',
  samples: 'samples',
};

const Smoothing: FC<{ view: CompareView; xMax: number }> = ({ view, xMax }) => {
  const unit = UNITS[view.x];
  const offered = xMax > 0 ? [...new Set(SMOOTHING_PARTS.map((part) => nice(part * xMax)))] : [];
  return (
    <Menu label="Smoothing" shown={view.smooth === 0 ? 'off' : `half-life ${view.smooth} ${unit}`}>
      <a href={compareHref(view, { smooth: 0 })}>off</a>
      {offered.map((smooth) => (
        <a href={compareHref(view, { smooth })}>{`half-life ${smooth} ${unit}`}</a>
      ))}
      <form class="menu-form" action="/compare" method="get" data-keep-open>
        {[...new URLSearchParams(compareQuery({ ...view, smooth: 0 }))].map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <label>
          half-life, {unit}
          <input
            class="field small"
            name="smooth"
            type="number"
            min="0"
            step="any"
            value={view.smooth === 0 ? '' : String(view.smooth)}
          />
        </label>
        <button type="submit" class="button">
          Set
        </button>
      </form>
    </Menu>
  );
};

/** 1, 2 or 5 times a power of ten. */
function nice(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 5, 10].find((one) => value <= one * power * 1.0001) ?? 10;
  return Number((factor * power).toPrecision(3));
}

const Colour: FC<{ model: CompareModel }> = ({ model: { view, colors } }) => (
  <Menu label="Colour by" shown={colors.by ?? 'line'}>
    <a href={compareHref(view, { color: 'line' })}>one for each line</a>
    {colors.options.slice(0, 24).map((key) => (
      <a href={compareHref(view, { color: key })}>{key}</a>
    ))}
  </Menu>
);

const GroupBy: FC<{ model: CompareModel }> = ({ model }) => {
  const { view, settings } = model;
  const chosen = view.group === 'all' || view.group === null ? [] : view.group;
  const others = [...settings.varying, ...settings.dependent].filter((key) => !chosen.includes(key));
  return (
    <Control label="Group by">
      {view.group === 'all' ? (
        <Chip label="all but seed" id="group-all" removeHref={compareHref(view, { group: null })} />
      ) : null}
      {view.group === null ? <span class="chip">single runs</span> : null}
      {chosen.map((name) => {
        const rest = chosen.filter((one) => one !== name);
        return (
          <Chip
            id={`group-${name}`}
            label={name}
            removeHref={compareHref(view, { group: rest.length === 0 ? 'all' : rest })}
          />
        );
      })}
      <details class="menu">
        <summary class="chip add" id="menu-group" aria-label="Group by another setting">
          <Icon name="plus" />
        </summary>
        <div class="menu-items left">
          {view.group === 'all' ? null : <a href={compareHref(view, { group: 'all' })}>all but seed</a>}
          {others.slice(0, 24).map((key) => (
            <a href={compareHref(view, { group: [...chosen, key] })}>{key}</a>
          ))}
          {view.group === null ? null : <a href={compareHref(view, { group: null })}>single runs</a>}
        </div>
      </details>
    </Control>
  );
};

const Metrics: FC<{ model: CompareModel }> = ({ model: { view, shown, logged } }) => (
  <Control label="Charts">
    {shown.map((name) => {
      const rest = shown.filter((one) => one !== name);
      return rest.length === 0 ? (
        <span class="chip">{name}</span>
      ) : (
        <Chip id={`chart-${name}`} label={name} removeHref={compareHref(view, { metrics: rest })} />
      );
    })}
    <details class="menu">
      <summary class="chip add" id="menu-charts" aria-label="Add a chart of another metric">
        <Icon name="plus" /> Chart
      </summary>
      <div class="menu-items left">
        <input
          class="field small"
          type="search"
          placeholder="Find a metric"
          aria-label="Find a metric"
          data-menu-search
          data-keep-open
        />
        {logged
          .filter(({ name }) => !shown.includes(name) && name !== 'epoch')
          .map(({ name }) => (
            <a href={compareHref(view, { metrics: [...shown, name] })}>{name}</a>
          ))}
      </div>
    </details>
  </Control>
);
