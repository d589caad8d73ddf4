// Runs once in the panel: `element` is its HTML, `server` its Python functions, `watch` follows its value.
const part = (selector) => element.querySelector(selector);
let opener = null;  // the link that opened the article, where the focus goes back to
let trail = [];  // what stood in the reader before: the dossier whose article was opened, and so on

// Side by side only the panel scrolls; on a phone, where it stands below the chat, the page does. An article whose
// quoted words are near its beginning is shown from its headline.
function show(mark) {
  const frame = part('.panel');
  const beside = getComputedStyle(frame).overflowY === 'auto';
  const [words, box] = [mark.getBoundingClientRect(), frame.getBoundingClientRect()];
  const start = words.top - box.top + frame.scrollTop;
  const height = beside ? frame.clientHeight : innerHeight;
  const place = start + words.height < 0.8 * height ? 0 : start - height / 4;
  const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
  mark.focus({preventScroll: true});
  if (beside) frame.scrollTo({top: place, behavior});
  else scrollTo({top: box.top + scrollY + place - 8, behavior});
}

const read = (data, at) => server.read_article({
  article: data.article, spans: JSON.parse(data.spans || '[]'), at, language: part('.panel').dataset.language,
}).catch(() => '');

function unfold(text, link) {
  const reader = part('.reader');
  if (!link?.closest('.reader')) { opener = link; trail = []; }
  else if (!link.matches('[href^="#c"]')) {
    trail.push({nodes: [...reader.childNodes], link, scrolled: part('.panel').scrollTop, at: scrollY});
  }
  reader.innerHTML = text;
  part('.reader').hidden = false;
  part('.list').hidden = true;
  showScans(part('[data-scan]'));
}

// The pictures of the pages an article was read off come by themselves, after its text.
async function showScans(section) {
  if (!section) return;
  const {scan, quoted} = section.dataset;
  const language = part('.panel').dataset.language;
  section.innerHTML = await server.read_scan({article: scan, quoted: JSON.parse(quoted), language}).catch(() => '');
}

// A page's picture large enough to read, at the quoted lines; and back.
function zoom(button) {
  const figure = button.closest('.scan');
  button.setAttribute('aria-pressed', figure.classList.toggle('large'));
  const [frame, line] = [figure.querySelector('.frame'), figure.querySelector('rect.hit')];
  if (!line) return;
  const [box, words] = [frame.getBoundingClientRect(), line.getBoundingClientRect()];
  frame.scrollBy(words.left - box.left - box.width / 4, words.top - box.top - box.height / 4);
}

// An article of a record or a list, opened by a link anywhere on the page that names it in its data.
async function openArticle(link) {
  const text = await read(link.dataset, link.dataset.at || '');
  if (!text) return;
  unfold(text, link);
  const head = part('.reader .title') || part('.reader .story');
  head.tabIndex = -1;
  show(part('mark.here') || head);
}

// What the archive says of a person, body, place or topic.
async function openDossier(link) {
  const {kind, dossier, from} = link.dataset;
  const language = part('.panel').dataset.language;
  const text = await server.read_dossier({kind, name: dossier, from, language}).catch(() => '');
  if (!text) return;
  unfold(text, link);
  const head = part('.reader .title') || part('.reader .note');
  if (head) { head.tabIndex = -1; show(head); }
}

async function open(item, link) {
  const text = await read(item.closest('.card').dataset, item.id);
  if (!item.isConnected) return;  // a new answer came in between
  element.querySelectorAll('li.here').forEach((other) => other.classList.remove('here'));
  item.classList.add('here');
  if (!text) { item.closest('details')?.setAttribute('open', ''); show(item.querySelector('a')); return; }
  unfold(text, link);
  const mark = part('mark.here');
  if (mark) show(mark);
}

function close() {
  const reader = part('.reader');
  if (reader.hidden) return;
  const before = trail.pop();
  if (before) {
    reader.replaceChildren(...before.nodes);
    part('.panel').scrollTop = before.scrolled;
    before.link.focus({preventScroll: true});
    if (getComputedStyle(part('.panel')).overflowY !== 'auto') scrollTo({top: before.at});
    return;
  }
  part('.reader').hidden = true;
  part('.list').hidden = false;
  part('.panel').scrollTop = 0;
  if (opener && opener.isConnected) { opener.focus({preventScroll: true}); opener.scrollIntoView({block: 'nearest'}); }
}

// An address that names an article opens it as often as the panel is renewed, until the reader turns to something else.
const asked = new URLSearchParams(location.search);
let addressed = asked.get('article') && {article: asked.get('article'), quote: asked.get('quote') || ''};

async function openAddressed() {
  const text = await server.read_address({...addressed, language: part('.panel').dataset.language}).catch(() => '');
  if (!text || !addressed) return;
  unfold(text, null);
  const head = part('mark.here') || part('.reader .title') || part('.reader .story');
  head.tabIndex = -1;
  show(head);
}

function leaveAddress() {
  if (!addressed) return;
  addressed = null;
  history.replaceState(history.state, '', location.pathname);
}
document.addEventListener('click', (event) => { if (!event.target.closest('#panel .acts, #panel .scan, #panel .raw, #switch, #theme')) leaveAddress(); });
document.addEventListener('keydown', (event) => { if (event.key === 'Enter' && !element.contains(event.target)) leaveAddress(); });

// The clipboard of a page that is not served over HTTPS is reached by way of a selection.
async function copy(button) {
  const text = button.dataset.copy ?? location.origin + location.pathname.replace(/\/?$/, '/') + button.dataset.address;
  try { await navigator.clipboard.writeText(text); } catch {
    const box = Object.assign(document.createElement('textarea'), {value: text});
    document.body.append(box);
    box.select();
    document.execCommand('copy');
    box.remove();
    button.focus();
  }
  const name = button.textContent;
  if (name === button.dataset.done) return;
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = name; }, 1500);
}

document.addEventListener('click', (event) => {
  const copier = event.target.closest('button[data-copy], button[data-address]');
  if (copier) { copy(copier); return; }
  const named = event.target.closest('a[data-article]');
  if (named) { event.preventDefault(); openArticle(named); return; }
  const filed = event.target.closest('a[data-dossier]');
  if (filed) { event.preventDefault(); openDossier(filed); return; }
  const link = event.target.closest('a[href^="#c"]') || event.target.closest('.card li')?.querySelector('a');
  if (!link || (!event.target.closest('a') && String(getSelection()))) return;  // words are being selected, not opened
  const item = element.querySelector('#' + CSS.escape(link.getAttribute('href').slice(1)));
  event.preventDefault();
  if (item) open(item, link);
});
element.addEventListener('click', async (event) => {
  if (event.target.closest('.back')) close();
  if (event.target.closest('.zoom')) zoom(event.target.closest('.zoom'));
  const raw = event.target.closest('button[data-page]');
  if (!raw) return;
  const texts = await server.read_page({article: raw.dataset.page, language: speaking()}).catch(() => '');
  raw.closest('.raw').innerHTML = texts;
  part('.raw pre')?.focus();
});
document.addEventListener('keydown', (event) => { if (event.key === 'Escape') close(); });

function renew() {
  document.documentElement.lang = part('.panel').dataset.language === 'en' ? 'en' : 'zh-CN';
  part('.panel').scrollTop = 0;
  if (addressed) openAddressed();
}
watch('value', renew);
renew();
