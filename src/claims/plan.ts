/** From a claim and a preset to its arms, stratum by stratum, each with the configs that its tuning may choose from. */
import {
  ConfigError,
  configHash,
  expand,
  type FactsOf,
  flattenConfig,
  type RunConfig,
} from '../config/index.ts';
import { halfDecades } from '../stats/index.ts';
import type {
  ArmDefinition,
  ClaimDefinition,
  HypothesisDefinition,
  PresetDefinition,
  PresetName,
  Settings,
} from './definition.ts';

/** Final seeds start here, tuning seeds at 0: they never meet. */
export const FIRST_FINAL_SEED = 100;

/** One setting that tuning may choose. */
export interface PlannedCandidate {
  readonly label: string;
  /** null: a sampled configuration, or nothing is tuned */
  readonly learningRate: number | null;
  /** of seed 0 */
  readonly config: RunConfig;
  readonly hash: string;
}

/** An arm in a stratum. */
export interface PlannedArm {
  /** `stratum/arm` */
  readonly key: string;
  readonly arm: string;
  readonly stratum: string;
  readonly definition: ArmDefinition;
  readonly settings: Settings;
  readonly finalSeeds: readonly number[];
  /** the first grid; it may grow (see tuning.ts) */
  readonly candidates: readonly PlannedCandidate[];
}

export interface ClaimPlan {
  readonly claim: ClaimDefinition;
  readonly preset: PresetName;
  readonly tuningSeeds: readonly number[];
  readonly finalSeeds: readonly number[];
  readonly arms: readonly PlannedArm[];
  /** those whose arms the preset has */
  readonly hypotheses: readonly HypothesisDefinition[];
  readonly factsOf: FactsOf;
}

/** @throws ConfigError naming the claim and what is wrong in it */
export function planClaim(claim: ClaimDefinition, preset: PresetName, factsOf: FactsOf): ClaimPlan {
  checkClaim(claim);
  const definition = claim.presets[preset];
  const allowed = new Set(definition.arms ?? Object.keys(claim.arms));
  const hypotheses = claim.hypotheses.filter(
    (one) => armsOf(one).every((arm) => allowed.has(arm)) && strataOf(one, definition).length > 0,
  );
  const count = (from: number, length: number) => Array.from({ length }, (_, i) => from + i);
  const plan = {
    ...{ claim, preset, hypotheses, factsOf },
    tuningSeeds: count(0, definition.tuningSeeds),
    finalSeeds: count(FIRST_FINAL_SEED, definition.finalSeeds),
  };
  const arms = definition.strata.flatMap((stratum) => {
    const used = new Set(
      hypotheses
        .filter((one) => one.metric.kind !== 'computed' && strataOf(one, definition).includes(stratum))
        .flatMap(armsOf),
    );
    return Object.entries(claim.arms)
      .filter(([arm]) => used.has(arm))
      .map(([arm, armDefinition]): PlannedArm => {
        const settings = {
          ...definition.settings,
          ...claim.strata[stratum]!.settings,
          ...armDefinition.settings,
        };
        const seeds = armDefinition.finalSeeds?.[preset] ?? definition.finalSeeds;
        const planned = { key: `${stratum}/${arm}`, arm, stratum, definition: armDefinition, settings };
        return {
          ...planned,
          finalSeeds: count(FIRST_FINAL_SEED, seeds),
          candidates: firstCandidates(planned, claim, factsOf),
        };
      });
  });
  return { ...plan, arms };
}

/** Every arm that a hypothesis reads. */
export function armsOf({ arm, against, bases, metric }: HypothesisDefinition): string[] {
  const reference = metric.kind === 'timeToTarget' ? [metric.reference] : [];
  return [...new Set([arm, ...against, ...Object.values(bases ?? {}), ...reference])];
}

export function strataOf({ strata }: HypothesisDefinition, preset: PresetDefinition): readonly string[] {
  return strata === undefined ? preset.strata : preset.strata.filter((stratum) => strata.includes(stratum));
}

