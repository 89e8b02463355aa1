/** Optimizers on a surface: the frame of the page; static/js/playground.js draws and answers. */
import type { FC } from 'hono/jsx';
import { OPTIMIZER_DEFAULTS } from '../../src/config/optimizer-defaults.ts';
import { slotOf } from '../palette.ts';
import { ChartCard } from '../views/components/chart.tsx';
import { Swatch } from '../views/components/controls.tsx';
import { Icon } from '../views/components/icons.tsx';
import { PlaygroundHead } from './head.tsx';
import { outcomeFootnote, outcomeHead, outcomeText, type Path, type Scene, valueChart } from './scene.ts';
import { SURFACE_IDS, SURFACES } from './surface.ts';
import { hyperChoices, LIMITS, OPTIMIZER_NAMES, type View } from './view.ts';

export const OptimizersPage: FC<{ view: View; scene: Scene }> = ({ view, scene }) => (
  <div class="playground" id="playground">
    <PlaygroundHead page="optimizers" />
    <Controls view={view} scene={scene} />
    <div class="playground-columns">
      <section class="card picture-card" id="picture-card">
        <header class="card-head">
          <h2 id="picture-title">{`f(x, y) = ${scene.surface.formula}`}</h2>
          <span class="remark">contours of f, paths from one start</span>
        </header>
        <div class="card-body">
          <div class="picture" id="picture">
            <canvas></canvas>
            <svg role="img" aria-labelledby="picture-title"></svg>
            <button type="button" class="start-handle" aria-describedby="start-help">
              <span class="visually-hidden">Start point</span>
            </button>
          </div>
          <Player steps={scene.steps} />
        </div>
        <footer class="footnote" id="picture-note">
          <span id="start-help">Drag the diamond, or move it with the arrow keys, to start elsewhere.</span>{' '}
          Darker is higher, in even steps of log(1 + f); of the saddle blue is below it, orange above. One
          deterministic path each, by the update rules that train the networks.
        </footer>
      </section>
      <div class="playground-side">
        <Optimizers view={view} scene={scene} />
        <ChartCard
          id="values"
          title="f along the path"
          remark="as long as it is in the picture"
          spec={valueChart(scene)}
          footnote="One line an optimizer, no averaging. Values below 10⁻¹² are left out."
        />
      </div>
    </div>
    <noscript>
      <p class="note">The pictures are drawn in the browser: allow JavaScript for this address.</p>
    </noscript>
  </div>
);

const Controls: FC<{ view: View; scene: Scene }> = ({ view, scene }) => (
  <div class="playground-controls">
    <div class="labelled">
      <span id="function-label">Function</span>
      <div class="segments" role="group" aria-labelledby="function-label">
        {SURFACE_IDS.map((id) => (
          <button type="button" data-surface={id} aria-pressed={String(id === view.surface)}>
            {SURFACES[id].title}
          </button>
        ))}
      </div>
    </div>
    <label class="labelled">
      <span>Rotation</span>
      <input type="range" id="rotation" step="5" value={String(view.rotation)} {...LIMITS.rotation} />
      <output for="rotation" id="rotation-text">{`${view.rotation}°`}</output>
    </label>
    <div class="labelled" role="group" aria-labelledby="start-label">
      <span id="start-label">Start</span>
      {(['x', 'y'] as const).map((axis, i) => (
        <input
          class="field small"
          type="number"
          step="any"
          id={`start-${axis}`}
          aria-label={`Start, ${axis}`}
          value={String(Number(scene.start[i]!.toFixed(4)))}
          {...LIMITS.start}
        />
      ))}
      <button type="button" class="button quiet" id="start-reset" hidden={view.start === null}>
        Usual start
      </button>
    </div>
    <label class="labelled">
      <span>Steps</span>
      <input class="field small" type="number" id="steps" value={String(view.steps)} {...LIMITS.steps} />
    </label>
    <label class="labelled" title="Standard deviation of normal noise on each component of the gradient">
      <span>Gradient noise</span>
      <input
        class="field small"
        type="number"
        step="any"
        id="noise"
        value={String(view.noise)}
        {...LIMITS.noise}
      />
    </label>
    <p class="field-error" id="playground-error" role="alert" hidden></p>
  </div>
);

