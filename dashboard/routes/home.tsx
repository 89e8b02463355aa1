import { countRuns } from '../../db/index.ts';
import type { PageContext, Route } from '../context.ts';
import { EmptyState } from '../views/components/states.tsx';
import { renderPage } from '../views/page.tsx';

/** Until it has a page of its own, the runs are what there is to see. */
function home(c: PageContext): Response | Promise<Response> {
  if (countRuns(c.get('dashboard').db).total > 0) return c.redirect('/runs');
  const body = (
    <EmptyState title="No runs yet" command="npm run quickstart">
      Train 63 networks on the built-in digits in about a minute, or a sweep of your own.
    </EmptyState>
  );
  return renderPage(c, { title: 'Home', active: 'home', body });
}

export const homeRoutes: readonly Route[] = [{ method: 'GET', path: '/', handler: home }];
