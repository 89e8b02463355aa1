/** Small controls that pages share: chips (settings to take away), tags (stored values), segments (one of few). */
import type { FC } from 'hono/jsx';
import { Icon } from './icons.tsx';

/** A setting of the view; the cross is a link to the same view without it. */
export const Chip: FC<{ label: string; removeHref?: string; title?: string }> = ({
  label,
  removeHref,
  title,
}) => (
  <span class="chip" {...(title === undefined ? {} : { title })}>
    {label}
    {removeHref === undefined ? null : (
      <a href={removeHref} aria-label={`Remove ${label}`}>
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

/** Links: the choice is in the address. `hx` adds htmx attributes to each. */
export const Segments: FC<{
  label: string;
  options: readonly SegmentOption[];
  hx?: Readonly<Record<string, string>>;
}> = ({ label, options, hx = {} }) => (
  <div class="segments" role="group" aria-label={label}>
    {options.map(({ label: text, href, active }) => (
      <a
        href={href}
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