/** A candidate of an arm at a learning rate. */
export function candidateAt(
  { key, settings }: Pick<PlannedArm, 'key' | 'settings'>,
  claim: ClaimDefinition,
  learningRate: number | null,
  factsOf: FactsOf,
): PlannedCandidate {
  const fixed = learningRate === null ? settings : { ...settings, learningRate };
  const [config] = resolved(() => expand({ name: claim.id, fixed }, factsOf).runs, claim, key);
  const label = learningRate === null ? 'as it is' : String(learningRate);
  return { label, learningRate, config: config!, hash: configHash(config!) };
}

function firstCandidates(
  arm: Pick<PlannedArm, 'key' | 'settings' | 'definition'>,
  claim: ClaimDefinition,
  factsOf: FactsOf,
): PlannedCandidate[] {
  const { tuning } = arm.definition;
  if (tuning === undefined) return [candidateAt(arm, claim, null, factsOf)];
  if (tuning.kind === 'learningRate') {
    return halfDecades(tuning.from, tuning.to).map((rate) => candidateAt(arm, claim, rate, factsOf));
  }
  const { trials, axes } = tuning;
  const definition = { name: claim.id, fixed: arm.settings, sample: { trials, axes } } as const;
  const runs = resolved(() => expand(definition, factsOf).runs, claim, arm.key);
  return runs.map((config) => {
    const flat = flattenConfig(config);
    const values = Object.keys(axes).map((key) => `${key} ${Number(Number(flat[key]).toPrecision(3))}`);
    return { label: values.join(', '), learningRate: null, config, hash: configHash(config) };
  });
}

function resolved<T>(work: () => T, claim: ClaimDefinition, key: string): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(`claim "${claim.id}", arm ${key}:`, error.message, error.key);
  }
}

function checkClaim(claim: ClaimDefinition): void {
  const wrong = (path: string, text: string): never => {
    throw new ConfigError(`claim "${claim.id}": ${path}`, text);
  };
  if (claim.hypotheses.length < 2)
    wrong('hypotheses', `must be at least two, got ${claim.hypotheses.length}`);
  const primary = claim.hypotheses.filter((one) => one.primary === true);
  if (primary.length !== 1) wrong('hypotheses', `must have one that is primary, got ${primary.length}`);
  const ids = new Set<string>();
  for (const hypothesis of claim.hypotheses) {
    const path = `hypotheses.${hypothesis.id}`;
    if (ids.has(hypothesis.id)) wrong(path, 'must have an id of its own, it stands there twice');
    ids.add(hypothesis.id);
    for (const arm of armsOf(hypothesis)) {
      if (claim.arms[arm] === undefined) {
        wrong(path, `names the arm "${arm}"; there are: ${Object.keys(claim.arms).join(', ')}`);
      }
    }
    for (const stratum of hypothesis.strata ?? []) {
      if (claim.strata[stratum] === undefined) {
        wrong(path, `names the stratum "${stratum}"; there are: ${Object.keys(claim.strata).join(', ')}`);
      }
    }
    if (hypothesis.against.length === 0) wrong(path, 'must have an arm to compare with in `against`');
    if (typeof hypothesis.margin === 'number') {
      const least = hypothesis.scale === 'ratio' ? 1 : 0;
      if (!(hypothesis.margin > least))
        wrong(path, `must have a margin > ${least}, got ${hypothesis.margin}`);
    }
  }
  for (const [name, preset] of Object.entries(claim.presets)) {
    const unknown = preset.strata.find((stratum) => claim.strata[stratum] === undefined);
    if (unknown !== undefined) wrong(`presets.${name}`, `names the stratum "${unknown}"`);
    if (preset.tuningSeeds > FIRST_FINAL_SEED) {
      wrong(
        `presets.${name}`,
        `must have at most ${FIRST_FINAL_SEED} tuning seeds, got ${preset.tuningSeeds}`,
      );
    }
  }
}
