/** In which settings the groups differ; what is the same in all of them is folded away. */
import type { FC } from 'hono/jsx';
import type { ParameterValue } from '../../db/index.ts';
import { counted, settingText } from '../format.ts';
import { Card } from '../views/components/card.tsx';
import { Swatch } from '../views/components/controls.tsx';
import { Icon } from '../views/components/icons.tsx';
import { baselineLabel, settingAt } from './baseline.ts';
import { differingKeys, seedsOf, valuesIn } from './config.ts';
import { CsvLink } from './csv-link.tsx';
import type { ComparedGroup, CompareModel } from './model.ts';

/** From here on one column of values says more than a column a group. */
const MOST_COLUMNS = 8;
const MOST_VALUES = 8;

export const ConfigCard: FC<{ model: CompareModel }> = ({ model }) => {
  const { groups, baseline, table } = model;
  const differing = differingKeys(model);
  const same = model.settings.same.filter(({ key }) => !differing.includes(key));
  const wide = groups.length <= MOST_COLUMNS;
  const total = differing.length + same.length;
  return (
    <Card
      id="compare-config"
      class="config-card"
      title="Config"
      remark={`${differing.length} of ${counted(total, 'key')} differ`}
      flush
      tools={<CsvLink model={model} table="config" />}
      footnote={[
        wide
          ? 'A dash: the setting does not apply. Several values: they vary within the group.'
          : `Values that occur in the ${groups.length} groups shown.`,
        ...(baseline === null ? [] : ['Bold: not as in the baseline.']),
      ].join(' ')}
    >
      <div class="table-scroll" tabindex={0} role="region" aria-label="Settings that differ">
        <table class="table config-table">
          <thead>
            <tr>
              <th scope="col">setting</th>
              {baseline === null ? null : (
                <th scope="col">
                  <Icon name="pin" label="Baseline" /> {baselineLabel(model, baseline)}
                </th>
              )}
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
                {baseline === null ? null : <td>{settingText(settingAt(table, key, baseline))}</td>}
                {wide ? (
                  groups.map((group) => <Values model={model} groups={[group]} name={key} />)
                ) : (
                  <Values model={model} groups={groups} name={key} />
                )}
              </tr>
            ))}
            <tr>
              <th scope="row">seed</th>
              {baseline === null ? null : <td>{table.rows[baseline]!.seed ?? '–'}</td>}
              {wide ? (
                groups.map((group) => <td>{seedsText(model, [group])}</td>)
              ) : (
                <td>{seedsText(model, groups)}</td>
              )}
            </tr>
          </tbody>
        </table>
      </div>
      {same.length === 0 ? null : (
        <details class="same-keys">
          <summary>{`Show the ${counted(same.length, 'key')} that are the same`}</summary>
          <dl class="facts">
            {same.map(({ key, value }) => (
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

/** Those that are not as in the baseline stand out. */
const Values: FC<{ model: CompareModel; groups: readonly ComparedGroup[]; name: string }> = (props) => {
  const { model, groups, name } = props;
  const values = valuesIn(model, groups, name);
  const { baseline, table } = model;
  const differs = baseline !== null && values.some((value) => value !== settingAt(table, name, baseline));
  return <td>{differs ? <b>{valuesText(values)}</b> : valuesText(values)}</td>;
};

function valuesText(values: readonly ParameterValue[]): string {
  const text = values.slice(0, MOST_VALUES).map(settingText).join(' · ');
  return values.length > MOST_VALUES ? `${text} and ${values.length - MOST_VALUES} more` : text;
}

/** `0 to 9` where they follow one another. */
function seedsText(model: CompareModel, groups: readonly ComparedGroup[]): string {
  const seeds = seedsOf(model, groups);
  const [first, last] = [seeds[0], seeds.at(-1)];
  if (first === undefined || last === undefined) return '–';
  if (seeds.length > 2 && last - first === seeds.length - 1) return `${first} to ${last}`;
  return valuesText(seeds);
}
