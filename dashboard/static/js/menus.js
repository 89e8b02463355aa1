/** Menus are `<details class="menu">`: one open at a time, closed by a click elsewhere or by esc. */
export function initMenus() {
  document.addEventListener('click', (event) => {
    const inside = /** @type {Element} */ (event.target).closest('details.menu, details.more');
    closeMenus(inside);
    const item = /** @type {Element} */ (event.target).closest('.menu-items > *');
    // what is chosen from with several clicks says so of itself or of the whole menu
    if (item !== null && item.closest('[data-keep-open]') === null) closeMenus(null);
  });
  // before the keys of the page: what closes a menu does nothing else
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape') return;
      const open = document.querySelector('details.menu[open], details.more[open]');
      if (open === null) return;
      event.preventDefault();
      closeMenus(null);
      open.querySelector('summary')?.focus();
    },
    true,
  );
}

/** @param {Element | null} except */
function closeMenus(except) {
  for (const menu of document.querySelectorAll('details.menu[open], details.more[open]')) {
    if (menu !== except) menu.removeAttribute('open');
  }
}
