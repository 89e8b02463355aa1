/** States and verdicts: an icon with a silhouette of its own, and the word beside it. */
import type { FC } from 'hono/jsx';
import type { RunStatus } from '../../../db/index.ts';
import { Drawing } from './icons.tsx';

export type Meaning = 'ok' | 'bad' | 'info' | 'warn' | 'neutral';
export type Verdict = 'supported' | 'contradicted' | 'equivalent' | 'conditional' | 'inconclusive';

interface Sign {
  readonly meaning: Meaning;
  readonly paths: string;
}

const RING = '<circle cx="8" cy="8" r="6"/>';
const DASHED_RING = '<circle cx="8" cy="8" r="6" stroke-dasharray="2.6 2.1"/>';
const OCTAGON = 'M5.500 2h5L14 5.500v5L10.500 14h-5L2 10.500v-5z';

const STATES: Readonly<Record<RunStatus, Sign>> = {
  completed: { meaning: 'ok', paths: `${RING}<path d="m5.300 8.200 1.900 1.900 3.500-4"/>` },
  failed: { meaning: 'bad', paths: `<path d="${OCTAGON}"/><path d="m6 6 4 4M10 6l-4 4"/>` },
  running: {
    meaning: 'info',
    paths: '<circle cx="8" cy="8" r="6" opacity=".3"/><path class="turning" d="M8 2a6 6 0 0 1 6 6"/>',
  },
  diverged: {
    meaning: 'warn',
    paths:
      '<path d="M8 2.300 14.400 13.500H1.600z"/><path d="M8 6.500v3.200"/><circle cx="8" cy="11.500" r=".3" stroke-width="1"/>',
  },
  queued: { meaning: 'neutral', paths: DASHED_RING },
  cancelled: { meaning: 'neutral', paths: `${RING}<path d="M4 12 12 4"/>` },
};

const ON = 'stroke="var(--on-sign)"';
const VERDICTS: Readonly<Record<Verdict, Sign>> = {
  supported: {
    meaning: 'ok',
    paths: `<circle cx="8" cy="8" r="6.500" fill="currentColor"/><path d="m5 8.200 2.100 2.100 3.900-4.300" ${ON}/>`,
  },
  contradicted: {
    meaning: 'bad',
    paths: `<path d="${OCTAGON}" fill="currentColor"/><path d="m5.800 5.800 4.400 4.400M10.200 5.800l-4.400 4.400" ${ON}/>`,
  },
  equivalent: {
    meaning: 'info',
    paths: `<rect x="2" y="2" width="12" height="12" rx="1.500" fill="currentColor"/><path d="M5 6.500h6M5 9.500h6" ${ON}/>`,
  },
  conditional: {
    meaning: 'warn',
    paths:
      '<path d="M8 1.500 14.500 8 8 14.500 1.500 8z"/><path d="M8 1.500V14.500L1.500 8z" fill="currentColor"/>',
  },
  inconclusive: {
    meaning: 'neutral',
    paths: `${DASHED_RING}<path d="M6.500 6.600a1.600 1.600 0 1 1 2.200 1.500c-.5.200-.7.500-.7 1"/><circle cx="8" cy="11" r=".3" stroke-width="1"/>`,
  },
};

interface SignProps {
  /** without the word, for rows that say it elsewhere */
  readonly size?: number;
  readonly label?: string;
}

export const StateIcon: FC<SignProps & { state: RunStatus }> = ({ state, size, label }) => (
  <Drawing class={`sign ${STATES[state].meaning}`} paths={STATES[state].paths} size={size} label={label} />
);

export const VerdictIcon: FC<SignProps & { verdict: Verdict }> = ({ verdict, size, label }) => (
  <Drawing
    class={`sign ${VERDICTS[verdict].meaning}`}
    paths={VERDICTS[verdict].paths}
    size={size}
    label={label}
  />
);

/** `detail` stands after the word: `diverged at step 812` */
export const StateBadge: FC<{ state: RunStatus; detail?: string }> = ({ state, detail }) => (
  <span class={`badge ${STATES[state].meaning}`}>
    <StateIcon state={state} />
    {state}
    {detail === undefined ? '' : ` ${detail}`}
  </span>
);

export const VerdictBadge: FC<{ verdict: Verdict }> = ({ verdict }) => (
  <span class={`badge ${VERDICTS[verdict].meaning}`}>
    <VerdictIcon verdict={verdict} />
    {verdict}
  </span>
);

/** Icon and word without the tint, for table cells. */
export const StateText: FC<{ state: RunStatus; detail?: string }> = ({ state, detail }) => (
  <span class="state-text">
    <StateIcon state={state} />
    <span>
      {state}
      {detail === undefined ? '' : ` ${detail}`}
    </span>
  </span>
);

export const VERDICT_MEANING = (verdict: Verdict): Meaning => VERDICTS[verdict].meaning;
