/** Optimizers and their hyper-parameters, as shared/reference equations in docs/methodology.md name them. */

/** Discriminated by `name`; a learning rate belongs to the schedule, not to the optimizer. */
export type ResolvedOptimizer =
  | { readonly name: 'sgd' }
  | { readonly name: 'momentum'; readonly momentum: number }
  | { readonly name: 'nesterov'; readonly momentum: number }
  | {
      readonly name: 'adagrad';
      readonly epsilon: number;
      readonly initialAccumulator: number;
      readonly epsilonPlacement: EpsilonPlacement;
    }
  | { readonly name: 'adadelta'; readonly rho: number; readonly epsilon: number }
  | {
      readonly name: 'rmsprop';
      readonly rho: number;
      readonly momentum: number;
      readonly epsilon: number;
      readonly epsilonPlacement: EpsilonPlacement;
      readonly centered: boolean;
      readonly biasCorrection: boolean;
    }
  | {
      readonly name: 'adam';
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      readonly epsilonForm: EpsilonForm;
    }
  | { readonly name: 'adamax'; readonly beta1: number; readonly beta2: number; readonly epsilon: number }
  | { readonly name: 'amsgrad'; readonly beta1: number; readonly beta2: number; readonly epsilon: number }
  | {
      readonly name: 'nadam';
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      readonly scheduleDecay: number;
    }
  | { readonly name: 'lion'; readonly beta1: number; readonly beta2: number };

/** Where ε stands: √(s + ε) or √s + ε. */
export type EpsilonPlacement = 'inside' | 'outside';
/**
 * Adam: `plain` m̂/(√v̂ + ε), algorithm 1 of Kingma & Ba;
 * `hat` η√(1−β₂ᵗ)/(1−β₁ᵗ) · m/(√v + ε), their section 2, which Keras and TF1 use.
 */
export type EpsilonForm = 'plain' | 'hat';
export type OptimizerName = ResolvedOptimizer['name'];
