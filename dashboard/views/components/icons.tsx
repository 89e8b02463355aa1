/** Icons, drawn on 16 × 16. Decoration unless `label` is given: the word stands beside them. */
import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';

/** Paths in `currentColor`; a stroke of 1.5 unless a part says `fill`. */
const PATHS = {
  home: '<path d="M2.5 7.5 8 3l5.5 4.5M4 6.5V13h8V6.5"/>',
  list: '<path d="M2.5 4h11M2.5 8h11M2.5 12h11"/>',
  grid: '<path d="M3 3h4v4H3zM9 3h4v4H9zM3 9h4v4H3zM9 9h4v4H9z"/>',
  scales:
    '<path d="M8 2.5v11M5 13.5h6M3 4.5h10M3.5 4.5 1.8 9h3.4zM12.5 4.5 10.8 9h3.4zM1.8 9a1.7 1.7 0 0 0 3.4 0M10.8 9a1.7 1.7 0 0 0 3.4 0"/>',
  more: '<g fill="currentColor" stroke="none"><circle cx="3.5" cy="8" r="1.2"/><circle cx="8" cy="8" r="1.2"/><circle cx="12.5" cy="8" r="1.2"/></g>',
  moon: '<path d="M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z"/>',
  sun: '<circle cx="8" cy="8" r="2.8"/><path d="M8 1.5v1.4M8 13.1v1.4M1.5 8h1.4M13.1 8h1.4M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1"/>',
  help: '<circle cx="8" cy="8" r="6"/><path d="M6.2 6.3a1.9 1.9 0 1 1 2.6 1.8c-.5.2-.8.6-.8 1.1"/><circle cx="8" cy="11.4" r=".4" fill="currentColor" stroke-width="1"/>',
  play: '<path d="M5 3.5v9l7-4.5z" fill="currentColor" stroke="none"/>',
  plus: '<path d="M8 3v10M3 8h10"/>',
  close: '<path d="m4 4 8 8M12 4l-8 8"/>',
  filter: '<path d="M2 4h12M4.5 8h7M6.5 12h3"/>',
  download: '<path d="M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.5 13.5h11"/>',
  columns: '<path d="M2.5 3.5h11v9h-11zM6.2 3.5v9M9.8 3.5v9"/>',
  density: '<path d="M2.5 4h11M2.5 8h11M2.5 12h11"/>',
  compare: '<path d="M2 11.5c3 0 3.5-7 6-7 2 0 2 3 6 3M2 4.5c2 0 3 6 6 6"/>',
  tag: '<path d="M2.5 2.5h5l6 6-5 5-6-6z"/><circle cx="5.3" cy="5.3" r=".8" fill="currentColor" stroke="none"/>',
  trash: '<path d="M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9M6.8 7v4M9.2 7v4"/>',
  copy: '<path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3"/>',
  link: '<path d="M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2a2.6 2.6 0 0 0-3.7-3.7l-.9.9M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9a2.6 2.6 0 0 0 3.7 3.7l.9-.9"/>',
  chevronRight: '<path d="m6 3.5 4.5 4.5L6 12.5"/>',
  chevronDown: '<path d="m3.5 6 4.5 4.5L12.5 6"/>',
  arrowUp: '<path d="M8 13V3M4 7l4-4 4 4"/>',
  arrowDown: '<path d="M8 3v10M4 9l4 4 4-4"/>',
  arrowLeft: '<path d="M13 8H3M7 4 3 8l4 4"/>',
  arrowRight: '<path d="M3 8h10M9 4l4 4-4 4"/>',
  pin: '<path d="M6 2.5h4l-.6 4.5 2.1 2.3h-7L6.600 7zM8 9.300v4.200"/>',
  pencil: '<path d="M3 13l.6-2.800 7-7 2.200 2.200-7 7z"/>',
  refresh: '<path d="M13 8a5 5 0 1 1-1.500-3.600M13 2v3h-3"/>',
} as const;

export type IconName = keyof typeof PATHS;

interface IconProps {
  readonly name: IconName;
  readonly class?: string;
  readonly label?: string;
}

export const Icon: FC<IconProps> = ({ name, class: extra, label }) => (
  <Drawing class={`icon${extra === undefined ? '' : ` ${extra}`}`} label={label} paths={PATHS[name]} />
);

/** Of states and verdicts too (see badge.tsx). `paths` is a constant of this folder, never data. */
export const Drawing: FC<{
  class: string;
  paths: string;
  label?: string | undefined;
  size?: number | undefined;
}> = ({ class: name, paths, label, size = 16 }) => (
  <svg
    class={name}
    width={size}
    height={size}
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
    stroke-linecap="round"
    stroke-linejoin="round"
    {...(label === undefined ? { 'aria-hidden': 'true' } : { role: 'img', 'aria-label': label })}
  >
    {raw(paths)}
  </svg>
);

/** The mark: a curve that goes down, and where it arrives. */
export const Mark: FC = () => (
  <svg class="mark" width="22" height="22" viewBox="0 0 22 22" fill="none" aria-hidden="true">
    <path
      d="M2 4.500c1.600 0 2.300 1.700 3 4.200 1.100 4.200 2.300 6.800 5.600 6.800h6"
      stroke="currentColor"
      stroke-width="2.200"
      stroke-linecap="round"
    />
    <circle cx="18" cy="15.500" r="2.200" fill="currentColor" />
  </svg>
);
