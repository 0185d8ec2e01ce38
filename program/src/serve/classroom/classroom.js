// Keeps a page up to date: the server says when something changed, and the part that shows it is fetched again.
// Where that cannot be, it is fetched every ten seconds.
'use strict';
{
  const live = document.getElementById('live');
  const state = document.getElementById('state');
  const REST = 10_000;
  let timer = 0;
  let asked = false;
  let again = false;

  async function update() {
    if (asked) {
      again = true;
      return;
    }
    asked = true;
    try {
      const answer = await fetch(location.href, { cache: 'no-store' });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = page.getElementById('live');
      if (fresh && fresh.innerHTML !== live.innerHTML) live.replaceChildren(...fresh.childNodes);
      state.textContent = '';
    } catch {
      state.textContent = 'The server does not answer; this may be out of date.';
    }
    asked = false;
    if (again) {
      again = false;
      setTimeout(update, 500);
    }
  }

  const poll = () => { timer ||= setInterval(update, REST); };
  const events = new EventSource('/events');
  events.addEventListener('open', () => { clearInterval(timer); timer = 0; update(); });
  events.addEventListener('message', update);
  events.addEventListener('error', poll);
}
