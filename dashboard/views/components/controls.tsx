/** Small controls that pages share: chips (settings to take away), tags (stored values), segments (one of few). */
import type { FC } from 'hono/jsx';
import { Icon } from './icons.tsx';

/** A setting of the view; the cross is a link to the same view without it. */
export const Chip: FC<{ label: string; removeHref?: string; title?: string; id?: string }> = ({
  label,
  removeHref,
  title,
  id,
}) => (
  <span class="chip" {...(title === undefined ? {} : { title })}>
    {label}
    {removeHref === undefined ? null : (
      <a href={removeHref} aria-label={`Remove ${label}`} {...(id === undefined ? {} : { id })}>
        <Icon name="close" />
      </a>
    )}
  </span>
);

export const Tag: FC<{ label: string }> = ({ label }) => <span class="tag">{label}</span>;

interface SegmentOption {
  readonly label: string;
  readonly href: string;
  readonly active: boolean;
}

/** Of an element, from a name that may have any characters; the same after every swap, so that the focus stays. */
export function elementId(prefix: string, name: string): string {
  return `${prefix}-${name.replaceAll(/[^A-Za-z0-9-]/gu, (c) => `_${c.codePointAt(0)!.toString(16)}_`)}`;
}

/** Links: the choice is in the address. `hx` adds htmx attributes to each, `id` begins the id of each. */
export const Segments: FC<{
  label: string;
  options: readonly SegmentOption[];
  hx?: Readonly<Record<string, string>>;
  id?: string;
}> = ({ label, options, hx = {}, id }) => (
  <div class="segments" role="group" aria-label={label}>
    {options.map(({ label: text, href, active }) => (
      <a
        href={href}
        {...(id === undefined ? {} : { id: elementId(id, text) })}
        {...(active ? { 'aria-current': 'true' } : {})}
        {...(hx['hx-target'] === undefined ? {} : { 'hx-get': href })}
        {...hx}
      >
        {text}
      </a>
    ))}
  </div>
);

/** A line in the colour and dash of a slot; stands before the name. See charts/spec.ts for `dash` and `shade`. */
export const Swatch: FC<{ slot: number; dash?: number | undefined; shade?: number | undefined }> = (
  props,
) => {
  const { slot, dash, shade } = props;
  const names = [
    'swatch',
    `slot-${slot}`,
    ...(dash === undefined || dash === slot ? [] : [`dash-${dash}`]),
    ...(shade === undefined ? [] : [`shade-${shade}`]),
  ];
  return (
    <svg class={names.join(' ')} width="18" height="8" viewBox="0 0 18 8" aria-hidden="true">
      <line x1="0" y1="4" x2="18" y2="4" />
    </svg>
  );
};
