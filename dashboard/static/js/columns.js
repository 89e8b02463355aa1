// The column picker: search, choose, and order by dragging or alt+arrows.

export function initColumnPicker() {
  document.addEventListener('input', (event) => {
    const search = /** @type {HTMLInputElement} */ (event.target);
    const form = search.closest('[data-columns-form]');
    if (form === null || search.type !== 'search') return;
    const wanted = search.value.toLowerCase();
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll('li'))) {
      item.hidden = !(item.textContent ?? '').toLowerCase().includes(wanted);
    }
  });
  document.addEventListener('change', (event) => {
    const box = /** @type {Element} */ (event.target);
    const item = box.closest('.picker-list li');
    if (item instanceof HTMLElement && box instanceof HTMLInputElement) item.draggable = box.checked;
  });
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.columnsForm === undefined) return;
    event.preventDefault();
    const names = [...form.querySelectorAll('li input:checked')].map(
      (box) => /** @type {HTMLInputElement} */ (box).value,
    );
    const address = new URL(form.dataset.href ?? location.href, location.href);
    if (names.length > 0)
      address.searchParams.set('columns', names.map((name) => name.replaceAll(/[\\,]/g, '\\$&')).join(','));
    const target = address.pathname + address.search;
    void htmx.ajax('get', target, { target: '#runs', swap: 'outerHTML', push: target });
  });
  document.addEventListener('keydown', (event) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    const item = /** @type {Element} */ (event.target).closest('.picker-list li');
    if (item === null) return;
    event.preventDefault();
    const other = event.key === 'ArrowUp' ? item.previousElementSibling : item.nextElementSibling;
    if (event.key === 'ArrowUp') other?.before(item);
    else other?.after(item);
    item.querySelector('input')?.focus();
  });
  initDragging();
}

function initDragging() {
  /** @type {Element | null} */
  let dragged = null;
  document.addEventListener('dragstart', (event) => {
    dragged = /** @type {Element} */ (event.target).closest?.('.picker-list li') ?? null;
  });
  document.addEventListener('dragover', (event) => {
    const over = /** @type {Element} */ (event.target).closest('.picker-list li');
    if (dragged === null || over === null || over === dragged) return;
    event.preventDefault();
    const { top, height } = over.getBoundingClientRect();
    if (event.clientY < top + height / 2) over.before(dragged);
    else over.after(dragged);
  });
  document.addEventListener('dragend', () => {
    dragged = null;
  });
}
