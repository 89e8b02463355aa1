import type { Database } from '../../db/index.ts';
import { finalRows } from '../compare/final.ts';
import { GroupsCard } from '../compare/groups-card.tsx';
import { compareModel } from '../compare/model.ts';
import { chartId, chartsOf } from '../compare/page.tsx';
import { parseCompareView } from '../compare/view.ts';
import type { LiveTopic } from './hub.ts';

/** Curves and final values as they are now. The argument is the page's query, encoded for an address. */
export const compareTopic: LiveTopic = (db: Database, argument) => {
  const model = compareModel(db, parseCompareView(new URLSearchParams(decodeURIComponent(argument))));
  const charts = chartsOf(db, model);
  return {
    data: Object.fromEntries(charts.map(({ curves, spec }) => [`${chartId(curves.metric)}-chart`, spec])),
    html: { 'compare-groups': String(<GroupsCard model={model} rows={finalRows(model)} />) },
  };
};
