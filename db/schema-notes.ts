/** What each table and column means; docs/schema.md is made of it, and its types keep it complete. */
import type * as schema from './schema.ts';

type Tables = {
  [K in keyof typeof schema as (typeof schema)[K] extends { $inferSelect: unknown }
    ? K
    : never]: (typeof schema)[K];
};
type Notes = {
  readonly [T in keyof Tables]: {
    readonly about: string;
    readonly columns: {
      readonly [C in keyof (Tables[T] extends { $inferSelect: infer Row } ? Row : never)]: string;
    };
  };
};

const run = 'the run';

export const NOTES: Notes = {
  runs: {
    about:
      'One RunConfig with one seed on one engine, or a run of the SDK (no config). A completed or diverged run is never modified: triggers refuse it. It can only be deleted as a whole.',
    columns: {
      no: 'row number, only inside this database',
      id: 'what people and other tables outside see: 13 characters that sort by time of creation',
      name: 'given name; of sweeps a short description',
      project: 'groups runs; null: none',
      status: 'queued, running, completed, diverged, failed or cancelled',
      configHash: 'SHA-256 of what decides the training but the seed; null for the SDK',
      seed: 'seed of all randomness of the run',
      engine: 'native, wasm or tfjs; null for the SDK',
      numerics: 'changes whenever the same run may give other bits',
      engineVersion: 'version of the engine that trained it',
      isa: 'instruction set that was in use',
      config: 'the whole RunConfig, JSON; null for the SDK',
      recording: 'what was watched and how often, JSON',
      environmentHash: 'where it ran',
      attempt: 'times it was started, crashes included',
      createdAt: 'ms since 1970',
      startedAt: 'ms since 1970, of the last attempt',
      finishedAt: 'ms since 1970',
      wallMs: 'time from start to end, ms',
      samplesPerSecond: 'training speed, images a second',
      peakMemoryBytes: 'largest resident memory of the process',
      epochsDone: 'whole epochs recorded',
      bestEpoch: 'epoch of the weights that were kept, from 1',
      divergedAtStep: 'training step with the first NaN or infinite loss',
      error: 'message of the failure',
      errorStack: 'its stack',
      ownerPid: 'process that writes it while it runs',
      ownerHost: 'host name and pid namespace of that process',
      ownerStarted: 'boot and start time of that process: tells it from a later one with the same pid',
      leaseUntil: 'ms since 1970; counts where the owner cannot be looked at (another host)',
      cancelRequested: '1: somebody asked to cancel',
    },
  },
  sweeps: {
    about:
      'A definition, expanded to runs. The same name and hash is the same sweep, so that a command resumes.',
    columns: {
      id: 'sorts by time of creation',
      name: 'name in the definition',
      hash: 'SHA-256 over what decides its runs',
      definition: 'the definition, JSON',
      recording: 'what is watched and how often, JSON',
      source: 'file it was loaded from, as it was named',
      createdAt: 'ms since 1970',
    },
  },
  sweepRuns: {
    about:
      'Which run stands at which position of a sweep; a run can stand in several sweeps and is trained once.',
    columns: { sweepId: 'the sweep', position: 'place in the expanded definition, from 0', runNo: run },
  },
  parameters: {
    about:
      'The config, flattened (`earlyStopping.patience`), without `seed`; or the params of the SDK. A number is in `number`, a string in `text`, a boolean in both (`true`, 1), null in neither; NaN and infinities are text.',
    columns: {
      runNo: run,
      key: 'dotted name',
      text: 'value of a string or boolean',
      number: 'value of a number or boolean',
    },
  },
  metricKeys: {
    about:
      'Metrics by name. The name carries the split, or the layer: `validation/accuracy`, `gradient_rms/conv1`.',
    columns: {
      id: 'number that points refer to',
      name: 'name',
      direction: 'min or max: which way is better; null: neither',
      unit: 'nats, fraction, …; null: none',
    },
  },
  metrics: {
    about:
      'The points: WITHOUT ROWID, so that the primary key is the table. The first value of a (run, metric, step) stays. Points are added only to a running run (a trigger), and go with it.',
    columns: {
      runNo: run,
      keyId: 'the metric',
      step: 'training step, from 0',
      value: 'value; NaN is NULL, infinities are themselves',
    },
  },
  runSummary: {
    about:
      'Of each metric of a run, kept up to date in the transaction that adds its points, so that no list ever scans them. NaN counts for `last` only; among equal values the earliest step counts.',
    columns: {
      runNo: run,
      keyId: 'the metric',
      count: 'points',
      nanCount: 'points that are NaN',
      last: 'value at the largest step; NULL: NaN',
      lastStep: 'the largest step',
      min: 'smallest value; NULL: all are NaN',
      minStep: 'its step',
      max: 'largest value; NULL: all are NaN',
      maxStep: 'its step',
      best: 'min or max by the direction of the metric; NULL: it has none',
      bestStep: 'its step',
    },
  },
  artifacts: {
    about:
      'Named bytes of a run: weights, pictures, files. The bytes are in the folder `<database>.artifacts`, in a file named by its SHA-256. One of a name and step a run.',
    columns: {
      id: 'row number',
      runNo: run,
      name: 'name within the run',
      kind: 'weights, image, json, file, confusion, correct, predictions, …',
      step: 'training step; NULL: the whole run',
      sha256: 'SHA-256 of the bytes, hexadecimal',
      bytes: 'size',
      mime: 'media type',
      createdAt: 'ms since 1970',
    },
  },
  tags: {
    about: 'Words that people give to runs, finished or not.',
    columns: { runNo: run, tag: 'word without spaces' },
  },
  notes: {
    about: 'What people write about runs, finished or not.',
    columns: { id: 'row number', runNo: run, text: 'text', createdAt: 'ms since 1970' },
  },
  environment: {
    about: 'Where runs were trained; one row for equal places.',
    columns: {
      hash: 'start of the SHA-256 of the other columns',
      descent: 'version of this package',
      node: 'version of Node',
      os: 'operating system and release',
      arch: 'processor architecture',
      cpu: 'processor model',
      cores: 'processors that Node may use',
      memoryBytes: 'memory of the machine',
      gitCommit: 'commit of the working folder; NULL: no repository',
      gitDirty: '1: tracked files differed from the commit',
    },
  },
  claimEvidence: {
    about:
      'What the runs of a claim say, one row a claim and preset, written at the end of `descent claims run` and by `descent claims report`. It can always be computed again from the runs.',
    columns: {
      claim: 'id of the claim',
      preset: 'smoke, standard or full',
      computedAt: 'ms since 1970',
      evidence: 'JSON: hypotheses with verdicts, effects, intervals, n, ids of runs',
    },
  },
};
