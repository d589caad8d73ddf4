// The notebook: words of articles that the reader clipped, newest first, each with a note of the reader's own.
const CLIPPINGS = 'baowen.clippings', MOST_CLIPPINGS = 300;

// Where a point of the open article stands in its body, in characters.
function placeOf(node, offset) {
  const own = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const line = own.closest('p[data-at]') || own.querySelectorAll?.('p[data-at]')[offset];
  if (!line) return NaN;
  const before = document.createRange();
  before.setStart(line, 0);
  if (line.contains(node)) before.setEnd(node, offset);
  return Number(line.dataset.at) + [...before.toString()].length;
}

function selectedWords() {
  const body = document.querySelector('#panel .story .body');
  const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null;
  if (!range || range.collapsed || !body || !body.contains(range.commonAncestorContainer)) return null;
  const [start, end] = [placeOf(range.startContainer, range.startOffset), placeOf(range.endContainer, range.endOffset)];
  return Number.isNaN(start + end) || start >= end ? null : {start, end};
}

async function clip(button) {
  const found = await server.clipping({...JSON.parse(button.dataset.clip), ...selectedWords()}).catch(() => null);
  if (!found || !found.article) { say(words().not_taken); return; }
  const all = load(CLIPPINGS);
  const same = (one) => one.article === found.article && one.start === found.start && one.end === found.end;
  if (!all.some(same)) all.unshift({...found, note: '', when: Date.now()});
  if (store(CLIPPINGS, all.slice(0, MOST_CLIPPINGS))) say(words().clipped);
  render();
}

function discard(one) {
  const all = load(CLIPPINGS);
  store(CLIPPINGS, all.filter((other) => other.when !== one.when));
  say(words().deleted, () => { store(CLIPPINGS, all); render(); });
  render();
}

function clipping(one) {
  const item = make('li', '');
  const text = String(one.quote || words().whole_article);
  const quote = make('blockquote', '');
  quote.append(opener(text.length > 200 ? `${text.slice(0, 200)}…` : text, one));
  const note = make('textarea', '', {value: String(one.note || ''), rows: 1, maxLength: 2000, placeholder: words().note_on});
  note.setAttribute('aria-label', `${words().note_on}: ${text.slice(0, 30)}`);
  note.onchange = () => store(CLIPPINGS, load(CLIPPINGS).map((other) => other.when === one.when ? {...other, note: note.value} : other));
  const acts = make('div', '', {className: 'acts'});
  const away = make('button', words().delete, {type: 'button', onclick: () => discard(one), ariaLabel: `${words().delete}: ${text.slice(0, 30)}`});
  acts.append(make('small', String(one.reference || ''), {lang: 'zh'}), away);
  item.append(quote, note, acts);
  return item;
}

function exportAs(kind) {
  const clippings = load(CLIPPINGS).slice(0, MOST_CLIPPINGS).map(({article, start, end, quote, reference, note}) => ({article, start, end, quote, reference, note}));
  take({of: 'clippings', kind, clippings, base: base(), style: localStorage.getItem('baowen.style') || 'gbt7714'});
}

function exporting() {
  const row = make('div', '', {className: 'exporting'});
  const styles = make('select', '', {ariaLabel: words().cited_as});
  for (const [value, name] of [['gbt7714', 'GB/T 7714'], ['chicago', 'Chicago']]) styles.append(make('option', name, {value}));
  styles.value = localStorage.getItem('baowen.style') === 'chicago' ? 'chicago' : 'gbt7714';
  styles.onchange = () => localStorage.setItem('baowen.style', styles.value);
  row.append(styles, ...[['md', words().as_markdown], ['docx', words().as_word]].map(([kind, name]) =>
    make('button', name, {type: 'button', onclick: () => exportAs(kind)})));
  return row;
}

sections.push(() => {
  const found = load(CLIPPINGS);
  const part = make('div', '', {className: 'clippings'});
  const list = make('ul', '');
  list.append(...found.map(clipping));
  part.append(make('h2', words().clippings), make('p', found.length ? words().kept_in_browser : words().no_clipping, {className: 'note'}));
  if (found.length) part.append(exporting(), list);
  return part;
});

// Pressing the button must not let go of what is selected.
document.addEventListener('mousedown', (event) => { if (event.target.closest('button[data-clip]')) event.preventDefault(); });
document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-clip]');
  if (button) clip(button);
});
