/** What stands where nothing, or nothing good, can be shown. */
import type { FC, PropsWithChildren } from 'hono/jsx';
import { Icon } from './icons.tsx';

interface Action {
  readonly label: string;
  readonly href: string;
  readonly primary?: boolean;
}

interface EmptyStateProps {
  readonly title: string;
  readonly actions?: readonly Action[];
  /** the command line for the same */
  readonly command?: string;
}

export const EmptyState: FC<PropsWithChildren<EmptyStateProps>> = ({
  title,
  actions = [],
  command,
  children,
}) => (
  <section class="card empty-state">
    <h1>{title}</h1>
    <p>{children}</p>
    <div class="empty-actions">
      {actions.map(({ label, href, primary }) => (
        <a class={primary ? 'button primary' : 'button'} href={href}>
          {label}
        </a>
      ))}
      {command === undefined ? null : <Command text={command} />}
    </div>
  </section>
);

interface ErrorStateProps {
  readonly title: string;
  /** complete: what was expected, what came, and the way out */
  readonly cause: string;
  readonly details?: string | null;
  /** address to try again; null: trying again cannot help */
  readonly retry?: string | null;
}

export const ErrorState: FC<ErrorStateProps> = ({ title, cause, details = null, retry = null }) => (
  <section class="card error-state" role="alert">
    <h1>{title}</h1>
    <pre class="cause">{cause}</pre>
    {retry === null ? null : (
      <a class="button" href={retry}>
        <Icon name="refresh" /> Try again
      </a>
    )}
    {details === null ? null : (
      <details>
        <summary>Details</summary>
        <pre>{details}</pre>
      </details>
    )}
  </section>
);

/** A command line with a button that copies it. */
export const Command: FC<{ text: string }> = ({ text }) => (
  <span class="command">
    <code tabindex={0}>{text}</code>
    <button type="button" class="icon-button" data-copy={text} aria-label="Copy the command">
      <Icon name="copy" />
    </button>
  </span>
);
