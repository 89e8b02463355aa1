import type { Child, FC } from 'hono/jsx';
import type { Dashboard } from '../context.ts';
import { livePill } from '../live/status.tsx';
import { STYLE_SHEET } from '../styles.ts';
import { Icon, type IconName, Mark } from './components/icons.tsx';
import { HatchPattern } from './components/progress.tsx';
import { KeyboardHelp } from './keyboard-help.tsx';
import type { Theme } from './theme.ts';

export type Section = 'home' | 'runs' | 'compare' | 'sweeps' | 'claims' | 'playground' | 'launch';

const SECTIONS: readonly { readonly id: Section; readonly title: string; readonly href: string }[] = [
  { id: 'home', title: 'Home', href: '/' },
  { id: 'runs', title: 'Runs', href: '/runs' },
  { id: 'compare', title: 'Compare', href: '/compare' },
  { id: 'sweeps', title: 'Sweeps', href: '/sweeps' },
  { id: 'claims', title: 'Claims', href: '/claims' },
  { id: 'playground', title: 'Playground', href: '/playground' },
];

const TABS: readonly { readonly id: Section; readonly icon: IconName }[] = [
  { id: 'home', icon: 'home' },
  { id: 'runs', icon: 'list' },
  { id: 'sweeps', icon: 'grid' },
  { id: 'claims', icon: 'scales' },
];

/** htmx without eval and without inline styles, as the content security policy asks; Back asks the server. */
const HTMX_CONFIG = JSON.stringify({
  allowEval: false,
  includeIndicatorStyles: false,
  historyCacheSize: 0,
  historyRestoreAsHxRequest: false,
  // charts bring their data as <script type="application/json">; the policy runs no inline script all the same
  allowScriptTags: true,
  selfRequestsOnly: true,
  scrollBehavior: 'instant',
  defaultSettleDelay: 0,
});

interface LayoutProps {
  readonly dashboard: Dashboard;
  readonly theme: Theme | null;
  readonly title: string;
  readonly active?: Section;
  readonly body: Child;
  readonly topics: readonly string[];
  readonly scripts?: readonly string[];
}

export const Layout: FC<LayoutProps> = ({ dashboard, theme, title, active, body, topics, scripts = [] }) => {
  const { href } = dashboard.assets;
  return (
    <html lang="en" {...(theme === null ? {} : { 'data-theme': theme })}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <meta name="htmx-config" content={HTMX_CONFIG} />
        <title>{`${title} · descent`}</title>
        <link rel="icon" href={href('icon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={href(STYLE_SHEET)} />
        <script src={href('js/vendor/htmx.js')} defer></script>
        <script type="module" src={href('js/app.js')}></script>
        {scripts.map((name) => (
          <script type="module" src={href(`js/${name}.js`)}></script>
        ))}
      </head>
      <body data-topics={topics.join(',')} data-section={active ?? ''}>
        <a class="skip-link" href="#main">
          Skip to content
        </a>
        <TopBar dashboard={dashboard} active={active} title={title} />
        <main id="main" tabindex={-1}>
          {body}
        </main>
        <TabBar active={active} />
        <div id="toasts" class="toasts" role="status" aria-live="polite"></div>
        <div id="announcer" class="visually-hidden" aria-live="polite"></div>
        <KeyboardHelp />
        <HatchPattern />
      </body>
    </html>
  );
};

const TopBar: FC<{ dashboard: Dashboard; active: Section | undefined; title: string }> = (props) => (
  <header class="top-bar">
    <a class="brand" href="/" aria-label="descent, home">
      <Mark />
      <span class="brand-name">descent</span>
    </a>
    <span class="phone-title" aria-hidden="true">
      {props.title}
    </span>
    <nav class="sections" aria-label="Sections">
      {SECTIONS.map(({ id, title, href }) => (
        <a href={href} {...(id === props.active ? { 'aria-current': 'page' } : {})}>
          {title}
        </a>
      ))}
    </nav>
    <div class="top-tools">
      {livePill(props.dashboard.db)}
      <button
        type="button"
        class="icon-button"
        data-action="theme"
        aria-label="Switch between light and dark"
      >
        <Icon name="moon" class="only-light" />
        <Icon name="sun" class="only-dark" />
      </button>
      <button type="button" class="icon-button" data-action="help" aria-label="Keyboard help">
        <Icon name="help" />
      </button>
      <a class="button primary launch" href="/launch">
        <Icon name="play" />
        <span>Launch sweep</span>
      </a>
    </div>
  </header>
);

/** Below 640 px: five tabs at the thumb. */
const TabBar: FC<{ active: Section | undefined }> = ({ active }) => (
  <nav class="tab-bar" aria-label="Sections, short">
    {TABS.map(({ id, icon }) => {
      const section = SECTIONS.find((one) => one.id === id)!;
      return (
        <a href={section.href} {...(id === active ? { 'aria-current': 'page' } : {})}>
          <Icon name={icon} />
          <span>{section.title}</span>
        </a>
      );
    })}
    <details class="more">
      <summary>
        <Icon name="more" />
        <span>More</span>
      </summary>
      <div class="more-menu">
        <a href="/compare">Compare</a>
        <a href="/playground">Playground</a>
        <a href="/launch">Launch sweep</a>
        <button type="button" data-action="theme">
          Light or dark
        </button>
      </div>
    </details>
  </nav>
);
