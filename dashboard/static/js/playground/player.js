// The step up to which paths are drawn: a slider, and a button that lets it run.

const RUN_MS = 4000;

/** @param {(step: number) => void} onStep */
export function createPlayer(onStep) {
  const slider = /** @type {HTMLInputElement} */ (document.getElementById('step'));
  const button = /** @type {HTMLButtonElement} */ (document.getElementById('play'));
  const text = document.getElementById('step-text');
  const label = button.querySelector('span');
  // who wants no motion sees the end, and moves the slider
  button.hidden = matchMedia('(prefers-reduced-motion: reduce)').matches;
  let frame = 0;

  const tell = () => {
    if (text) text.textContent = `step ${slider.value} of ${slider.max}`;
    onStep(slider.valueAsNumber);
  };
  const stop = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    button.setAttribute('aria-pressed', 'false');
    if (label) label.textContent = 'Play';
  };
  const play = () => {
    const from = slider.value === slider.max ? 0 : slider.valueAsNumber;
    const steps = Number(slider.max);
    const startMs = performance.now();
    button.setAttribute('aria-pressed', 'true');
    if (label) label.textContent = 'Pause';
    const advance = (/** @type {number} */ nowMs) => {
      const step = Math.min(steps, from + Math.floor((steps * Math.max(0, nowMs - startMs)) / RUN_MS));
      slider.value = String(step);
      tell();
      if (step < steps) frame = requestAnimationFrame(advance);
      else stop();
    };
    frame = requestAnimationFrame(advance);
  };
  button.addEventListener('click', () => (frame === 0 ? play() : stop()));
  slider.addEventListener('input', () => {
    stop();
    tell();
  });

  return {
    get step() {
      return slider.valueAsNumber;
    },
    /** Other paths: they are shown to their end, unless they are running. @param {number} steps */
    setSteps(steps) {
      const atEnd = slider.value === slider.max;
      slider.max = String(steps);
      if (atEnd && frame === 0) slider.value = slider.max;
      if (text) text.textContent = `step ${slider.value} of ${slider.max}`;
    },
  };
}
