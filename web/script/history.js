// Keeps conversations in this browser, a key each, and lists them. All text goes in as text, never as markup.
const PREFIX = 'baowen.conversation.', CURRENT = 'baowen.current';
const words = () => JSON.parse(element.querySelector('.history').dataset.words);
const shelf = () => element.querySelector('.history > section');
const toggle = () => element.querySelector('.toggle');
let said = null;  // a line above the list: what was just done, and perhaps how to undo it

function make(tag, text, more = {}) {
  return Object.assign(document.createElement(tag), {textContent: text, ...more});
}

function read(key) {
  try {
    const one = JSON.parse(localStorage.getItem(key));
    return one && Array.isArray(one.turns) && one.turns.length ? one : null;
  } catch { return null; }
}

function all() {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  const found = keys.map((key) => ({key, ...read(key)})).filter((one) => one.turns);
  return found.sort((one, other) => (Number(other.when) || 0) - (Number(one.when) || 0));
}

const titleOf = (one) => String(one.title || one.turns[0].question || '…').slice(0, 80);

// Writes one conversation; where there is no room left, the oldest others make some.
function write(key, one) {
  for (;;) {
    try { localStorage.setItem(key, JSON.stringify(one)); return; } catch {
      const oldest = all().filter((other) => other.key !== key).pop();
      said = {text: oldest ? words().full : words().cannot_keep};
      if (!oldest) return;
      localStorage.removeItem(oldest.key);
    }
  }
}

function keep() {
  const sections = [...document.querySelectorAll('#panel .turn[data-kept]')];
  const turns = sections.map((section) => JSON.parse(section.dataset.kept)).reverse();
  if (!turns.length) return;
  const key = sessionStorage.getItem(CURRENT) || PREFIX + Date.now().toString(36) + Math.random().toString(36).slice(2, 8);
  sessionStorage.setItem(CURRENT, key);
  const known = read(key) || {};
  if (JSON.stringify(known.turns) === JSON.stringify(turns)) return;
  write(key, {...known, turns, when: Date.now()});
  render();
}

function open(one) {
  sessionStorage.setItem(CURRENT, one.key);
  trigger('select', {turns: one.turns});
}

function rename(item, one) {
  const box = make('input', '', {value: titleOf(one), maxLength: 80, ariaLabel: words().rename});
  item.querySelector('.open').replaceWith(box);
  box.focus();
  box.select();
  const done = (kept) => {
    box.onblur = null;
    if (kept && box.value.trim()) write(one.key, {...read(one.key), title: box.value.trim()});
    render();
  };
  box.onblur = () => done(true);
  box.onkeydown = (event) => {
    event.stopPropagation();
    if (event.key === 'Enter') done(true);
    if (event.key === 'Escape') done(false);
  };
}

function remove(one) {
  const text = localStorage.getItem(one.key);
  localStorage.removeItem(one.key);
  said = {text: words().deleted, undo: () => { localStorage.setItem(one.key, text); said = null; render(); }};
  render();
}

// Markdown in which words stay words: what could be a mark is preceded by a backslash.
const plain = (text) => String(text ?? '').replace(/[\\`*_{}<>#|~!]/g, '\\$&').replace(/\[(?!\d+\])|\](?!\()/g, (sign, at, whole) =>
  sign === ']' && /\[\d+$/.test(whole.slice(0, at)) ? sign : '\\' + sign);

function markdown(one) {
  const lines = [`# ${plain(titleOf(one))}`, '', `${words().exported_from}, ${new Date(one.when).toLocaleString()}`];
  for (const turn of one.turns) {
    lines.push('', `## ${plain(turn.question)}`, '', String(turn.answer).split('\n').map(plain).join('\n\n'));
    for (const cited of turn.citations || []) lines.push('', `[${cited.marker}] ${plain(cited.reference)}`, '', `> ${plain(cited.quote).replace(/\n/g, '\n> ')}`);
  }
  return lines.join('\n') + '\n';
}

function download(one) {
  const link = make('a', '', {href: URL.createObjectURL(new Blob([markdown(one)], {type: 'text/markdown'}))});
  link.download = titleOf(one).replace(/[^\p{L}\p{N}-]+/gu, '_').slice(0, 60) + '.md';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function entry(one) {
  const item = make('li', '');
  const button = (name, act) => make('button', name, {type: 'button', onclick: act, ariaLabel: `${name}: ${titleOf(one)}`});
  const about = `${new Date(one.when).toLocaleString()} · ${words().turns_kept.replace('{n}', one.turns.length)}`;
  const opener = make('button', titleOf(one), {type: 'button', className: 'open', onclick: () => { open(one); show(false); }});
  if (one.key === sessionStorage.getItem(CURRENT)) opener.setAttribute('aria-current', 'true');
  const acts = make('div', '', {className: 'acts'});
  acts.append(make('small', about), button(words().rename, () => rename(item, one)),
    button(words().export, () => download(one)), button(words().delete, () => remove(one)));
  item.append(opener, acts);
  return item;
}

function render() {
  const section = shelf();
  if (!section || section.hidden) return;
  const found = all();
  const note = make('p', said ? said.text : found.length ? words().kept_here : words().no_history, {className: 'note'});
  note.setAttribute('role', 'status');
  if (said?.undo) note.append(' ', make('button', words().undo, {type: 'button', onclick: said.undo}));
  const list = make('ul', '');
  list.append(...found.map(entry));
  section.replaceChildren(note, list);
  if (found.length > 1) section.append(clearing());
}

function clearing() {
  const button = make('button', words().delete_all, {type: 'button', className: 'all'});
  button.onclick = () => {
    if (button.textContent !== words().really_all) { button.textContent = words().really_all; return; }
    all().forEach((one) => localStorage.removeItem(one.key));
    render();
  };
  return button;
}

function show(open) {
  shelf().hidden = !open;
  toggle().setAttribute('aria-expanded', String(open));
  said = null;
  render();
}

element.addEventListener('click', (event) => { if (event.target.closest('.toggle')) show(shelf().hidden); });
document.addEventListener('click', (event) => {
  if (event.target.closest('#clear')) sessionStorage.removeItem(CURRENT);
  if (event.target.isConnected && !element.contains(event.target) && !shelf().hidden) show(false);
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !shelf().hidden) { show(false); toggle().focus(); }
});
addEventListener('storage', render);  // another tab has changed the list
watch('value', render);

const panel = document.querySelector('#panel');
new MutationObserver(keep).observe(panel, {childList: true, subtree: true});
const last = sessionStorage.getItem(CURRENT) && read(sessionStorage.getItem(CURRENT));
if (last) setTimeout(() => trigger('select', {turns: last.turns}), 300);  // once Gradio has told what language it is
