// Paper: charts light and as wide as a page, the address and the date at the foot; afterwards as before.
import { drawForPaper, drawForScreen } from './charts.js';
import { setPrinting } from './theme.js';

export function initPrint() {
  addEventListener('beforeprint', () => {
    setPrinting(true);
    document.getElementById('main')?.append(foot());
    drawForPaper();
  });
  addEventListener('afterprint', () => {
    setPrinting(false);
    document.querySelector('.print-foot')?.remove();
    drawForScreen();
  });
}

function foot() {
  document.querySelector('.print-foot')?.remove();
  const line = document.createElement('p');
  line.className = 'print-foot';
  const address = document.createElement('span');
  address.textContent = location.href;
  const date = document.createElement('time');
  const now = new Date();
  date.dateTime = now.toISOString();
  date.textContent = now.toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short' });
  line.append(address, date);
  return line;
}
