/** The style sheets in the order of the cascade; pages get them as one file. */

const COMPONENTS = [
  ...['top-bar', 'icons', 'buttons', 'fields', 'chips', 'badges', 'cards', 'progress', 'menus', 'tables'],
  ...['charts', 'dialogs', 'page-head', 'notices', 'narrow'],
];

const PAGES = [
  ...['board', 'head', 'verdicts', 'figures', 'evidence', 'narrow'].map((name) => `claims/${name}`),
  ...['compare', 'home', 'launch', 'network', 'playground'],
  ...['page', 'network', 'confusion', 'gallery', 'facts', 'narrow'].map((name) => `run/${name}`),
  ...['page', 'filter', 'controls', 'card', 'table', 'cells', 'selection', 'narrow'].map(
    (name) => `runs/${name}`,
  ),
  ...['page', 'cards', 'heat-map', 'effects', 'narrow'].map((name) => `sweep/${name}`),
  'sweeps',
];

/** Names below `static/`. */
export const STYLES: readonly string[] = [
  ...['tokens', 'base'].map((name) => `css/${name}.css`),
  ...COMPONENTS.map((name) => `css/components/${name}.css`),
  ...PAGES.map((name) => `css/pages/${name}.css`),
  'css/print.css',
];

export const STYLE_SHEET = 'css/descent.css';
