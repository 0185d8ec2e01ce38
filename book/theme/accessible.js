// The button that shows the table of contents is a <label> in mdBook: here it is a button for everybody.
(() => {
  const toggle = document.getElementById('mdbook-sidebar-toggle') ?? document.getElementById('sidebar-toggle');
  if (toggle?.tagName !== 'LABEL') return;
  toggle.setAttribute('role', 'button');
  toggle.tabIndex = 0;
  toggle.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    toggle.click();
  });
})();

// Long lines of code scroll with the arrow keys, too.
for (const code of document.querySelectorAll('pre > code')) {
  if (code.scrollWidth > code.clientWidth) code.tabIndex = 0;
}