const Player: FC<{ steps: number }> = ({ steps }) => (
  <div class="player">
    <button type="button" class="button" id="play" aria-pressed="false">
      <Icon name="play" /> <span>Play</span>
    </button>
    <input type="range" id="step" min="0" max={String(steps)} value={String(steps)} aria-label="Step shown" />
    <output for="step" id="step-text">{`step ${steps} of ${steps}`}</output>
  </div>
);

const Optimizers: FC<{ view: View; scene: Scene }> = ({ view, scene }) => (
  <section class="card" aria-labelledby="optimizers-title">
    <header class="card-head">
      <h2 id="optimizers-title">Optimizers</h2>
      <div class="card-tools">
        <button type="button" class="button" id="best-rates">
          Best rates
        </button>
      </div>
    </header>
    <div class="card-body">
      <div class="optimizer-head" aria-hidden="true">
        <span>name</span>
        <span>learning rate</span>
        <span class="number" id="outcome-head">
          {outcomeHead(scene.surface)}
        </span>
      </div>
      <ul class="optimizer-rows" id="optimizer-rows" data-rows="">
        {OPTIMIZER_NAMES.map((name) => (
          <OptimizerRow
            name={name}
            path={scene.paths.find((path) => path.name === name) ?? null}
            hyper={view.optimizers.find((setting) => setting.name === name)?.hyper ?? {}}
            steps={scene.steps}
          />
        ))}
      </ul>
      <p class="note" id="no-optimizer" hidden={scene.paths.length > 0}>
        Switch on an optimizer to see its path.
      </p>
    </div>
    <footer class="footnote">
      <span id="outcome-note">{outcomeFootnote(scene.surface)}</span> “best”: found on a grid of half decades
      from 0.0001 for this function and start.
    </footer>
  </section>
);

interface OptimizerRowProps {
  readonly name: (typeof OPTIMIZER_NAMES)[number];
  readonly path: Path | null;
  readonly hyper: Readonly<Record<string, unknown>>;
  readonly steps: number;
}

const OptimizerRow: FC<OptimizerRowProps> = ({ name, path, hyper, steps }) => {
  const rate = path?.learningRate ?? OPTIMIZER_DEFAULTS[name].learningRate;
  const own = Object.entries(OPTIMIZER_DEFAULTS[name].hyper);
  const { min, max } = LIMITS.learningRate;
  return (
    <li class={path === null ? 'optimizer off' : 'optimizer'} data-optimizer={name}>
      <label class="optimizer-name">
        <input type="checkbox" class="on" checked={path !== null} />
        <Swatch slot={slotOf('optimizer', name)} />
        <span>{name}</span>
      </label>
      <input
        type="range"
        class="rate-range"
        min="-5"
        max="1"
        step="0.05"
        value={String(Math.log10(rate))}
        aria-label={`Learning rate of ${name}, logarithm`}
        aria-valuetext={String(rate)}
      />
      <input
        type="number"
        class="field small rate"
        step="any"
        min={String(min)}
        max={String(max)}
        value={String(rate)}
        aria-label={`Learning rate of ${name}`}
      />
      <span class="best">{path?.isBest ? 'best' : ''}</span>
      <output class="outcome number">{path === null ? '' : outcomeText(path.outcome, steps)}</output>
      {own.length === 0 ? null : (
        <details class="hyper">
          <summary aria-label={`Hyper-parameters of ${name}`}>
            <Icon name="chevronDown" />
          </summary>
          <div class="hyper-fields">
            {own.map(([key, usual]) => (
              <HyperField id={`${name}-${key}`} name={key} usual={usual} value={hyper[key] ?? usual} />
            ))}
          </div>
        </details>
      )}
    </li>
  );
};

const HyperField: FC<{ id: string; name: string; usual: unknown; value: unknown }> = ({
  id,
  name,
  usual,
  value,
}) => {
  const choices = hyperChoices(name);
  return (
    <div class="labelled">
      <label for={id}>{name}</label>
      {choices.length > 0 ? (
        <select class="field" id={id} data-hyper={name} data-usual={String(usual)}>
          {choices.map((choice) => (
            <option value={String(choice)} selected={choice === value}>
              {choice === false ? 'no' : choice === true ? 'yes' : choice}
            </option>
          ))}
        </select>
      ) : (
        <input
          class="field small"
          id={id}
          type="number"
          step="any"
          min="0"
          data-hyper={name}
          data-usual={String(usual)}
          value={String(value)}
        />
      )}
    </div>
  );
};
