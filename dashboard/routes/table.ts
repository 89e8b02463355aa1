/** Every route of the dashboard. A page joins with one line; the checks stand before all of them (see app.ts). */
import type { Route } from '../context.ts';
import { apiRoutes } from './api.ts';
import { assetRoutes } from './assets.ts';
import { claimsRoutes } from './claims.tsx';
import { claimsActionRoutes } from './claims-actions.ts';
import { claimsCsvRoutes } from './claims-csv.ts';
import { compareRoutes } from './compare.tsx';
import { homeRoutes } from './home.tsx';
import { launchRoutes } from './launch.tsx';
import { liveRoutes } from './live.ts';
import { playgroundRoutes } from './playground.tsx';
import { runRoutes } from './run.tsx';
import { runsRoutes } from './runs.tsx';
import { runsActionRoutes } from './runs-actions.ts';
import { sweepRoutes } from './sweep.tsx';
import { sweepActionRoutes } from './sweep-actions.ts';
import { sweepsRoutes } from './sweeps.tsx';

export const ROUTES: readonly Route[] = [
  ...assetRoutes,
  ...liveRoutes,
  ...apiRoutes,
  ...homeRoutes,
  // before the pages of claims: /claims/run is no claim
  ...claimsActionRoutes,
  ...claimsCsvRoutes,
  ...claimsRoutes,
  ...runsRoutes,
  ...runsActionRoutes,
  ...playgroundRoutes,
  // after the pages whose addresses begin in the same way: /runs/rows is no run
  ...runRoutes,
  ...sweepsRoutes,
  ...sweepRoutes,
  ...sweepActionRoutes,
  ...launchRoutes,
  ...compareRoutes,
];
