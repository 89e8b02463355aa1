import type { FC } from 'hono/jsx';
import { Segments } from '../views/components/controls.tsx';
import { Icon } from '../views/components/icons.tsx';

const PAGES = {
  optimizers: {
    label: 'Optimizers on a surface',
    href: '/playground',
    summary: 'the update rules of the engine, watched on functions of two variables',
  },
  network: {
    label: 'A network in the page',
    href: '/playground/network',
    summary: 'the engine as WebAssembly, training on 7 000 digits in this browser',
  },
} as const;

export const PlaygroundHead: FC<{ page: keyof typeof PAGES }> = ({ page }) => (
  <div class="page-head">
    <h1>Playground</h1>
    <span class="summary">{PAGES[page].summary}</span>
    <div class="page-tools">
      <Segments
        label="What to play with"
        options={Object.entries(PAGES).map(([id, { label, href }]) => ({ label, href, active: id === page }))}
      />
      <button type="button" class="button" data-copy="">
        <Icon name="link" /> Copy link
      </button>
    </div>
  </div>
);
