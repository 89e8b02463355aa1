// The board of claims: unfolds the hypotheses under a claim.

document.addEventListener('click', (event) => {
  const button = /** @type {Element} */ (event.target).closest('[data-unfold]');
  if (!(button instanceof HTMLElement)) return;
  unfold(button, button.getAttribute('aria-expanded') !== 'true');
});

// The stream sends them folded.
document.addEventListener('live:replaced', (event) => {
  const old = /** @type {HTMLElement} */ (/** @type {CustomEvent} */ (event).detail);
  if (old.querySelector('[data-unfold][aria-expanded="true"]') === null) return;
  const button = /** @type {HTMLElement} */ (event.target).querySelector('[data-unfold]');
  if (button instanceof HTMLElement) unfold(button, true);
});

/**
 * @param {HTMLElement} button
 * @param {boolean} open
 */
function unfold(button, open) {
  button.setAttribute('aria-expanded', String(open));
  for (const row of button.closest('tbody')?.querySelectorAll('tr.other') ?? []) {
    row.toggleAttribute('hidden', !open);
  }
}

// A link to the evidence of a hypothesis opens it.
function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
}
addEventListener('hashchange', openTarget);
openTarget();
