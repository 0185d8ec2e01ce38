(() => {
  const links = [...document.querySelectorAll('.lc-try a')];
  const module = (link) => new URL('layercake.js', link.href).href;
  // A book that lies elsewhere than beside layercake has nothing to try.
  for (const address of new Set(links.map(module))) {
    fetch(address).then(({ ok }) => { if (!ok) throw new Error(address); }).catch(() => {
      links.filter((link) => module(link) === address).forEach((link) => link.parentNode.remove());
    });
  }
  for (const link of links) {
    link.addEventListener('click', async (event) => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const open = link.parentNode.querySelector('layercake-terminal');
      link.textContent = open ? 'Try it here' : 'Close the terminal';
      link.setAttribute('aria-expanded', String(!open));
      if (open) return open.remove();
      try {
        const { terminalAt } = await import(module(link));
        const terminal = terminalAt(link.hash);
        const dark = ['coal', 'navy', 'ayu'].some((theme) => document.documentElement.classList.contains(theme));
        terminal.setAttribute('theme', dark ? 'dark' : 'light');
        terminal.setAttribute('unkept', '');
        link.parentNode.append(terminal);
        terminal.addEventListener("layercake-ready", () => terminal.terminal.focus());
      } catch {
        location.href = link.href;
      }
    });
  }
})();
