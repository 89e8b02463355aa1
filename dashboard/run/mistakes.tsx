/** The images that the network is surest of and wrong about; made when the page asks for them. */
import type { FC } from 'hono/jsx';
import type { Database, RunDetail } from '../../db/index.ts';
import { count, counted, significant } from '../format.ts';
import { Card } from '../views/components/card.tsx';
import { type Mistake, type Mistakes, mistakesOf, picturesOf } from './answers.ts';

const FIRST = 12;
const MOST = 240;

export interface MistakesView {
  /** class numbers; null: any */
  readonly label: number | null;
  readonly answer: number | null;
  readonly every: boolean;
}

export function parseMistakesView(query: URLSearchParams): MistakesView {
  const number = (name: string) => (/^\d{1,3}$/.test(query.get(name) ?? '') ? Number(query.get(name)) : null);
  return { label: number('label'), answer: number('answer'), every: query.get('every') === '1' };
}

export function hasMistakes(run: RunDetail): boolean {
  return (
    run.config !== null &&
    run.status === 'completed' &&
    run.artifacts.some(({ name }) => name === 'weights.f32' || name === 'predictions.json')
  );
}

/** Asks for the card when it comes into sight: a second of work for a large test part, once. */
export const MistakesPlace: FC<{ run: RunDetail }> = ({ run }) =>
  hasMistakes(run) ? (
    <section
      class="card mistakes-card"
      id="mistakes"
      hx-get={`/runs/${run.id}/mistakes`}
      hx-trigger="revealed"
      hx-swap="outerHTML"
    >
      <header class="card-head">
        <h2>Most wrong</h2>
        <span class="remark">the network answers all test images…</span>
      </header>
      <div class="card-body mistakes-space"></div>
    </section>
  ) : null;

export async function mistakesCard(db: Database, run: RunDetail, view: MistakesView) {
  try {
    const found = await mistakesOf(db, run);
    const chosen = found.wrong.filter(
      ({ label, answer }) =>
        (view.label === null || label === view.label) && (view.answer === null || answer === view.answer),
    );
    const shown = chosen.slice(0, view.every ? MOST : FIRST);
    const { classNames, pictures } = await picturesOf(
      run,
      shown.map(({ index }) => index),
    );
    return <Gallery {...{ run, view, found, chosen, shown, classNames, pictures }} />;
  } catch (error) {
    return (
      <Card title="Most wrong" id="mistakes">
        <p class="muted">Its answers cannot be shown:</p>
        <pre class="cause">{(error as Error).message}</pre>
      </Card>
    );
  }
}

interface GalleryProps {
  readonly run: RunDetail;
  readonly view: MistakesView;
  readonly found: Mistakes;
  readonly chosen: readonly Mistake[];
  readonly shown: readonly Mistake[];
  readonly classNames: readonly string[];
  readonly pictures: readonly string[];
}

const Gallery: FC<GalleryProps> = ({ run, view, found, chosen, shown, classNames, pictures }) => {
  const some = view.label !== null && view.answer !== null;
  const of =
    found.of === 'all'
      ? `the ${counted(found.answered, 'test image')}`
      : `the ${counted(found.answered, 'answer')} that the run kept (its weights were not)`;
  return (
    <Card
      id="mistakes"
      class="mistakes-card"
      title="Most wrong"
      remark={
        some
          ? `${classNames[view.label!] ?? '?'} answered ${classNames[view.answer!] ?? '?'}`
          : 'true → answer'
      }
      tools={
        <>
          {some ? <More run={run} text={`all ${count(found.wrong.length)}`} query="" /> : null}
          {!some && chosen.length > shown.length && !view.every ? (
            <More
              run={run}
              text={chosen.length > MOST ? `first ${MOST}` : `all ${count(chosen.length)}`}
              query="?every=1"
            />
          ) : null}
        </>
      }
      footnote={`${count(shown.length)} of ${counted(chosen.length, 'wrong answer')} to ${of}, the surest first. ${
        run.config!.head === 'linear+mse'
          ? 'Numbers: outputs of a linear head, no probabilities.'
          : 'Percent: probability that the network gives its answer.'
      }`}
    >
      {shown.length === 0 ? <p class="muted">None.</p> : null}
      <ul class={view.every ? 'gallery every' : 'gallery'}>
        {shown.map((one, i) => (
          <MistakeTile
            mistake={one}
            picture={pictures[i]!}
            names={classNames}
            linear={run.config!.head === 'linear+mse'}
          />
        ))}
      </ul>
    </Card>
  );
};

const More: FC<{ run: RunDetail; text: string; query: string }> = ({ run, text, query }) => (
  <button
    type="button"
    class="link-button"
    hx-get={`/runs/${run.id}/mistakes${query}`}
    hx-target="#mistakes"
    hx-swap="outerHTML"
  >
    {text}
  </button>
);

const MistakeTile: FC<{ mistake: Mistake; picture: string; names: readonly string[]; linear: boolean }> = (
  props,
) => {
  const { index, label, answer, output } = props.mistake;
  const [is, says] = [props.names[label] ?? String(label), props.names[answer] ?? String(answer)];
  return (
    <li title={`image ${index} of the test part`}>
      <img src={props.picture} alt={`${is}, number ${index} of the test part`} width="56" height="56" />
      <span>
        {`${is} → `}
        <b class="text-bad">{says}</b>{' '}
        <span class="muted">{props.linear ? significant(output, 2) : `${(100 * output).toFixed(0)} %`}</span>
      </span>
    </li>
  );
};
