/** In which settings the groups differ; what is the same in all of them is folded away. */
import type { FC } from 'hono/jsx';
import type { ParameterValue } from '../../db/index.ts';
import { counted, settingText } from '../format.ts';
import { compareValues } from '../runs/columns.ts';
import { Card } from '../views/components/card.tsx';
import { Swatch } from '../views/components/controls.tsx';
import type { ComparedGroup, CompareModel } from './model.ts';

/** From here on one column of values says more than a column a group. */
const MOST_COLUMNS = 8;
const MOST_VALUES = 8;

export const ConfigCard: FC<{ model: CompareModel }> = ({ model }) => {
  const { settings, groups } = model;
  const differing = [...settings.varying, ...settings.dependent];
  const wide = groups.length <= MOST_COLUMNS;
  const total = differing.length + settings.same.length;
  return (
    <Card
      id="compare-config"
      class="config-card"
      title="Config"
      remark={`${differing.length} of ${counted(total, 'key')} differ`}
      flush
      footnote={
        wide
          ? 'A dash: the setting does not apply. Several values: they vary within the group.'
          : `Values that occur in the ${groups.length} groups shown.`
      }
    >
      <div class="table-scroll" tabindex={0} role="region" aria-label="Settings that differ">
        <table class="table config-table">
          <thead>
            <tr>
              <th scope="col">setting</th>
              {wide ? (
                groups.map(({ label }, i) => (
                  <th scope="col">
                    <Swatch {...model.colors.of[i]!} /> {label}
                  </th>
                ))
              ) : (
                <th scope="col">values</th>
              )}
            </tr>
          </thead>
          <tbody>
            {differing.map((key) => (
              <tr>
                <th scope="row">{key}</th>
                {wide ? (
                  groups.map((group) => <td>{valuesText(valuesIn(model, [group], key))}</td>)
                ) : (
                  <td>{valuesText(valuesIn(model, groups, key))}</td>
                )}
              </tr>
            ))}
            <tr>
              <th scope="row">seed</th>
              {wide ? (
                groups.map((group) => <td>{seedsText(model, [group])}</td>)
              ) : (
                <td>{seedsText(model, groups)}</td>
              )}
            </tr>
          </tbody>
        </table>
      </div>
      {settings.same.length === 0 ? null : (
        <details class="same-keys">
          <summary>{`Show the ${counted(settings.same.length, 'key')} that are the same`}</summary>
          <dl class="facts">
            {settings.same.map(({ key, value }) => (
              <>
                <dt>{key}</dt>
                <dd>{settingText(value)}</dd>
              </>
            ))}
          </dl>
        </details>
      )}
    </Card>
  );
};

function valuesIn(model: CompareModel, groups: readonly ComparedGroup[], key: string): ParameterValue[] {
  const column = model.table.parameters.get(key);
  const values = new Set<ParameterValue>();
  for (const { members } of groups) {
    for (const row of members) values.add(column?.values[column.codes[row] ?? 0] ?? null);
  }
  return [...values].sort((a, b) => compareValues(a, b, false));
}

function valuesText(values: readonly ParameterValue[]): string {
  const text = values.slice(0, MOST_VALUES).map(settingText).join(' · ');
  return values.length > MOST_VALUES ? `${text} and ${values.length - MOST_VALUES} more` : text;
}

/** `0 to 9` where they follow one another. */
function seedsText({ table }: CompareModel, groups: readonly ComparedGroup[]): string {
  const seeds = [...new Set(groups.flatMap(({ members }) => members.map((row) => table.rows[row]!.seed)))]
    .filter((seed) => seed !== null)
    .sort((a, b) => a - b);
  const [first, last] = [seeds[0], seeds.at(-1)];
  if (first === undefined || last === undefined) return '–';
  if (seeds.length > 2 && last - first === seeds.length - 1) return `${first} to ${last}`;
  return valuesText(seeds);
}
