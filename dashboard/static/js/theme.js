// Light or dark: the system's choice until the switch is used; then a cookie, so that the server renders it.

const YEAR_SECONDS = 365 * 24 * 3600;

/** Paper is white. */
let printing = false;

/** @param {boolean} on */
export function setPrinting(on) {
  printing = on;
}

/** @returns {'light' | 'dark'} */
export function currentTheme() {
  if (printing) return 'light';
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function toggleTheme() {
  const theme = currentTheme() === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset.theme = theme;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and over plain HTTP
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=strict`;
  document.dispatchEvent(new CustomEvent('descent:theme'));
}

export function initTheme() {
  document.addEventListener('click', (event) => {
    if (/** @type {Element} */ (event.target).closest('[data-action="theme"]')) toggleTheme();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () =>
    document.dispatchEvent(new CustomEvent('descent:theme')),
  );
}

/**
 * The value of a colour token in the theme that is shown.
 * @param {string} name such as `--text`
 */
export function token(name) {
  const value = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const pair = /^light-dark\(\s*([^,]+?)\s*,\s*([^)]+?)\s*\)$/.exec(value);
  if (pair === null) return value;
  return /** @type {string} */ (currentTheme() === 'dark' ? pair[2] : pair[1]);
}
