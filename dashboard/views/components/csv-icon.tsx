import type { FC } from 'hono/jsx';
import { Icon } from './icons.tsx';

/** Saves what the card shows. `what` as in "Save … as CSV"; `id` where htmx swaps the card and the focus must stay. */
export const CsvIcon: FC<{ href: string; what: string; id?: string }> = ({ href, what, id }) => (
  <a
    class="icon-button"
    href={href}
    hx-boost="false"
    download
    aria-label={`Save ${what} as CSV`}
    title="CSV"
    {...(id === undefined ? {} : { id })}
  >
    <Icon name="download" />
  </a>
);
