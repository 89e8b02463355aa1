/** Above the table: what it is grouped and sorted by, the spread, columns, density, CSV. */
import type { FC } from 'hono/jsx';
import { count, settingText } from '../format.ts';
import { Chip, elementId, Segments } from '../views/components/controls.tsx';
import { Icon } from '../views/components/icons.tsx';
import { SPREAD_LABELS, type Spread } from '../views/components/numbers.tsx';
import type { RunsModel } from './model.ts';
import { type Density, type RunsView, runsHref } from './view.ts';

export const Controls: FC<{ model: RunsModel }> = ({ model }) => {
  const { view } = model;
  return (
    <div class="runs-controls">
      <GroupControl model={model} />
      <SortControl model={model} />
      {model.groupBy === null ? null : (
        <span class="control" id="control-spread">
          <span class="control-label">Spread</span>
          <Segments
            id="spread"
            label="Spread"
            options={(Object.keys(SPREAD_LABELS) as Spread[]).map((spread) => ({
              label: SPREAD_LABELS[spread],
              href: runsHref(view, { spread, page: view.page }),
              active: spread === view.spread,
            }))}
          />
        </span>
      )}
      <span class="control end" id="control-table">
        <ColumnPicker model={model} />
        <DensityMenu view={view} />
        <CsvMenu model={model} />
      </span>
    </div>
  );
};

/** What is shown: of groups their means, too, not the single runs alone. */
const CsvMenu: FC<{ model: RunsModel }> = ({ model: { view, groupBy } }) => {
  const single = `/runs.csv?${new URLSearchParams({ filter: view.filter })}`;
  if (groupBy === null) {
    return (
      <a class="button" id="csv" href={single} hx-boost="false" data-csv="runs" download>
        <Icon name="download" /> CSV
      </a>
    );
  }
  return (
    <details class="menu">
      <summary class="button" id="csv">
        <Icon name="download" /> CSV
      </summary>
      <div class="menu-items">
        <a href={runsHref(view, {}, '/runs/groups.csv')} hx-boost="false" data-csv="groups" download>
          Groups: mean, std, s.e., n
        </a>
        <a href={single} hx-boost="false" data-csv="runs" download>
          Single runs, all columns
        </a>
      </div>
    </details>
  );
};

const GroupControl: FC<{ model: RunsModel }> = ({ model }) => {
  const { view, settings } = model;
  const chosen = view.group === 'all' || view.group === null ? [] : view.group;
  const options = [...settings.varying, ...settings.dependent].filter((key) => !chosen.includes(key));
  return (
    <span class="control" id="control-group">
      <span class="control-label">Group by</span>
      {view.group === 'all' ? (
        <Chip
          id="ungroup-all"
          label="all but seed"
          removeHref={runsHref(view, { group: null, sort: null })}
        />
      ) : null}
      {chosen.map((name) => {
        const rest = chosen.filter((one) => one !== name);
        return (
          <Chip
            id={elementId('ungroup', name)}
            label={name}
            removeHref={runsHref(view, { group: rest.length === 0 ? null : rest })}
          />
        );
      })}
      <details class="menu">
        <summary class="chip add" id="group-menu" aria-label="Group by another setting">
          <Icon name="plus" />
          {view.group === null ? 'Group' : ''}
        </summary>
        <div class="menu-items left">
          {view.group === 'all' ? null : <a href={runsHref(view, { group: 'all' })}>all but seed</a>}
          {options.slice(0, 24).map((key) => (
            <a href={runsHref(view, { group: [...chosen, key] })}>{key}</a>
          ))}
          {view.group === null ? null : <a href={runsHref(view, { group: null, sort: null })}>single runs</a>}
        </div>
      </details>
    </span>
  );
};

const SortControl: FC<{ model: RunsModel }> = ({ model: { view, sorts } }) => {
  if (sorts.length === 0) return null;
  const terms = sorts.map(({ column, descending }) => ({ column: column.name, descending }));
  return (
    <span class="control sort-control" id="control-sort">
      <span class="control-label">Sort</span>
      {terms.map((term, i) => {
        const turned = terms.map((one, j) => (i === j ? { ...one, descending: !one.descending } : one));
        return (
          <span class="chip">
            <a
              class="chip-text"
              id={elementId('turn', term.column)}
              href={runsHref(view, { sort: turned })}
              title="Turn round"
            >
              {term.column} <Icon name={term.descending ? 'arrowDown' : 'arrowUp'} />
            </a>
            {view.sort === null ? null : (
              <a
                id={elementId('unsort', term.column)}
                href={runsHref(view, { sort: terms.length === 1 ? null : terms.filter((_, j) => j !== i) })}
                aria-label={`Do not sort by ${term.column}`}
              >
                <Icon name="close" />
              </a>
            )}
          </span>
        );
      })}
    </span>
  );
};

