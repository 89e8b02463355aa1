/** A network trained in the page: the frame; static/js/network.js talks to the worker and draws. */
import type { FC, PropsWithChildren } from 'hono/jsx';
import type { ChartSpec } from '../../charts/spec.ts';
import { ChartCard } from '../../views/components/chart.tsx';
import { Icon } from '../../views/components/icons.tsx';
import { PlaygroundHead } from '../head.tsx';
import { CLASSES, SIDE } from './digits.ts';
import { DRAWING_SIDE } from './drawing.ts';
import {
  ACTIVATION_CHOICES,
  ARCHITECTURES,
  BATCH_SIZES,
  LEARNING_RATES,
  type NetworkSettings,
  OPTIMIZER_CHOICES,
} from './settings.ts';

interface NetworkPageProps {
  readonly settings: NetworkSettings;
  /** addresses that the page gives to its worker */
  readonly worker: string;
  readonly wasm: string;
  readonly digits: string;
}

export const NetworkPage: FC<NetworkPageProps> = ({ settings, worker, wasm, digits }) => (
  <div class="playground" id="network" data-worker={worker} data-wasm={wasm} data-digits={digits}>
    <PlaygroundHead page="network" />
    <Settings settings={settings} />
    <p class="banner warn" id="network-notice" role="status" hidden></p>
    <div class="network-columns">
      <div class="network-curves">
        <ChartCard
          id="loss"
          title="Loss"
          remark="nats, log scale"
          spec={emptyChart('loss, nats', 'log')}
          footnote="Train: mean over the batch of each step, of long trainings each n-th. Validation: 300 held-out digits while an epoch runs, all 1 000 at its end. No smoothing."
        />
        <ChartCard
          id="accuracy"
          title="Accuracy"
          remark="%"
          spec={emptyChart('accuracy, %', 'linear')}
          footnote="Train: over the batches since the last point, in training mode. Validation: 300 held-out digits while an epoch runs, all 1 000 at its end."
        />
      </div>
      <div class="network-side">
        <DrawCard />
        <FilterCard />
      </div>
    </div>
    <noscript>
      <p class="note">The network is trained in the browser: allow JavaScript for this address.</p>
    </noscript>
  </div>
);

/** The pages's script fills it in. */
function emptyChart(title: string, scale: 'log' | 'linear'): ChartSpec {
  return {
    x: { title: 'step', scale: 'linear', min: 0 },
    y: { title, scale, ...(scale === 'linear' ? { min: 0, max: 100 } : {}) },
    series: [],
  };
}

const Settings: FC<{ settings: NetworkSettings }> = ({ settings }) => (
  <form class="playground-controls" id="network-settings" autocomplete="off">
    <Choice name="architecture" label="Network" value={settings.architecture} options={ARCHITECTURES} />
    <Choice
      name="activation"
      label="Activation"
      value={settings.activation}
      options={same(ACTIVATION_CHOICES)}
    />
    <Choice name="optimizer" label="Optimizer" value={settings.optimizer} options={same(OPTIMIZER_CHOICES)} />
    <Labelled label="Learning rate" name="learningRate">
      <input
        class="field small"
        type="number"
        name="learningRate"
        id="network-learningRate"
        step="any"
        min={String(LEARNING_RATES.min)}
        max={String(LEARNING_RATES.max)}
        value={String(settings.learningRate)}
        required
      />
    </Labelled>
    <Choice name="batchSize" label="Batch" value={String(settings.batchSize)} options={same(BATCH_SIZES)} />
    <Labelled label="Seed" name="seed">
      <input
        class="field small"
        type="number"
        name="seed"
        id="network-seed"
        min="0"
        max="999999"
        value={String(settings.seed)}
        required
      />
    </Labelled>
    <div class="network-actions">
      <button type="button" class="button primary" id="run" disabled>
        <Icon name="play" /> <span>Start</span>
      </button>
      <button type="button" class="button" id="reset" disabled>
        <Icon name="refresh" /> Reset
      </button>
      <p class="network-state" id="network-state" aria-live="off">
        Loading the engine…
      </p>
    </div>
    <p class="field-error" id="settings-error" role="alert" hidden></p>
  </form>
);

const Labelled: FC<PropsWithChildren<{ label: string; name: string }>> = ({ label, name, children }) => (
  <div class="labelled">
    <label for={`network-${name}`}>{label}</label>
    {children}
  </div>
);

const Choice: FC<{
  name: string;
  label: string;
  value: string;
  options: Readonly<Record<string, string>>;
}> = ({ name, label, value, options }) => (
  <Labelled label={label} name={name}>
    <select class="field" name={name} id={`network-${name}`}>
      {Object.entries(options).map(([id, text]) => (
        <option value={id} selected={id === value}>
          {text}
        </option>
      ))}
    </select>
  </Labelled>
);

function same(names: readonly (string | number)[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [String(name), String(name)]));
}

const DrawCard: FC = () => (
  <section class="card draw-card" aria-labelledby="draw-title">
    <header class="card-head">
      <h2 id="draw-title">Draw a digit</h2>
      <div class="card-tools">
        <button type="button" class="button" id="clear-drawing">
          Clear
        </button>
      </div>
    </header>
    <div class="card-body">
      <div class="draw-row">
        <div class="pad-box">
          <canvas
            id="pad"
            class="pad"
            width={String(DRAWING_SIDE)}
            height={String(DRAWING_SIDE)}
            role="img"
            aria-label="Drawing pad: draw with the mouse or a finger, or choose a test digit below"
          ></canvas>
          <span class="pad-hint" id="pad-hint" aria-hidden="true">
            draw here
          </span>
        </div>
        <Answer />
      </div>
      <div class="samples">
        <h3 id="samples-title">Or a digit it was not trained on</h3>
        <div class="sample-row" id="samples" role="group" aria-labelledby="samples-title"></div>
        <button type="button" class="button" id="more-samples">
          Other digits
        </button>
      </div>
    </div>
    <footer class="footnote">
      A drawing is made like MNIST: scaled into 20 × 20, its centre of mass in the middle of 28 × 28. The test
      digits take no part in training or validation.
    </footer>
  </section>
);

const Answer: FC = () => (
  <div class="answer">
    <p class="answer-line" id="answer" role="status">
      Nothing drawn yet.
    </p>
    <dl class="bars" id="bars">
      {Array.from({ length: CLASSES }, (_, digit) => (
        <div data-digit={String(digit)}>
          <dt>{digit}</dt>
          <dd>
            <svg width="100%" height="12" aria-hidden="true">
              <rect class="rest" width="100%" height="12" rx="2" />
              <rect class="share" width="0" height="12" rx="2" />
            </svg>
            <span class="number">–</span>
          </dd>
        </div>
      ))}
    </dl>
    <div class="seen">
      <canvas id="seen" width={String(SIDE)} height={String(SIDE)}></canvas>
      <span class="note">what the network sees, 28 × 28</span>
    </div>
  </div>
);

const FilterCard: FC = () => (
  <section class="card" aria-labelledby="filters-title">
    <header class="card-head">
      <h2 id="filters-title">First layer</h2>
      <span class="remark" id="filters-remark"></span>
    </header>
    <div class="card-body">
      <div class="trained-filters" id="filters" role="img" aria-label="Weights of the first layer"></div>
    </div>
    <footer class="footnote">Weights of each unit; blue positive, orange negative, one scale for all.</footer>
  </section>
);
