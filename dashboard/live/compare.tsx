import type { Database } from '../../db/index.ts';
import { createAsyncCache } from '../cache.ts';
import { ConfigCard } from '../compare/config-card.tsx';
import {
  boxesFootnote,
  type CompareData,
  chartId,
  compareData,
  NO_OUTLINE,
  outlineOf,
  summaryOf,
} from '../compare/data.ts';
import { footnoteOf } from '../compare/footnote.ts';
import { GroupsCard } from '../compare/groups-card.tsx';
import { type CompareModel, compareModel } from '../compare/model.ts';
import { Notes } from '../compare/page.tsx';
import { parseCompareView } from '../compare/view.ts';
import type { LiveState, LiveTopic } from './hub.ts';

const KEPT = 4;
const states = new WeakMap<Database, ReturnType<typeof createAsyncCache<LiveState>>>();

/** All that the page says, as it is now. The argument is the page's query, encoded for an address. */
export const compareTopic: LiveTopic = async (db, argument) => {
  const view = parseCompareView(new URLSearchParams(decodeURIComponent(argument)));
  const model = compareModel(db, view);
  if (model.rows.length === 0) return { data: { compare: { outline: NO_OUTLINE } } };
  if (model.running > 0) return stateOf(compareData(db, model));
  // other runs may be training: what is compared here is read only once
  const kept = states.get(db) ?? createAsyncCache<LiveState>(KEPT);
  states.set(db, kept);
  return kept(`${argument} ${runsIn(model)}`, () => stateOf(compareData(db, model)));
};

function runsIn({ table, rows }: CompareModel): string {
  return rows
    .map((row) => {
      const { no, attempt, status } = table.rows[row]!;
      return `${no}.${attempt}.${status}`;
    })
    .join();
}

async function stateOf(data: CompareData): Promise<LiveState> {
  const { model, charts, rows, boxes } = data;
  return {
    text: {
      'compare-summary': summaryOf(model),
      'compare-boxes-note': boxesFootnote(rows),
      ...Object.fromEntries(
        charts.map((chart) => [`${chartId(chart.curves.metric)}-note`, footnoteOf(model, chart)]),
      ),
      ...(model.running > 0 && { announce: `${model.running} of ${model.rows.length} runs are training.` }),
    },
    html: {
      'compare-notes': String(await (<Notes model={model} />)),
      'compare-groups': String(await (<GroupsCard model={model} rows={rows} />)),
      'compare-config': String(await (<ConfigCard model={model} />)),
    },
    data: {
      compare: { outline: outlineOf(data) },
      ...Object.fromEntries(charts.map(({ curves, spec }) => [`${chartId(curves.metric)}-chart`, spec])),
      ...(boxes !== null && { 'compare-boxes-chart': boxes }),
    },
  };
}
