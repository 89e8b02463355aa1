/** What the metrics of a run are about, by their names. */

/** Layer telemetry, `<signal>/<layer>`: what it is called in a switch, and how its values are coloured. */
export const SIGNALS = {
  gradient_rms: { label: 'gradient', scale: 'log' },
  signal_rms: { label: 'signal', scale: 'log' },
  update_ratio: { label: 'update', scale: 'log' },
  weight_rms: { label: 'weight', scale: 'linear' },
  activation_mean: { label: 'activation mean', scale: 'diverging' },
  activation_sd: { label: 'activation sd', scale: 'linear' },
  dead_fraction: { label: 'dead units', scale: 'share' },
  saturated_fraction: { label: 'saturated', scale: 'share' },
} as const;

export type Signal = keyof typeof SIGNALS;

export const SIGNAL_WORDS: Readonly<Record<Signal, string>> = {
  gradient_rms: 'root mean square of the gradient at the weights of a layer',
  signal_rms: 'root mean square of the gradient at the outputs of a layer, before its activation',
  update_ratio: 'root mean square of an update over that of the weights',
  weight_rms: 'root mean square of the weights of a layer',
  activation_mean: 'mean activation of a layer',
  activation_sd: 'standard deviation of the activations of a layer',
  dead_fraction: 'share of units that are zero on every image of the probe',
  saturated_fraction: 'share of activations in the flat ends of the activation function',
};

export function isSignal(name: string): name is Signal {
  return Object.hasOwn(SIGNALS, name);
}

/** `gradient_rms/conv1` → [`gradient_rms`, `conv1`]; null: no layer telemetry */
export function layerMetric(name: string): readonly [Signal, string] | null {
  const at = name.indexOf('/');
  const signal = name.slice(0, at);
  return at > 0 && isSignal(signal) ? [signal, name.slice(at + 1)] : null;
}

export const SPLITS = ['train', 'validation', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/** `validation/loss` → [`validation`, `loss`]; a name without a split has none */
export function splitMetric(name: string): readonly [Split | null, string] {
  const at = name.indexOf('/');
  const split = SPLITS.find((one) => one === name.slice(0, at));
  return split === undefined ? [null, name] : [split, name.slice(at + 1)];
}
