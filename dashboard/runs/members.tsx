/** The runs of an opened group: ten, a hundred more at a click, and from 300 on a table of their own. */
import type { FC } from 'hono/jsx';
import { printCondition } from '../../db/filter/index.ts';
import { type Database, runTable } from '../../db/index.ts';
import { count, counted } from '../format.ts';
import { joined } from './compare-address.ts';
import { conditionOf, matching, PAGE_ROWS, type RunsModel } from './model.ts';
import { groupsOfPage, pageData } from './page-data.ts';
import { Row } from './rows.tsx';
import { runsHref, viewQuery } from './view.ts';

const FIRST = 10;
const MORE = 100;
/** So many rows at most, since a page with more of them is slow. */
const MOST = 300;

interface Props {
  readonly db: Database;
  readonly model: RunsModel;
  /** condition of the group, as its row has it */
  readonly criteria: string;
  /** id of the group's row */
  readonly parent: string;
  /** runs that are shown already */
  readonly from: number;
}

/** By seed. */
export const Members: FC<Props> = (props) => {
  const { db, model, criteria, parent, from } = props;
  const { table } = model;
  const group = new Set(matching(db, runTable(db), criteria, false));
  const found = model.rows
    .filter((row) => group.has(row))
    .sort((a, b) => (table.rows[a]!.seed ?? 0) - (table.rows[b]!.seed ?? 0));
  const shown = found.slice(from, Math.min(MOST, from + (from === 0 ? FIRST : MORE)));
  const members = shown.map((row) => ({ key: table.rows[row]!.id, members: [row] }));
  const data = pageData(db, model, [...pageOf(model, found[0]), ...members]);
  return (
    <>
      {members.map((one) => (
        <Row data={data} group={one} parent={parent} />
      ))}
      <Further {...props} from={from + shown.length} left={found.length - from - shown.length} />
    </>
  );
};

const Further: FC<Props & { left: number }> = ({ db, model, criteria, parent, from, left }) => {
  if (left <= 0) return null;
  const { view } = model;
  // the same for each step, so that the focus stays where it is
  const id = `${parent}-further`;
  const next = new URLSearchParams({ of: criteria, row: parent, from: String(from) });
  const step = Math.min(MORE, MOST - from, left);
  return (
    <tr class="row seed more-seeds" data-parent={parent}>
      <td></td>
      <td colspan={model.columns.length + 4}>
        {from < MOST ? (
          <button
            type="button"
            class="link-button"
            id={id}
            hx-get={`/runs/members?${[viewQuery({ ...view, page: 1 }), next].filter(String).join('&')}`}
            hx-target="closest tr"
            hx-swap="outerHTML"
            hx-sync="this:drop"
            hx-push-url="false"
          >
            {step === left ? `show ${counted(left, 'more run')}` : `show ${step} more of ${count(left)}`}
          </button>
        ) : (
          <a id={id} href={runsHref(view, { filter: filterOf(db, view.filter, criteria), group: null })}>
            {`${counted(left, 'more run')}: open the runs of this group as a table`}
          </a>
        )}
      </td>
    </tr>
  );
};

function filterOf(db: Database, filter: string, criteria: string): string {
  const condition = joined('and', [conditionOf(db, filter), conditionOf(db, criteria)]);
  return condition === null ? '' : printCondition(condition);
}

/** The groups of the page that a run stands on: an opened group's runs are drawn on the scales of its page. */
function pageOf(model: RunsModel, row: number | undefined) {
  const at = model.groups.findIndex(({ members }) => row !== undefined && members.includes(row));
  const page = Math.floor(Math.max(0, at) / PAGE_ROWS) + 1;
  return groupsOfPage({ ...model, view: { ...model.view, page } });
}
