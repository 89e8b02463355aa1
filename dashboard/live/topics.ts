/** What pages may subscribe to, by name; `run:1m86163188pzs` has the run's id as argument. */
import { logTopic, runTopic } from '../run/live.tsx';
import { claimsTopic, claimTopic } from './claims.tsx';
import { compareTopic } from './compare.tsx';
import { homeTopic } from './home.tsx';
import type { LiveTopic } from './hub.ts';
import { runsTopic } from './runs.tsx';
import { statusTopic } from './status.tsx';
import { sweepTopic } from './sweep.tsx';
import { sweepsTopic } from './sweeps.tsx';

export const TOPICS: Readonly<Record<string, LiveTopic>> = {
  log: logTopic,
  run: runTopic,
  claim: claimTopic,
  claims: claimsTopic,
  compare: compareTopic,
  home: homeTopic,
  runs: runsTopic,
  status: statusTopic,
  sweep: sweepTopic,
  sweeps: sweepsTopic,
};
