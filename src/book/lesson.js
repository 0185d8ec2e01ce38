(() => {
  for (const box of document.querySelectorAll('.lc-choice')) {
    const right = Number(box.dataset.right), answer = box.querySelector('details');
    const items = [...box.querySelectorAll('ol > li')], status = document.createElement('p');
    if (!answer || box.dataset.ready) continue;
    box.dataset.ready = 'yes';
    status.setAttribute('role', 'status');
    answer.before(status);
    answer.hidden = true;
    items.forEach((item, index) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...item.childNodes);
      item.append(button);
      button.addEventListener('click', () => {
        const good = index + 1 === right;
        button.dataset.chosen = good ? 'right' : 'wrong';
        status.textContent = good ? '✓ Right.' : '✗ Not this one. Think again, or open the answer.';
        answer.hidden = false;
        if (good) { answer.open = true; items.forEach(i => { i.firstChild.disabled = true; }); }
      });
    });
  }
  addEventListener('beforeprint', () => document.querySelectorAll('.lc-box details').forEach(d => { d.hidden = false; d.open = true; }));
})();
