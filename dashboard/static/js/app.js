// What every page needs. Modules of single pages are named by their routes.
import { initCharts } from './charts.js';
import { initCopy } from './copy.js';
import { initDialogs } from './dialogs.js';
import { initKeys } from './keys.js';
import { initLive } from './live.js';
import { initMenus } from './menus.js';
import { initPrint } from './print.js';
import { initTheme } from './theme.js';
import { NO_ANSWER, toastError } from './toast.js';

initTheme();
initKeys();
initMenus();
initCopy();
initDialogs();
initCharts();
initLive();
initPrint();

// A failed request never goes by in silence; the page stays as it was.
document.addEventListener('htmx:responseError', (event) => {
  const { xhr } = /** @type {CustomEvent} */ (event).detail;
  const text = new DOMParser().parseFromString(xhr.responseText, 'text/html');
  toastError(
    text.querySelector('.cause')?.textContent ?? (xhr.responseText.slice(0, 400) || `HTTP ${xhr.status}`),
  );
});
document.addEventListener('htmx:sendError', () => toastError(NO_ANSWER));
