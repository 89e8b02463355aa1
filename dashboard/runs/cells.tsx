import type { Child, FC } from 'hono/jsx';
import { describe, meanInterval } from '../../src/stats/index.ts';
import { UNKNOWN } from '../format.ts';
import { Tag } from '../views/components/controls.tsx';
import { Icon } from '../views/components/icons.tsx';
import type { Spread } from '../views/components/numbers.tsx';
import { type NumberStyle, settingCell, signedText } from './cell-text.ts';
import { type Column, isClockTime, isMeasuredAtEnd, numbersOf, settingOf } from './columns.ts';
import { finalValues, finiteValues, type Group } from './group.ts';
import type { PageData } from './page-data.ts';
import { Sparkline, Strip } from './strip.tsx';

export const Cell: FC<{ data: PageData; column: Column; group: Group; grouped: boolean; id: string }> = (
  props,
) => {
  const { data, column, group, grouped, id } = props;
  switch (column.kind) {
    case 'sparkline':
      return (
        <td class="c-spark">
          <Sparkline
            line={data.sparkOf(group.members)}
            scale={data.sparkScale}
            label={`validation/error by step, log scale${grouped ? `, mean of ${group.members.length} runs` : ''}`}
          />
        </td>
      );
    case 'tags':
      return <TagsCell data={data} group={group} grouped={grouped} id={id} />;
    case 'note':
      return <NoteCell data={data} group={group} grouped={grouped} id={id} />;
    case 'metric':
      return <NumberCells {...props} />;
    case 'run':
    case 'parameter': {
      const style = data.styles.get(column.name);
      return style === undefined ? <SettingCell {...props} /> : <NumberCells {...props} />;
    }
    default:
      throw column satisfies never;
  }
};

const SettingCell: FC<{ data: PageData; column: Column; group: Group }> = ({ data, column, group }) => {
  const { table } = data.model;
  const value = settingOf(table, column, group.members[0]!);
  const mixed = group.members.some((row) => settingOf(table, column, row) !== value);
  const numeric = data.numeric.has(column.name);
  return (
    <td class={numeric ? 'c-set number' : 'c-set'}>
      {mixed ? (
        <span class="muted">{`${distinct(data, column, group)} values`}</span>
      ) : (
        settingCell(column, value)
      )}
    </td>
  );
};

function distinct({ model }: PageData, column: Column, { members }: Group): number {
  return new Set(members.map((row) => settingOf(model.table, column, row))).size;
}

/** Half width of the spread that is asked for; null below two values. */
export function spreadOf(values: readonly number[], spread: Spread): number | null {
  if (values.length < 2) return null;
  if (spread === 'ci') {
    const interval = meanInterval(values);
    return interval === null ? null : interval.high - interval.estimate;
  }
  const { std, standardError } = describe(values);
  return spread === 'std' ? std : standardError;
}

/** Mean and spread; the main metric has its strip in a cell of its own. */
const NumberCells: FC<{ data: PageData; column: Column; group: Group; grouped: boolean }> = (props) => {
  const { data, column, group, grouped } = props;
  const { model } = data;
  const style = data.styles.get(column.name)!;
  const values = (grouped ? finalValues : finiteValues)(model.table, column, group.members);
  const mean = values.length === 0 ? null : describe(values).mean;
  const spread = spreadOf(values, model.view.spread);
  const isMain = model.main !== null && column.name === model.main.name;
  const hasSpread = grouped && !isClockTime(column);
  const best = isMain && grouped && model.likeBest.has(group.key);
  return (
    <>
      <td class={isMain ? 'c-main number' : 'c-metric number'}>
        {mean === null ? (
          <span class="unknown">{UNKNOWN}</span>
        ) : (
          <span class="mean-spread">
            {best ? <b>{style.text(mean)}</b> : style.text(mean)}
            {hasSpread ? (
              <span class="spread"> ± {spread === null ? UNKNOWN : style.spread(spread)}</span>
            ) : null}
            {hasSpread && values.length < group.members.length ? (
              <sup title={`${isMeasuredAtEnd(column) ? 'completed ' : ''}runs with a value`}>
                {values.length}
              </sup>
            ) : null}
          </span>
        )}
        <Difference data={data} column={column} style={style} mean={mean} />
      </td>
      {isMain && model.scale !== null ? (
        <td class="c-strip">
          <Strip scale={model.scale} values={values} mean={mean} spread={spread} />
        </td>
      ) : null}
    </>
  );
};

/** To the pinned baseline, in points where the metric is a share. */
const Difference: FC<{ data: PageData; column: Column; style: NumberStyle; mean: number | null }> = (
  props,
) => {
  const { data, column, style, mean } = props;
  if (data.baseline === null || column.kind !== 'metric' || mean === null) return null;
  const value = numbersOf(data.model.table, column)?.(data.baseline) ?? null;
  if (value === null || !Number.isFinite(value)) return null;
  return (
    <span class="delta" title="difference to the baseline">
      {signedText(style, mean - value)}
    </span>
  );
};

const TagsCell: FC<{ data: PageData; group: Group; grouped: boolean; id: string }> = ({
  data,
  group,
  grouped,
  id,
}) => {
  const counts = new Map<string, number>();
  for (const row of group.members) {
    for (const tag of data.tags.get(data.model.table.rows[row]!.no) ?? [])
      counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  const run = data.model.table.rows[group.members[0]!]!;
  const tags = [...counts].map(([tag, n]) => (
    <Tag label={n === group.members.length ? tag : `${tag} ${n}`} />
  ));
  return (
    <td class="c-tags">
      {grouped ? (
        <span class="tag-list">{tags}</span>
      ) : (
        <EditableTags run={run.id} tags={[...counts.keys()]} id={id} />
      )}
    </td>
  );
};

/** A click, or its key, opens a field in its place (static/js/edit.js). */
const EditButton: FC<{
  field: 'tags' | 'note';
  run: string;
  id: string;
  value: string;
  words: { readonly add: string; readonly edit: string };
  class?: string;
  children?: Child;
}> = ({ field, run, id, value, words, class: kind, children }) => (
  <button
    type="button"
    class={kind === undefined ? 'editable' : `editable ${kind}`}
    id={`${id}-${field}`}
    data-edit={field}
    data-run={run}
    data-value={value}
    {...(value === '' ? { 'aria-label': words.add } : { title: words.edit })}
  >
    {children}
  </button>
);

export const EditableTags: FC<{ run: string; tags: readonly string[]; id: string }> = ({ run, tags, id }) => (
  <EditButton
    field="tags"
    run={run}
    id={id}
    value={tags.join(' ')}
    words={{ add: 'Add tags', edit: 'Edit tags' }}
  >
    {tags.length === 0 ? <Icon name="plus" class="faint" /> : tags.map((tag) => <Tag label={tag} />)}
  </EditButton>
);

const NoteCell: FC<{ data: PageData; group: Group; grouped: boolean; id: string }> = ({
  data,
  group,
  grouped,
  id,
}) => {
  const run = data.model.table.rows[group.members[0]!]!;
  return (
    <td class="c-note">
      {grouped ? null : <EditableNote run={run.id} note={data.notes.get(run.no) ?? ''} id={id} />}
    </td>
  );
};

export const EditableNote: FC<{ run: string; note: string; id: string; empty?: Child }> = ({
  run,
  note,
  id,
  empty,
}) => (
  <EditButton
    field="note"
    run={run}
    id={id}
    value={note}
    words={{ add: 'Add a note', edit: 'Edit the note' }}
    class="note-text"
  >
    {note === '' ? (empty ?? <Icon name="plus" class="faint" />) : note}
  </EditButton>
);
