// The board of claims: unfolds the hypotheses under a claim.

document.addEventListener('click', (event) => {
  const button = /** @type {Element} */ (event.target).closest('[data-unfold]');
  if (!(button instanceof HTMLElement)) return;
  const open = button.getAttribute('aria-expanded') !== 'true';
  button.setAttribute('aria-expanded', String(open));
  for (const row of button.closest('tbody')?.querySelectorAll('tr.other') ?? []) {
    row.toggleAttribute('hidden', !open);
  }
});

// A link to the evidence of a hypothesis opens it.
function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
}
addEventListener('hashchange', openTarget);
openTarget();