const DENSITIES: Readonly<Record<Density, string>> = {
  compact: 'Compact',
  normal: 'Normal',
  relaxed: 'Relaxed',
};

const DensityMenu: FC<{ view: RunsView }> = ({ view }) => (
  <details class="menu">
    <summary class="icon-button" id="density-menu" aria-label="Height of rows">
      <Icon name="density" />
    </summary>
    <div class="menu-items">
      {(Object.keys(DENSITIES) as Density[]).map((density) => (
        <a
          href={runsHref(view, { density, page: view.page })}
          {...(density === view.density ? { 'aria-current': 'true' } : {})}
        >
          {DENSITIES[density]}
        </a>
      ))}
    </div>
  </details>
);

/** Every name that a column can have; searched and ordered by static/js/columns.js. */
const ColumnPicker: FC<{ model: RunsModel }> = ({ model }) => {
  const chosen = model.columns.map(({ name }) => name);
  const parameters = [...model.table.parameters.keys()].filter((key) => key !== 'layers').sort();
  const metrics = [...model.metrics.keys()].sort();
  const own = [
    'name',
    'seed',
    'engine',
    'created',
    'wallMs',
    'samplesPerSecond',
    'peakMemoryBytes',
    'epochsDone',
    'bestEpoch',
  ];
  const others = [
    ...['sparkline', 'tags', 'note'],
    ...own,
    ...parameters,
    ...metrics.flatMap((name) => [name, `best(${name})`, `max(${name})`, `min(${name})`]),
  ].filter((name) => !chosen.includes(name));
  return (
    <details class="menu column-picker">
      <summary class="button quiet" id="columns-menu">
        <Icon name="columns" /> Columns{' '}
        <span class="muted">{`${chosen.length} / ${chosen.length + others.length}`}</span>
      </summary>
      <form
        class="menu-items picker"
        data-keep-open
        data-columns-form
        hx-boost="false"
        data-href={runsHref(model.view, { columns: null })}
      >
        <input
          class="field small"
          type="search"
          placeholder="Find a parameter or metric"
          aria-label="Find a column"
        />
        <ul class="picker-list" aria-label="Columns; alt and arrow keys move a chosen one">
          {chosen.map((name) => (
            <PickerItem name={name} checked />
          ))}
          {others.map((name) => (
            <PickerItem name={name} checked={false} />
          ))}
        </ul>
        <div class="picker-foot">
          <button type="submit" class="button primary">
            Show these
          </button>
          <a class="button" href={runsHref(model.view, { columns: null })}>
            Reset
          </a>
        </div>
      </form>
    </details>
  );
};

const PickerItem: FC<{ name: string; checked: boolean }> = ({ name, checked }) => (
  <li draggable={checked ? 'true' : 'false'}>
    <label>
      <input type="checkbox" value={name} checked={checked} />
      <span>{name}</span>
    </label>
  </li>
);

const SHOWN_SAME = 9;

/** Settings with one value in all rows are said once, above the table. */
export const SameLine: FC<{ model: RunsModel }> = ({ model }) => {
  const { same } = model.settings;
  const telling = same.filter(({ value }) => value !== false && value !== 0 && value !== 'none');
  const first = (telling.length === 0 ? same : telling).slice(0, SHOWN_SAME);
  const rest = same.filter((one) => !first.includes(one));
  const withAll = [...model.columns.map(({ name }) => name), ...first.map(({ key }) => key)];
  return (
    <div class="same-line">
      {model.rows.length < 2 || same.length === 0 ? null : (
        <span class="same">
          <b>{`Same in all ${count(model.rows.length)}:`}</b>
          <span class="same-list">
            {first.map(({ key, value }) => `${key} ${settingText(value)}`).join(' · ')}
          </span>
          {rest.length === 0 ? null : (
            <details class="menu inline">
              <summary class="link-button">{`and ${rest.length} more`}</summary>
              <div class="menu-items left facts-menu" data-keep-open>
                {rest.map(({ key, value }) => (
                  <span>
                    <span class="muted">{key}</span> {settingText(value)}
                  </span>
                ))}
              </div>
            </details>
          )}
          <a id="same-as-columns" href={runsHref(model.view, { columns: withAll })}>
            show as columns
          </a>
        </span>
      )}
      {model.likeBest.size === 0 ? null : (
        <span class="bold-note">
          <b>bold</b> not distinguishable from the best at 95 %
        </span>
      )}
    </div>
  );
};
