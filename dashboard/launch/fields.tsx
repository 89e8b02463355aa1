/** Controls of the launch form. Each has a slot for what is wrong with it, filled by the server. */
import type { FC } from 'hono/jsx';
import type { ConfigKey } from '../../src/config/index.ts';
import { counted } from '../format.ts';
import { Icon } from '../views/components/icons.tsx';
import type { Problem } from './form.ts';
import { defaultOf, docOf, wordsOf } from './keys.ts';

/** `fixed.learningRate` as an id. */
export function slotId(field: string): string {
  return `problem-${field.replaceAll('.', '-')}`;
}

export const ProblemSlot: FC<{ field: string; problems: readonly Problem[]; oob?: boolean }> = (props) => {
  const message = props.problems.find(({ field }) => field === props.field)?.message ?? '';
  return (
    <p class="field-problem" id={slotId(props.field)} {...(props.oob ? { 'hx-swap-oob': 'true' } : {})}>
      {message}
    </p>
  );
};

/** `aria-invalid` follows the slot in the page (launch.js). */
function problemAttributes(field: string, problems: readonly Problem[]) {
  const wrong = problems.some((one) => one.field === field);
  return { 'aria-describedby': slotId(field), ...(wrong ? { 'aria-invalid': 'true' } : {}) };
}

interface KeyProps {
  readonly of: ConfigKey;
  readonly value: string;
  readonly problems: readonly Problem[];
  /** it is an axis: its field waits */
  readonly varies?: boolean;
}

const FixedInput: FC<KeyProps> = ({ of: key, value, problems, varies = false }) => {
  const field = `fixed.${key}`;
  const words = wordsOf(key);
  const attributes = {
    id: `fixed-${key}`,
    name: field,
    title: docOf(key),
    'data-fixed': key,
    ...problemAttributes(field, problems),
    ...(varies ? { disabled: true } : {}),
  };
  // a value that is no plain word (an object, or a dataset that is not here) stays as it is
  if (words === null || (value !== '' && !words.includes(value))) {
    return (
      <input
        class="field"
        type="text"
        autocomplete="off"
        spellcheck={false}
        placeholder={defaultOf(key)}
        value={value}
        {...attributes}
      />
    );
  }
  return (
    <select class="field" {...attributes}>
      <option value="">{`default: ${defaultOf(key)}`}</option>
      {words.map((word) => (
        <option value={word} selected={word === value}>
          {word}
        </option>
      ))}
    </select>
  );
};

export const FixedField: FC<KeyProps & { label: string }> = ({ label, ...props }) => (
  <div class="form-field">
    <label for={`fixed-${props.of}`}>{label}</label>
    <FixedInput {...props} />
    <span class="note varies" data-varies={props.of} hidden={!props.varies}>
      varies, see the axes
    </span>
    <ProblemSlot field={`fixed.${props.of}`} problems={props.problems} />
  </div>
);

/** A further setting that is the same in every run. */
export const SettingRow: FC<KeyProps> = (props) => (
  <div class="form-row" data-setting={props.of}>
    <label class="form-key mono" for={`fixed-${props.of}`} title={docOf(props.of)}>
      {props.of}
    </label>
    <div class="form-values">
      <FixedInput {...props} />
      <span class="note">{docOf(props.of)}</span>
    </div>
    <RemoveButton label={`Remove ${props.of}`} />
    <ProblemSlot field={`fixed.${props.of}`} problems={props.problems} />
  </div>
);

export const AxisRow: FC<{ of: ConfigKey; texts: readonly string[]; problems: readonly Problem[] }> = ({
  of: key,
  texts,
  problems,
}) => {
  const field = `axis.${key}`;
  const words = wordsOf(key);
  const asWords = words !== null && texts.every((text) => text === '' || words.includes(text));
  return (
    <fieldset class="form-row" data-axis={key}>
      <legend class="visually-hidden">{`Values of ${key}`}</legend>
      <span class="form-key mono" title={docOf(key)}>
        {key}
      </span>
      <div class="form-values">
        {asWords ? (
          <>
            <input type="hidden" name={field} value="" />
            {inOrder(words, texts).map((word) => (
              <label class="chip choice">
                <input type="checkbox" name={field} value={word} checked={texts.includes(word)} />
                {word}
              </label>
            ))}
          </>
        ) : (
          <input
            class="field wide"
            type="text"
            name={field}
            value={texts.filter((text) => text !== '').join(', ')}
            placeholder="values, separated by commas"
            autocomplete="off"
            spellcheck={false}
            aria-label={`Values of ${key}, separated by commas`}
            {...problemAttributes(field, problems)}
          />
        )}
      </div>
      <span class="note axis-count" data-count={key}>
        {asWords ? counted(texts.filter((text) => text !== '').length, 'value') : ''}
      </span>
      <RemoveButton label={`Remove the axis ${key}`} />
      <ProblemSlot field={field} problems={problems} />
    </fieldset>
  );
};

/** Those chosen first, in their order: it is the order of the runs. */
function inOrder(words: readonly string[], chosen: readonly string[]): string[] {
  return [...new Set([...chosen.filter((text) => text !== ''), ...words])];
}

const RemoveButton: FC<{ label: string }> = ({ label }) => (
  <button type="button" class="icon-button" data-remove aria-label={label}>
    <Icon name="close" />
  </button>
);

/** A menu whose items bring a row each. */
export const AddMenu: FC<{
  label: string;
  keys: readonly ConfigKey[];
  path: string;
  target: string;
}> = ({ label, keys, path, target }) => (
  <details class="menu">
    <summary class="button">
      <Icon name="plus" /> {label}
    </summary>
    <div class="menu-items key-menu">
      {keys.map((key) => (
        <button
          type="button"
          data-key={key}
          title={docOf(key)}
          hx-get={`${path}?key=${key}`}
          hx-target={target}
          hx-swap="beforeend"
          hx-sync="this:drop"
        >
          {key}
        </button>
      ))}
    </div>
  </details>
);

export const TextField: FC<{
  label: string;
  name: string;
  value: string;
  problems: readonly Problem[];
  class?: string;
  placeholder?: string;
  numeric?: boolean;
  after?: string;
}> = ({ label, name, value, problems, placeholder, numeric = false, after, class: extra = '' }) => (
  <div class={`form-field ${extra}`}>
    <label for={`launch-${name}`}>{label}</label>
    <input
      class="field"
      type="text"
      id={`launch-${name}`}
      name={name}
      value={value}
      autocomplete="off"
      spellcheck={false}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(numeric ? { inputmode: 'numeric' } : {})}
      {...problemAttributes(name, problems)}
    />
    {after === undefined ? null : <span class="note">{after}</span>}
    <ProblemSlot field={name} problems={problems} />
  </div>
);
