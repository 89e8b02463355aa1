import type { PageContext, Route } from '../context.ts';
import { EmptyState } from '../views/components/states.tsx';
import { renderPage } from '../views/page.tsx';

function home(c: PageContext): Response | Promise<Response> {
  const body = (
    <EmptyState
      title="No runs yet"
      actions={[{ label: 'Launch a sweep', href: '/launch', primary: true }]}
      command="npm run quickstart"
    >
      Train twelve networks on the built-in digits in about half a minute, or start your own sweep.
    </EmptyState>
  );
  return renderPage(c, { title: 'Home', active: 'home', body });
}

export const homeRoutes: readonly Route[] = [{ method: 'GET', path: '/', handler: home }];
